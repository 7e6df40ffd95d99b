package losant

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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

// redactSecret replaces a secret in a text, even if its characters are encoded, or separated by white space, invisible
// characters, tags or escapes.
func redactSecret(text, secret string) string {
	var clean strings.Builder
	copied := 0
	for at := 0; at < len(text); {
		length := echoLength(text[at:], secret)
		if length == 0 {
			at++
			continue
		}
		clean.WriteString(text[copied:at])
		clean.WriteString(redacted)
		at += length
		copied = at
	}
	if copied == 0 {
		return text
	}
	return clean.String() + text[copied:]
}

// echoLength returns how long the secret is at the beginning of a text, or 0 if the text begins with something else. A
// character can also begin a separator, so there can be several ends at a time.
func echoLength(text, secret string) int {
	ends := []int{0}
	for i := range len(secret) {
		var next []int
		for _, at := range ends {
			for {
				if length := characterLength(text[at:], secret[i]); length > 0 {
					next = append(next, at+length)
				}
				separator := separatorLength(text[at:])
				if i == 0 || separator == 0 {
					break
				}
				at += separator
			}
		}
		if len(next) == 0 {
			return 0
		}
		slices.Sort(next)
		ends = slices.Compact(next)
	}
	return ends[len(ends)-1]
}

// characterLength returns how long a character of a secret is at the beginning of a text, as itself or encoded for a URL
// or for HTML. It returns 0 if the text begins with something else.
func characterLength(text string, c byte) int {
	switch {
	case text == "":
		return 0
	case text[0] == c:
		return 1
	case text[0] != '%' && text[0] != '&':
		return 0
	}
	for _, encoded := range []string{fmt.Sprintf("%%%02x", c), fmt.Sprintf("&#%d;", c), fmt.Sprintf("&#x%x;", c)} {
		if len(text) >= len(encoded) && strings.EqualFold(text[:len(encoded)], encoded) {
			return len(encoded)
		}
	}
	return 0
}

// jsonEscape matches an escape of JSON at the beginning of a text.
var jsonEscape = regexp.MustCompile(`^\\(?:u[0-9a-fA-F]{4}|[a-z])`)

// separatorLength returns how long something that can stand between the characters of a secret is at the beginning of a
// text, or 0.
func separatorLength(text string) int {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case text == "":
		return 0
	case unicode.In(r, unicode.Z, unicode.C):
		return size
	case r == '<':
		if end := strings.IndexAny(text[1:], "<>"); end >= 0 && text[1+end] == '>' {
			return end + 2
		}
	case r == '\\':
		return len(jsonEscape.FindString(text))
	}
	return 0
}

// redact removes the token, other API tokens and passwords in URLs from a text.
func (c *Client) redact(text string) string {
	text = redactSecret(text, c.token)
	text = jwt.ReplaceAllString(text, redacted)
	return userInfo.ReplaceAllString(text, "${1}"+redacted+"@")
}

// clean returns text from outside without secrets, in a form that can be printed. It redacts before it cuts the text,
// because the cut could leave a part of a secret.
func (c *Client) clean(text string) string { return Printable(c.redact(text)) }
