package base

import (
	"net/url"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// IsURL accepts absolute http and https URLs of at most 1024 characters.
func IsURL() []validator.String {
	isURL := HasFormat("Invalid URL", "value must be a URL such as https://example.com/hook", func(text string) bool {
		u, err := url.Parse(text)
		return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
	})
	return []validator.String{isURL, stringvalidator.UTF8LengthAtMost(1024)}
}
