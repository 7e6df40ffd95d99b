package losant

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// maxPrintable is the length of the longest text from outside that is printed, in characters.
const maxPrintable = 2000

// Printable returns text from outside in a form that can be printed and logged: on one line, of at most 2,000
// characters, and with control and format characters shown as escapes. Such text can move the cursor, change the order
// of characters, or fake other messages.
func Printable(text string) string {
	var printed strings.Builder
	length := 0
	for _, r := range strings.Join(strings.Fields(text), " ") {
		shown := string(r)
		if !unicode.IsPrint(r) {
			shown = escapeRune(r)
		}
		if length += len([]rune(shown)); length >= maxPrintable {
			return printed.String() + "…"
		}
		printed.WriteString(shown)
	}
	return printed.String()
}

func escapeRune(r rune) string {
	switch {
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// isPrintable reports whether Printable returns the text unchanged.
func isPrintable(text string) bool { return Printable(text) == text }

const redacted = "[redacted]"

var (
	// jwt matches API tokens in general, such as one that a response has just issued.
	jwt = regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*`)
	// userInfo matches the name and the password of a URL, whatever characters they have.
	userInfo = regexp.MustCompile(`\b([A-Za-z][A-Za-z0-9+.-]*://)[^\s"'<>]*@`)
)

// echoOf returns a pattern that matches a secret in a text, even if its characters are encoded, or separated by white
// space, invisible characters, tags or escapes.
func echoOf(secret string) *regexp.Regexp {
	const separators = `(?:[\s\p{Z}\p{C}]|<[^<>]*>|\\u[0-9a-fA-F]{4}|\\[a-z])*`
	var pattern []string
	for _, c := range []byte(secret) {
		pattern = append(pattern, fmt.Sprintf(`(?:%s|(?i:%%%02x|&#%d;|&#x%x;))`, regexp.QuoteMeta(string(rune(c))), c, c, c))
	}
	return regexp.MustCompile(strings.Join(pattern, separators))
}

// redact removes the token, other API tokens and passwords in URLs from a text.
func (c *Client) redact(text string) string {
	text = c.echo.ReplaceAllString(text, redacted)
	text = jwt.ReplaceAllString(text, redacted)
	return userInfo.ReplaceAllString(text, "${1}"+redacted+"@")
}

// clean returns text from outside without secrets, in a form that can be printed. It redacts before it cuts the text,
// because the cut could leave a part of a secret.
func (c *Client) clean(text string) string { return Printable(c.redact(text)) }
