package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// secretKey is the key that signs sign-ins: the configured one, else the one in the data folder, which the first
// start makes and nobody else may read.
func secretKey(configured, folder string) ([]byte, error) {
	if configured != "" {
		return []byte(configured), nil
	}
	name := filepath.Join(folder, "secret.key")
	key, err := os.ReadFile(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	random := make([]byte, 32)
	rand.Read(random) // never fails, says crypto/rand
	key = []byte(hex.EncodeToString(random))
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keep the secret key: %w", err)
	}
	_, err = file.Write(key)
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, fmt.Errorf("keep the secret key: %w", err)
	}
	return key, nil
}
