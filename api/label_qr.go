package api

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"

	"github.com/skip2/go-qrcode"

	"banbantong/services/errs"
)

// labelQR is the QR code that opens the report page of a label, as a PNG data URL. base is the address by which phones
// reach this server.
func labelQR(base, token string) (string, error) {
	address, err := url.Parse(base)
	if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
		return "", errs.InvalidFields(errs.Field{Location: "base", Message: "请填写手机访问本系统的地址，以 http:// 或 https:// 开头。"})
	}
	png, err := qrcode.Encode(strings.TrimSuffix(base, "/")+"/m/r/"+token, qrcode.Medium, 240)
	if err != nil {
		return "", fmt.Errorf("draw a QR code: %w", err)
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png), nil
}
