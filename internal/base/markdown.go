package base

import (
	"strings"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// autolinks are beginnings of addresses that Markdown turns into links, escaped.
var autolinks = strings.NewReplacer("://", `:\//`, "www.", `www\.`)

// EscapeMarkdown returns text from outside in a form that Markdown shows as it is, also in a cell of a table: on one
// line, and without links.
func EscapeMarkdown(text string) string {
	var escaped strings.Builder
	for _, r := range losant.Printable(text) {
		if strings.ContainsRune("\\|`<[]*_~#&", r) {
			escaped.WriteByte('\\')
		}
		escaped.WriteRune(r)
	}
	return autolinks.Replace(escaped.String())
}
