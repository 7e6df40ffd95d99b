package email_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/losant/terraform-provider-losant/internal/email"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// problem returns the detail of the error of a validator, or "".
func problem(t *testing.T, validators []validator.String, text string) string {
	t.Helper()
	for _, v := range validators {
		var resp validator.StringResponse
		v.ValidateString(t.Context(), validator.StringRequest{Path: path.Root("email"), ConfigValue: types.StringValue(text)}, &resp)
		if resp.Diagnostics.HasError() {
			return resp.Diagnostics[0].Detail()
		}
	}
	return ""
}

// badAddresses holds what to do about each address.
var badAddresses = map[string]string{
	"":                                 `got: "".`,
	"jane":                             "It lacks @ and a domain.",
	"@acme.example":                    "It lacks the name before @.",
	"jane@":                            "It lacks the domain.",
	" jane@acme.example":               `got: " jane@acme.example". Remove the space.`,
	"jane@acme.example ":               "Remove the space.",
	"jane doe@acme.example":            "Remove the space.",
	"jane@acme.example\n":              "Remove the invisible character U+000A.",
	"jane\u00a0@acme.example":          "Remove the invisible character U+00A0.",
	"jane\u200b@acme.example":          "Remove the invisible character U+200B.",
	"\ufeffjane@acme.example":          "Remove the invisible character U+FEFF.",
	"José@acme.example":                "Losant does not accept the character 'é'.",
	"jane@bücher.example":              "Write the domain in Punycode (xn--…) instead of 'ü'.",
	"<jane@acme.example>":              "without a name and angle brackets",
	"Jane <jane@acme.example>":         "without a name and angle brackets",
	"mailto:jane@acme.example":         "without mailto:",
	"jane@acme.example;":               "Remove the character ';'.",
	"jane@acme.example,bob@x.y":        "Write each address as a value of its own.",
	"jane@acme@example":                "Check the domain.",
	"jane..doe@acme.example":           "Check the dots in the name before @",
	"jane.@acme.example":               "Check the dots in the name before @",
	".jane@acme.example":               "Check the dots in the name before @",
	"jane@acme..example":               "Check the dots in the domain",
	"jane@.example":                    "Check the dots in the domain",
	"jane@acme.example.":               "Check the dots in the domain",
	"jane@-acme.example":               "Check the domain.",
	"jane@acme-.example":               "Check the domain.",
	"jane@acme_farms.example":          "Check the domain.",
	"(jane)@acme.example":              "Remove the character '('.",
	"jane@a,b.example":                 "Remove the character ','.",
	`"jane doe"@acme.example`:          "Remove the character '\"'.",
	strings.Repeat("x", 250) + "@x.io": "It has 255 characters, but an address has at most 254.",
}

var goodAddresses = []string{
	"jane@acme.example", "Jane.Doe+losant@sub.acme.example", "o'neil@acme.example", "j_d-1/2@xn--bcher-kva.example", "root@localhost",
	"!#$%&'*+/=?^_`{|}~-@acme.example", strings.Repeat("x", 249) + "@x.io",
}

func TestAddressesThatTheAPIRefusesAreExplained(t *testing.T) {
	t.Parallel()
	for address, want := range badAddresses {
		got := problem(t, email.Validators(), address)
		if !strings.Contains(got, want) || !strings.Contains(got, "got: ") {
			t.Errorf("%q: want %q, got %q", address, want, got)
		}
		if email.LooksValid(address) {
			t.Errorf("%q looks valid", address)
		}
	}
	for _, address := range goodAddresses {
		if got := problem(t, email.Validators(), address); got != "" {
			t.Errorf("%q: %s", address, got)
		}
	}
}

// The mock server has a check of its own. Both must agree.
func TestMockServerAcceptsTheSameAddresses(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	accepts := func(address string) (ok bool) {
		defer func() { ok = recover() == nil }()
		srv.AddAccount(mockserver.Doc{"email": address})
		return true
	}
	for _, address := range goodAddresses {
		if !accepts(address) {
			t.Errorf("%q is refused", address)
		}
	}
	for address := range badAddresses {
		if accepts(address) {
			t.Errorf("%q is accepted", address)
		}
	}
}

func TestPatternsAndDomains(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"jane@acme.example": "", "*@acme.example": "",
		"*@":              "Write * only as the whole name",
		"j*@acme.example": "Write * only as the whole name",
		"*@*.example":     "Write * only as the whole name",
		"acme.example":    `write "*@acme.example"`,
		"@acme.example":   "It lacks the name before @.",
	} {
		if got := problem(t, email.PatternValidators(), text); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
	for text, want := range map[string]string{
		"acme.example": "", "localhost": "", "xn--bcher-kva.example": "",
		"@acme.example":         "without @",
		"jane@acme.example":     "without @",
		"https://acme.example":  "without https://",
		"acme.example/path":     "without a path",
		"acme. example":         "Remove the space.",
		"acme.example\t":        "Remove the space.",
		"*.acme.example":        `got: "*.acme.example".`,
		"x.":                    `got: "x.".`,
		strings.Repeat("x", 46): "from 3 to 45 characters",
	} {
		if got := problem(t, email.DomainValidators(), text); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
}

func TestMatchesIgnoresLetterCase(t *testing.T) {
	t.Parallel()
	patterns := []string{"Jane@acme.example", "*@Reseller.example"}
	for address, want := range map[string]bool{
		"jane@ACME.example": true, "bob@reseller.example": true, "bob@acme.example": false, "bob@sub.reseller.example": false, "": false,
	} {
		if got := email.Matches(patterns, address); got != want {
			t.Errorf("%q: got %t", address, got)
		}
	}
}
