// Package web holds the built web UI, so that one binary serves everything.
// It owns the files and leaves routing and caching to api.
package web

import (
	"embed"
	"io/fs"
)

// dist/.gitkeep is committed, so that the program compiles before the UI has been built.
//
//go:embed all:dist
var embedded embed.FS

// Dist is the root of the built UI: index.html (desktop), m.html (phone) and assets/.
// Without a build it holds neither page.
func Dist() fs.FS {
	sub, err := fs.Sub(embedded, "dist")
	if err != nil {
		panic(err) // the directory is embedded at compile time
	}
	return sub
}
