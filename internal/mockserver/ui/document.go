package ui

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// text returns a field of a document, and the zero value if it is absent or of another type, as do the functions below.
func text(doc mockserver.Doc, name string) string {
	v, _ := doc[name].(string)
	return v
}

func number(doc mockserver.Doc, name string) float64 {
	v, _ := doc[name].(float64)
	return v
}

func flag(doc mockserver.Doc, name string) bool {
	v, _ := doc[name].(bool)
	return v
}

func object(doc mockserver.Doc, name string) mockserver.Doc {
	v, _ := doc[name].(mockserver.Doc)
	return v
}

func list(doc mockserver.Doc, name string) []any {
	v, _ := doc[name].([]any)
	return v
}

// moment returns a date of the API as people write it, and another text as it is.
func moment(date string) string {
	t, err := time.Parse(time.RFC3339, date)
	if err != nil {
		return date
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// encode returns a value as JSON for people, in which markup is not escaped.
func encode(value any) string {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return ""
	}
	return strings.TrimSpace(out.String())
}
