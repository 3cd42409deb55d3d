package demo

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
)

// readable are the signs of what people read aloud: no 0 and O, no 1 and I.
const readable = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// Code turns the nth of something into so many readable signs, every n into others.
func Code(seed, n uint64, signs int) string {
	n = (n*0x9E3779B97F4A7C15 + seed) & (1<<(5*signs) - 1) // odd, so that no two n meet
	n ^= n >> (5 * signs / 2)
	text := make([]byte, signs)
	for i := range text {
		text[i] = readable[n%32]
		n /= 32
	}
	return string(text)
}

// labelToken looks like the unguessable token of a real label.
func labelToken(d dice) string {
	token := make([]byte, 0, 32)
	for range 4 {
		token = binary.LittleEndian.AppendUint64(token, d.Uint64())
	}
	return base64.RawURLEncoding.EncodeToString(token)
}

func serial(d dice) string { return fmt.Sprintf("S%c%010d", 'A'+rune(d.IntN(20)), d.Uint64N(1e10)) }
