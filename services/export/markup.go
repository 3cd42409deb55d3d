package export

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longestText is how many UTF-16 units a spreadsheet program takes in one cell.
const longestText = 32767

// appendCell adds one cell. Texts stand in the cell itself and not in a table of all texts, which would have to be
// held in memory until the last row is known.
func appendCell(out []byte, column string, row, style int, value any) ([]byte, error) {
	out = append(append(out, `<c r="`...), column...)
	out = append(strconv.AppendInt(out, int64(row), 10), `" s="`...)
	out = strconv.AppendInt(out, int64(style), 10)
	switch v := value.(type) {
	case nil:
		return append(out, `"/>`...), nil
	case string:
		if v == "" {
			return append(out, `"/>`...), nil
		}
		out = append(out, `" t="inlineStr"><is><t`...)
		if outerSpace(v[0]) || outerSpace(v[len(v)-1]) {
			out = append(out, ` xml:space="preserve"`...)
		}
		return append(appendText(append(out, '>'), v), `</t></is></c>`...), nil
	case int:
		out = strconv.AppendInt(append(out, `"><v>`...), int64(v), 10)
	case float64:
		out = strconv.AppendFloat(append(out, `"><v>`...), v, 'f', -1, 64)
	default:
		return nil, fmt.Errorf("a cell cannot hold a %T", value)
	}
	return append(out, `</v></c>`...), nil
}

func outerSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// appendText adds a text as XML: what XML cannot hold is replaced, and what is too long for a cell is cut off.
func appendText(out []byte, text string) []byte {
	left := longestText
	plain := 0 // where the part begins that needs no change
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		if left--; c > 0xFFFF {
			left--
		}
		if left < 0 {
			return append(out, text[plain:i]...)
		}
		if instead, is := replacement(c, size, text[i:]); is {
			out = append(append(out, text[plain:i]...), instead...)
			plain = i + size
		}
		i += size
	}
	return append(out, text[plain:]...)
}

// replacement is what stands for a character that may not stand for itself; rest begins with it.
func replacement(c rune, size int, rest string) (string, bool) {
	switch {
	case c > '_' && c < utf8.RuneError: // nearly every character of a Chinese text
		return "", false
	case c == '&':
		return "&amp;", true
	case c == '<':
		return "&lt;", true
	case c == '>':
		return "&gt;", true
	case c == '\r':
		return "&#13;", true
	case c == '_' && escapes(rest):
		return "_x005F_", true
	case c < ' ' && c != '\t' && c != '\n', c == utf8.RuneError && size == 1, c == 0xFFFE, c == 0xFFFF:
		return string(utf8.RuneError), true
	}
	return "", false
}

// escapes says whether the text begins with what a spreadsheet program takes for an escaped character: _x0041_ is A.
func escapes(text string) bool {
	const hex = "0123456789abcdefABCDEF"
	return len(text) >= 7 && text[1] == 'x' && text[6] == '_' && strings.Trim(text[2:6], hex) == ""
}

// columnName is the letters of a column, from 0.
func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
