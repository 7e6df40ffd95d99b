package organization

import (
	"regexp"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/losant/terraform-provider-losant/internal/base"
)

// colorPattern matches hexadecimal colors, and names and functions of CSS such as red
// and rgb(5, 113, 128). A name is not looked up.
var colorPattern = regexp.MustCompile(`^(?:#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})|[A-Za-z]+(?:\([0-9A-Za-z%.,/ -]+\))?)$`)

// isColor accepts colors of at most 64 characters.
func isColor() validator.String {
	return base.HasFormat("Invalid color", "value must be a color of at most 64 characters, such as #057180 or red", func(text string) bool {
		return colorPattern.MatchString(text) && utf8.RuneCountInString(text) <= 64
	})
}
