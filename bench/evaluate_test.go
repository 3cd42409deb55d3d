package bench

import (
	"fmt"
	"testing"

	"banbantong/services/compliance"
)

// evaluate judges everything anew, beside four rules in one statement.
func (p *province) evaluate(b *testing.B) {
	compare(b, func() error {
		_, err := p.verdicts.Evaluate(b.Context(), func(d compliance.Difference) { b.Errorf("what is stored differs: %+v", d) })
		return err
	}, func() error {
		for _, statement := range []string{"DROP TABLE IF EXISTS bare_verdicts", "CREATE TABLE bare_verdicts (id BIGINT PRIMARY KEY, fails BIGINT)", fourRules} {
			if err := p.db.Exec(statement).Error; err != nil {
				return fmt.Errorf("judge by SQL: %w", err)
			}
		}
		return nil
	})
	if err := p.db.Exec("DROP TABLE bare_verdicts").Error; err != nil {
		b.Fatal(err)
	}
}

const fourRules = `INSERT INTO bare_verdicts SELECT devices.id,
	CASE WHEN json_extract(specs, '$.host.memory_mib') < 4096 THEN 1 ELSE 0 END +
	CASE WHEN json_extract(specs, '$.host.cpu_cores') < 2 THEN 2 ELSE 0 END +
	CASE WHEN json_extract(specs, '$.host.nic_mbps') < 1000 THEN 4 ELSE 0 END +
	CASE WHEN json_extract(specs, '$.display.size_inches') < CASE WHEN student_count < 45 THEN 65 ELSE 75 END THEN 8 ELSE 0 END
	FROM devices LEFT JOIN classrooms ON classrooms.id = devices.classroom_id`
