// Package api owns HTTP: it decodes a request, calls one service, and encodes the answer. It holds no rule of the
// domain and knows no database. router.go is the whole route table; each resource has a file.
package api

import (
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-contrib/gzip"
	"github.com/gin-gonic/gin"

	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/attachments"
	"banbantong/services/audit"
	"banbantong/services/compliance"
	"banbantong/services/disposals"
	"banbantong/services/exports"
	"banbantong/services/forms"
	"banbantong/services/imports"
	"banbantong/services/purchases"
	"banbantong/services/quality"
	"banbantong/services/registry"
	"banbantong/services/renewal"
	"banbantong/services/statistics"
	"banbantong/services/submissions"
	"banbantong/services/tickets"
	"banbantong/services/transfers"
)

// Services is everything that the API offers to the world.
type Services struct {
	Sessions *accounts.Sessions
	Users    *accounts.Users
	Registry *registry.Service
	Audit    *audit.Reader
	Imports  *imports.Service
	Exports  *exports.Service

	Compliance *compliance.Service
	Statistics *statistics.Service
	Quality    *quality.Service
	Renewal    *renewal.Service
	Forms      *forms.Service
	Purchases  *purchases.Service
	Transfers  *transfers.Service
	Disposals  *disposals.Service

	Submissions *submissions.Service

	Tickets     *tickets.Service
	Attachments *attachments.Service
}

// Config is how the API is served.
type Config struct {
	Version        string
	SecureCookies  bool     // set where browsers reach us over HTTPS
	TrustedProxies []string // addresses whose X-Forwarded-For is believed
	Web            fs.FS    // the built front end
	Log            *slog.Logger
	Ready          func() error // whether the database answers
	Now            func() time.Time
}

// New builds the HTTP handler.
func New(c Config, s Services) (http.Handler, error) {
	engine := newEngine()
	if err := engine.SetTrustedProxies(c.TrustedProxies); err != nil {
		return nil, err
	}
	engine.Use(identify, logRequests(c.Log), recoverPanics(c.Log), secureHeaders, limitBodies)
	engine.GET("/healthz", func(g *gin.Context) { g.String(http.StatusOK, "ok") })
	engine.GET("/readyz", func(g *gin.Context) {
		if err := c.Ready(); err != nil {
			g.String(http.StatusServiceUnavailable, "database unreachable")
			return
		}
		g.String(http.StatusOK, "ok")
	})
	measure(engine)
	routes(newAPI(engine, c, s), c, s)
	engine.NoRoute(gzip.Gzip(gzip.DefaultCompression), serveWeb(c.Web)) // pages and scripts; answers of the API are small
	return engine, nil
}

// Document gives the OpenAPI document as JSON, without a server.
func Document(version string) ([]byte, error) {
	a := newAPI(newEngine(), Config{Version: version, Log: slog.Default(), Now: time.Now}, Services{})
	routes(a, Config{}, Services{})
	return a.huma.OpenAPI().MarshalJSON()
}

func newEngine() *gin.Engine {
	gin.SetMode(gin.ReleaseMode) // debug mode prints every route to stdout
	return gin.New()
}

func newAPI(engine *gin.Engine, c Config, s Services) *surface {
	installProblems(c.Log)
	config := huma.DefaultConfig("班班通 API", c.Version)
	config.CreateHooks = nil
	config.DocsPath, config.SchemasPath, config.OpenAPIPath = "", "", "/api/v1/openapi"
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
	}
	api := humagin.New(engine, config)
	v1 := huma.NewGroup(api, "/api/v1")
	r := &surface{huma: api, group: v1}
	v1.UseMiddleware(authenticate(s.Sessions))
	return r
}

// serveWeb answers what no route took: the front end for pages, a problem for the API, 404 for missing assets.
func serveWeb(web fs.FS) gin.HandlerFunc {
	files := http.FS(web)
	return func(g *gin.Context) {
		path := g.Request.URL.Path
		switch {
		case strings.HasPrefix(path, "/api/"):
			writeProblem(g, http.StatusNotFound, "not-found", "没有这个接口。")
			return
		case g.Request.Method != http.MethodGet && g.Request.Method != http.MethodHead:
			writeProblem(g, http.StatusMethodNotAllowed, "method-not-allowed", "不支持的请求方法。")
			return
		}
		if info, err := fs.Stat(web, strings.TrimPrefix(path, "/")); err == nil && !info.IsDir() {
			if strings.HasPrefix(path, "/assets/") {
				g.Header("Cache-Control", "public, max-age=31536000, immutable")
			}
			if strings.HasSuffix(path, ".js") {
				g.Header("Content-Type", "text/javascript; charset=utf-8") // a Windows registry may say otherwise
			}
			g.FileFromFS(path, files)
			return
		}
		if strings.HasPrefix(path, "/assets/") {
			g.Status(http.StatusNotFound)
			return
		}
		page := "index.html"
		if path == "/m" || strings.HasPrefix(path, "/m/") {
			page = "m.html"
		}
		html, err := fs.ReadFile(web, page)
		if err != nil {
			g.String(http.StatusNotFound, "the front end is not built: run make build")
			return
		}
		g.Header("Cache-Control", "no-cache")
		g.Data(http.StatusOK, "text/html; charset=utf-8", html)
	}
}

// anyone and signedIn are the permissions of operations that need none.
const (
	anyone   access.Permission = "anyone"
	signedIn access.Permission = "signed-in"
)
