package base_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/base"
)

func TestMarkdownIsEscaped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Acme Farms":                   "Acme Farms",
		"jo@acme.example":              "jo@acme.example",
		" a\n| b\t|":                   `a \| b \|`,
		"<img src=x> & [a](b) `c` **d": "\\<img src=x> \\& \\[a\\](b) \\`c\\` \\*\\*d",
		`\|`:                           `\\\|`,
		"https://evil.example":         `https:\//evil.example`,
		"www.evil.example":             `www\.evil.example`,
		"a\x1b[31mb\u202ec":            `a\\x1b\[31mb\\u202ec`,
	} {
		if got := base.EscapeMarkdown(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
