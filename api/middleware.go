package api

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"banbantong/services/access"
	"banbantong/services/accounts"
	"banbantong/services/errs"
)

const requestIDHeader = "X-Request-Id"

// identify gives every request a number that people can quote.
func identify(g *gin.Context) {
	id := rand.Text()[:12]
	g.Set(requestIDHeader, id)
	g.Header(requestIDHeader, id)
	g.Next()
}

// logRequests logs one line a request: no query, no header and no body, since those hold personal data.
func logRequests(log *slog.Logger) gin.HandlerFunc {
	return func(g *gin.Context) {
		start := time.Now()
		g.Next()
		log.Info("request", "method", g.Request.Method, "route", g.FullPath(), "status", g.Writer.Status(),
			"ms", time.Since(start).Milliseconds(), "request", g.GetString(requestIDHeader))
	}
}

func recoverPanics(log *slog.Logger) gin.HandlerFunc {
	return gin.CustomRecoveryWithWriter(nil, func(g *gin.Context, cause any) {
		log.Error("panic", "cause", fmt.Sprint(cause), "stack", string(debug.Stack()), "request", g.GetString(requestIDHeader))
		writeProblem(g, http.StatusInternalServerError, "internal", internalDetail)
	})
}

func secureHeaders(g *gin.Context) {
	h := g.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin") // label tokens stand in addresses
	h.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'")
	if strings.HasPrefix(g.Request.URL.Path, "/api/") {
		h.Set("Cache-Control", "no-store")
	}
	g.Next()
}

// Largest bodies in bytes: huma limits JSON to 1 MiB by itself, but not uploads.
const (
	maxUpload = 32 << 20
	maxPhoto  = 12 << 20
)

func limitBodies(g *gin.Context) {
	limit := int64(maxPhoto)
	if g.Request.URL.Path == "/api/v1/imports" {
		limit = maxUpload
	}
	if g.Request.ContentLength > limit {
		writeProblem(g, http.StatusRequestEntityTooLarge, "too-large", fmt.Sprintf("上传的内容超过 %d MB。", limit>>20))
		g.Abort()
		return
	}
	g.Request.Body = http.MaxBytesReader(g.Writer, g.Request.Body, limit)
	g.Next()
}

// measure offers /metrics with the time of every route, to this machine only.
func measure(engine *gin.Engine) {
	registry := prometheus.NewRegistry()
	seconds := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "banbantong_request_seconds",
		Help: "Time of HTTP requests by route and status."}, []string{"method", "route", "status"})
	registry.MustRegister(seconds)
	engine.Use(func(g *gin.Context) {
		start := time.Now()
		g.Next()
		seconds.WithLabelValues(g.Request.Method, g.FullPath(), fmt.Sprint(g.Writer.Status())).Observe(time.Since(start).Seconds())
	})
	answer := gin.WrapH(promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	engine.GET("/metrics", func(g *gin.Context) {
		if !net.ParseIP(g.ClientIP()).IsLoopback() {
			writeProblem(g, http.StatusNotFound, "not-found", "没有这个接口。")
			return
		}
		answer(g)
	})
}

type contextKey int

const (
	actorKey contextKey = iota
	addressKey
)

// actorFrom is who asks; nobody where the operation is for anyone.
func actorFrom(ctx context.Context) access.Actor {
	actor, _ := ctx.Value(actorKey).(access.Actor)
	return actor
}

// addressFrom is the network address the request came from.
func addressFrom(ctx context.Context) string {
	address, _ := ctx.Value(addressKey).(string)
	return address
}

// authenticate finds out who asks and turns away whoever lacks the permission that the operation declares. The
// services ask for it again: this is only the earlier and cheaper of two locks.
func authenticate(sessions *accounts.Sessions) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		gc := humagin.Unwrap(ctx)
		ctx = huma.WithValue(ctx, addressKey, gc.ClientIP())
		needed := ctx.Operation().Extensions["x-permission"].(access.Permission)
		actor := access.Actor{RequestID: gc.GetString(requestIDHeader)}
		if token, ok := strings.CutPrefix(ctx.Header("Authorization"), "Bearer "); ok {
			known, err := sessions.Recognise(ctx.Context(), token)
			if err != nil && needed != anyone {
				refuse(gc, err)
				return
			}
			known.RequestID = actor.RequestID
			actor = known
		}
		if err := admit(actor, needed); err != nil {
			refuse(gc, err)
			return
		}
		next(huma.WithValue(ctx, actorKey, actor))
	}
}

func admit(actor access.Actor, needed access.Permission) error {
	switch {
	case needed == anyone:
		return nil
	case !actor.SignedIn():
		return errs.New(errs.Unauthenticated, "not-signed-in", "请先登录。")
	case needed == signedIn:
		return nil
	case actor.MustChangePassword:
		return errs.New(errs.Forbidden, "password-change-required", "请先修改初始密码。")
	}
	return actor.Require(needed)
}
