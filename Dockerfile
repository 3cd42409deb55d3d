FROM node:20-bookworm-slim AS web
WORKDIR /src/web
COPY web/package.json web/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY web ./
RUN npm run build

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/web/dist web/dist
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /out/banbantong . \
 && mkdir /out/data

# No shell and no package manager: the binary, certificates, time zones, and user 65532.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/banbantong /usr/local/bin/banbantong
COPY --from=build --chown=65532:65532 /out/data /data
ENV BANBANTONG_ADDR=0.0.0.0:8080 BANBANTONG_DATA=/data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["banbantong", "healthcheck"]
ENTRYPOINT ["banbantong"]
CMD ["serve"]
