package organization_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/limits"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// invalidConfig is a configuration that the API would refuse, the attribute that is
// wrong, and a part of the error.
type invalidConfig struct {
	config   map[string]any
	at, text string
}

func invalidConfigs() map[string]invalidConfig {
	long := func(n int) string { return strings.Repeat("é", n) }
	all := map[string]invalidConfig{
		"empty name":               {map[string]any{"name": ""}, "name", "255"},
		"long name":                {map[string]any{"name": long(256)}, "name", "255"},
		"long description":         {map[string]any{"description": long(32768)}, "description", "32767"},
		"empty icon color":         {map[string]any{"icon_color": ""}, "icon_color", "64"},
		"long icon color":          {map[string]any{"icon_color": long(65)}, "icon_color", "64"},
		"long referral id":         {map[string]any{"referral_id": long(1025)}, "referral_id", "1024"},
		"malformed instance id":    {map[string]any{"instance_id": "60106426DC03C6AAD06560BA"}, "instance_id", "24 hexadecimal"},
		"tag key with a space":     {map[string]any{"tags": map[string]any{"a b": []any{"v"}}}, "tags", "letters"},
		"long tag key":             {map[string]any{"tags": map[string]any{strings.Repeat("k", 256): []any{"v"}}}, "tags", "255"},
		"tag without a value":      {map[string]any{"tags": map[string]any{"k": []any{}}}, "tags", "compact(values)"},
		"null tag":                 {map[string]any{"tags": map[string]any{"k": nil}}, "tags", "is null or an empty set"},
		"null among tag values":    {map[string]any{"tags": map[string]any{"k": []any{nil}}}, "tags", "null"},
		"empty tag value":          {map[string]any{"tags": map[string]any{"k": []any{""}}}, "tags", "has an empty value"},
		"long tag value":           {map[string]any{"tags": map[string]any{"k": []any{long(256)}}}, "tags", "255"},
		"short domain":             {map[string]any{"allowed_invitation_domains": []any{"ab"}}, "allowed_invitation_domains", "45"},
		"long domain":              {map[string]any{"allowed_invitation_domains": []any{long(46)}}, "allowed_invitation_domains", "45"},
		"color with five digits":   {map[string]any{"icon_color": "#05718"}, "icon_color", `got: "#05718"`},
		"color without #":          {map[string]any{"icon_color": "057180"}, "icon_color", `got: "057180"`},
		"color with a space":       {map[string]any{"icon_color": " red"}, "icon_color", `got: " red"`},
		"domain with @":            {map[string]any{"allowed_invitation_domains": []any{"@acme.example"}}, "allowed_invitation_domains", "Write the domain without @ and what is before it."},
		"URL instead of a domain":  {map[string]any{"allowed_invitation_domains": []any{"https://acme.example"}}, "allowed_invitation_domains", "without https://"},
		"address, not a domain":    {map[string]any{"allowed_invitation_domains": []any{"jane@acme.example"}}, "allowed_invitation_domains", "without @"},
		"domain with a space":      {map[string]any{"allowed_invitation_domains": []any{" acme.example"}}, "allowed_invitation_domains", `got: " acme.example". Remove the space.`},
		"domain beyond ASCII":      {map[string]any{"allowed_invitation_domains": []any{"bücher.example"}}, "allowed_invitation_domains", "Punycode"},
		"tag key beyond ASCII":     {map[string]any{"tags": map[string]any{"Straße": []any{"v"}}}, "tags", `Write "Stra_e" instead.`},
		"null domain":              {map[string]any{"allowed_invitation_domains": []any{nil}}, "allowed_invitation_domains", "null"},
		"unknown mfa mode":         {map[string]any{"mfa_mode": "admin_required"}, "mfa_mode", "adminRequired"},
		"unknown banner level":     {map[string]any{"banner": map[string]any{"level": "severe", "message": "m"}}, "banner", "critical"},
		"banner without level":     {map[string]any{"banner": map[string]any{"message": "m"}}, "banner", "level"},
		"banner without message":   {map[string]any{"banner": map[string]any{"level": "info"}}, "banner", "message"},
		"empty banner message":     {map[string]any{"banner": map[string]any{"level": "info", "message": ""}}, "banner", "2048"},
		"long banner message":      {map[string]any{"banner": map[string]any{"level": "info", "message": long(2049)}}, "banner", "2048"},
		"date without a zone":      {map[string]any{"payloads_enabled_until": "2030-01-31T00:00:00"}, "payloads_enabled_until", "RFC 3339"},
		"date that does not exist": {map[string]any{"payloads_enabled_until": "2030-02-31T00:00:00Z"}, "payloads_enabled_until", "RFC 3339"},
		"empty date":               {map[string]any{"payloads_enabled_until": ""}, "payloads_enabled_until", "RFC 3339"},
		"disabled with a date":     {map[string]any{"payloads_enabled": false, "payloads_enabled_until": "2030-01-31T00:00:00Z"}, "payloads_enabled", "remove payloads_enabled_until"},
		"malformed timeout":        {map[string]any{"timeouts": map[string]any{"create": "soon"}}, "timeouts", "must be a duration of at least 1s"},
		"timeout of zero":          {map[string]any{"timeouts": map[string]any{"read": "0s"}}, "timeouts", `Attribute timeouts.read value must be a duration of at least 1s, such as 30s, 10m or 1h30m, got: "0s".`},
		"negative timeout":         {map[string]any{"timeouts": map[string]any{"delete": "-5m"}}, "timeouts", "must be a duration of at least 1s"},
		"timeout in days":          {map[string]any{"timeouts": map[string]any{"update": "1d"}}, "timeouts", "must be a duration of at least 1s"},
	}
	tooMany := map[string]any{}
	for i := range 51 {
		tooMany[strings.Repeat("k", i+1)] = []any{"a", "b"}
	}
	all["too many tags"] = invalidConfig{map[string]any{"tags": tooMany}, "tags", "at most 100"}
	for _, l := range limits.OrganizationTable().Rows() {
		all["limit below "+l.Name] = invalidConfig{map[string]any{"limits": map[string]any{l.Name: int(l.Min) - 1}}, "limits", "must be from"}
		if l.Max != 0 {
			all["limit below "+l.Name] = invalidConfig{map[string]any{"limits": map[string]any{l.Name: int(l.Min) - 1}}, "limits", "must be from"}
			all["limit above "+l.Name] = invalidConfig{map[string]any{"limits": map[string]any{l.Name: int(l.Max) + 1}}, "limits", "must be from"}
		}
	}
	return all
}

func TestValidateRefusesWhatTheAPIWouldRefuse(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	for name, tc := range invalidConfigs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := map[string]any{"name": "Acme"}
			maps.Copy(config, tc.config)
			diagnostics := p.Validate(p.Config(config))
			if !slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool {
				return d.Severity == tfprotov6.DiagnosticSeverityError && acctest.RootOf(d) == tc.at && strings.Contains(d.Summary+d.Detail, tc.text)
			}) {
				t.Errorf("want an error at %s with %q, got %+v", tc.at, tc.text, diagnostics)
			}
		})
	}
	t.Cleanup(func() {
		if sent := srv.Requests(); len(sent) != 0 {
			t.Errorf("sent %d requests", len(sent))
		}
	})
}

func TestUnknownValuesAreValid(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	config := map[string]any{"name": acctest.Unknown, "payloads_enabled": false}
	for name := range optional {
		if name != "payloads_enabled" {
			config[name] = acctest.Unknown
		}
	}
	for _, d := range p.Validate(p.Config(config)) {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
	planned := p.Plan(p.Null(), p.Config(config))
	for _, d := range planned.Diagnostics {
		t.Errorf("plan: %s: %s", d.Summary, d.Detail)
	}
}
