package email

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// maxLength is the longest address that can be delivered to.
const maxLength = 254

const (
	localPattern  = `[0-9A-Za-z!#$%&'*+/=?^_{|}~` + "`" + `-]+(?:\.[0-9A-Za-z!#$%&'*+/=?^_{|}~` + "`" + `-]+)*`
	domainPattern = `[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?(?:\.[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?)*`
)

var (
	isAddress = regexp.MustCompile(`^` + localPattern + `@` + domainPattern + `$`).MatchString
	isDomain  = regexp.MustCompile(`^` + domainPattern + `$`).MatchString
	isLocal   = regexp.MustCompile(`^` + localPattern + `$`).MatchString
)

// LooksValid reports whether s has the form of an e-mail address that the API
// accepts.
func LooksValid(s string) bool { return isAddress(s) && len(s) <= maxLength }

// Validators accept e-mail addresses, in the format that the API requires. It has no
// quoted names and no characters beyond ASCII.
func Validators() []validator.String {
	return []validator.String{format{"an e-mail address", LooksValid, addressHint}}
}

// Check returns the errors that Validators find in an address.
func Check(ctx context.Context, at path.Path, address string) diag.Diagnostics {
	var resp validator.StringResponse
	for _, v := range Validators() {
		v.ValidateString(ctx, validator.StringRequest{Path: at, ConfigValue: types.StringValue(address)}, &resp)
	}
	return resp.Diagnostics
}

// PatternValidators accept e-mail addresses, and *@ with a domain.
func PatternValidators() []validator.String {
	return []validator.String{format{"an e-mail address, or *@ and a domain", func(s string) bool {
		domain, isPattern := strings.CutPrefix(s, "*@")
		return LooksValid(s) && !strings.Contains(s, "*") || isPattern && isDomain(domain)
	}, patternHint}}
}

// DomainValidators accept the domains of e-mail addresses, from 3 to 45 characters.
func DomainValidators() []validator.String {
	return []validator.String{format{"a domain such as acme.example, from 3 to 45 characters", func(s string) bool {
		return isDomain(s) && len(s) >= 3 && len(s) <= 45
	}, domainHint}}
}

// format accepts texts of a format, and explains what is wrong with others.
type format struct {
	name    string
	isValid func(string) bool
	hint    func(string) string
}

func (f format) Description(context.Context) string { return "value must be " + f.name }

func (f format) MarkdownDescription(ctx context.Context) string { return f.Description(ctx) }

func (f format) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue.ValueString()
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || f.isValid(text) {
		return
	}
	detail := fmt.Sprintf("%s must be %s, got: %q.", req.Path, f.name, text)
	if hint := f.hint(text); hint != "" {
		detail += " " + hint
	}
	resp.Diagnostics.AddAttributeError(req.Path, fmt.Sprintf("%.60q is not %s", text, strings.SplitN(f.name, ",", 2)[0]), detail)
}

// patternHint returns what to do about a text that is neither an address nor a
// pattern.
func patternHint(text string) string {
	if strings.ContainsAny(text, "*?") {
		return "Write * only as the whole name before @, such as *@acme.example."
	}
	if isDomain(text) {
		return fmt.Sprintf("For everybody with this domain, write %q.", "*@"+text)
	}
	return addressHint(text)
}

// domainHint returns what to do about a text that is not a domain.
func domainHint(text string) string {
	bare := strings.TrimSpace(text)
	if i := strings.LastIndex(bare, "@"); i >= 0 {
		return "Write the domain without @ and what is before it."
	}
	if strings.Contains(bare, "//") || strings.Contains(bare, "/") {
		return "Write only the domain, without https:// and without a path."
	}
	return characterHint(text, "domain")
}

// addressHint returns what to do about a text that is not an e-mail address.
func addressHint(text string) string {
	local, domain, hasAt := strings.Cut(text, "@")
	switch {
	case text == "":
		return ""
	case strings.Contains(text, "://") || strings.HasPrefix(strings.ToLower(text), "mailto:"):
		return "Write only the address, without mailto: or another prefix."
	case strings.ContainsAny(text, "<>"):
		return "Write only the address, without a name and angle brackets."
	case strings.Count(text, "@") > 1 && strings.ContainsAny(text, ",; "):
		return "Write each address as a value of its own."
	}
	if hint := characterHint(text, "address"); hint != "" {
		return hint
	}
	switch {
	case !hasAt:
		return "It lacks @ and a domain."
	case !isLocal(local):
		return dotHint(local, "name before @")
	case !isDomain(domain):
		return dotHint(domain, "domain")
	case len(text) > maxLength:
		return fmt.Sprintf("It has %d characters, but an address has at most %d.", len(text), maxLength)
	}
	return ""
}

// characterHint returns what to do about the first character of a text that cannot
// be part of an address.
func characterHint(text, noun string) string {
	for i, r := range text {
		switch {
		case r == ' ' || r == '\t':
			return "Remove the space."
		case !unicode.IsPrint(r):
			return fmt.Sprintf("Remove the invisible character %U.", r)
		case r > unicode.MaxASCII && (noun == "domain" || strings.Contains(text[:i], "@")):
			return fmt.Sprintf("Write the domain in Punycode (xn--…) instead of %q.", r)
		case r > unicode.MaxASCII:
			return fmt.Sprintf("Losant does not accept the character %q.", r)
		case strings.ContainsRune(`"(),:;<>[\]`, r):
			return fmt.Sprintf("Remove the character %q.", r)
		}
	}
	return ""
}

func dotHint(text, noun string) string {
	switch {
	case text == "":
		return "It lacks the " + noun + "."
	case strings.HasPrefix(text, ".") || strings.HasSuffix(text, ".") || strings.Contains(text, ".."):
		return "Check the dots in the " + noun + ": it neither begins nor ends with one, and has no two in a row."
	}
	return "Check the " + noun + "."
}
