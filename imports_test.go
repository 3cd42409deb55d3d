package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layer says what the packages under a folder may not import: each entry is a path with all below it.
type layer struct {
	folder string
	never  []string
}

// TestImportsPointOneWay pins main > api > services > models. Of our own packages only what is named here is judged,
// so a folder without a row fails.
func TestImportsPointOneWay(t *testing.T) {
	web := []string{"net/http", "github.com/gin-gonic/gin", "github.com/danielgtaylor/huma"}
	store := []string{"gorm.io", "database/sql", "github.com/go-sql-driver", "modernc.org"}
	ours := func(folders ...string) []string {
		for i, f := range folders {
			folders[i] = "banbantong/" + f
		}
		return folders
	}
	layers := []layer{ // the first that fits
		{"models", slices.Concat(web, store, ours("models", "migrations", "services", "api", "web"))},
		{"migrations", slices.Concat(web, []string{"gorm.io"}, ours("models", "api", "web"))},
		{"services/standard", slices.Concat(web, store, ours("migrations", "services", "api", "web"))},
		{"services/report", slices.Concat(web, store, ours("migrations", "services/database", "services/access", "api", "web"))},
		{"services", slices.Concat(web, ours("api", "web"))},
		{"api", slices.Concat(store, ours("migrations", "services/database"))},
		{"web", slices.Concat(web, store, ours("models", "migrations", "services", "api"))},
		{"bench", nil},
		{"dev", ours("models", "migrations", "services", "api", "web")},
	}
	files := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || name != "." && strings.HasPrefix(entry.Name(), ".")) {
			return filepath.SkipDir
		}
		folder := filepath.ToSlash(filepath.Dir(name))
		if folder == "." || filepath.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		i := slices.IndexFunc(layers, func(l layer) bool { return within(folder, l.folder) })
		if i < 0 {
			t.Errorf("%s is in none of the layers", name)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		files++
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(layers[i].never, func(n string) bool { return within(path, n) }) &&
				path != "banbantong/"+folder {
				t.Errorf("%s imports %s", name, path)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 40 {
		t.Errorf("only %d files were looked at", files)
	}
}

func within(path, root string) bool {
	return path == root || strings.HasPrefix(path, root+"/")
}
