package registry

import (
	"context"

	"gorm.io/gorm"
)

// Together runs several operations in one transaction: all of them are done, or none.
func (s *Service) Together(ctx context.Context, work func(*Service) error) error {
	return s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
		return work(&Service{tx, s.now, s.verdicts})
	})
}
