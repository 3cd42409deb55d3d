# make run    builds everything and starts it with demo data on http://127.0.0.1:8080
# make test   everything CI checks; installs what it needs on Debian
.PHONY: run build test bench lint generate fmt setup screenshots

GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

run: build
	dev/run

build: web/dist/index.html
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/banbantong .

test: setup
	dev/with-mariadb dev/test

bench: setup
	dev/with-mariadb dev/bench

lint: bin/golangci-lint
	bin/golangci-lint run ./...

generate: web/node_modules/.installed-lock.json
	dev/generate

screenshots: build setup
	node dev/browser/screenshots.mjs

fmt:
	gofmt -w $$(git ls-files --cached --others --exclude-standard '*.go')

setup:
	dev/setup

web/dist/index.html: web/node_modules/.installed-lock.json $(shell find web/src web/public web/*.html web/*.ts -type f)
	cd web && npm run build

# npm ci says nothing of which lock file it installed, so a copy of that file stands for it.
web/node_modules/.installed-lock.json: web/package-lock.json
	cd web && npm ci --no-audit --no-fund --loglevel=error
	cp web/package-lock.json $@

bin/golangci-lint:
	GOBIN=$(CURDIR)/bin go install $(GOLANGCI_LINT)
