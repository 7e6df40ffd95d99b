package organization_test

import (
	"flag"
	"fmt"
	"maps"
	"math/bits"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const typeName = "losant_organization"

// optional has a value for every optional attribute that the API stores.
var optional = map[string]any{
	"description":                "Grows things.",
	"icon_color":                 "#057180",
	"referral_id":                "customer-17",
	"limits":                     map[string]any{"device": 10, "system_interval": 60, "webhook": 0},
	"tags":                       map[string]any{"plan": []any{"gold"}, "region": []any{"us", "eu"}},
	"allowed_invitation_domains": []any{"b.example", "a.example"},
	"audit_log_enabled":          true,
	"read_only":                  true,
	"mfa_mode":                   "adminRequired",
	"payloads_enabled":           true,
	"payloads_enabled_until":     "2099-01-31T01:00:00+01:00",
	"banner":                     map[string]any{"level": "info", "message": "Hello"},
}

var everyMix = flag.Bool("mixes", false, "test all mixes of attributes instead of a sample")

// A mix sets some of the optional attributes.
func TestEveryMixPlansEmptyAfterApply(t *testing.T) {
	t.Parallel()
	for shard := range 2 {
		t.Run(strconv.Itoa(shard), func(t *testing.T) {
			t.Parallel()
			step := 66 // A sample that still sets and unsets each attribute.
			if *everyMix {
				step = 2
			}
			p := newProtocol(t, auditableServer(t))
			for mix := shard; mix < 1<<len(optional); mix += step {
				applyMix(t, p, mix)
			}
		})
	}
}

// The servers' responses differ only in what has no meaning. The mixes set at most
// one attribute, or all but at most one.
func TestMixesPlanEmptyForEveryFormOfResponse(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]mockserver.Option{
		"other order":    {mockserver.With("tags-order", "reversed"), mockserver.With("domains-order", "reversed")},
		"empty omitted":  {mockserver.With("unset-fields", "omitted")},
		"unknown fields": {mockserver.With("unknown-fields", "added")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, auditableServer(t, opts...))
			for mix := range uint(1) << len(optional) {
				if set := bits.OnesCount(mix); set <= 1 || set >= len(optional)-1 {
					applyMix(t, p, int(mix))
				}
			}
		})
	}
}

func applyMix(t *testing.T, p *acctest.Protocol, mix int) {
	t.Helper()
	config := map[string]any{"name": fmt.Sprintf("Mix %d", mix)}
	for i, attribute := range slices.Sorted(maps.Keys(optional)) {
		if mix&(1<<i) != 0 {
			config[attribute] = optional[attribute]
		}
	}
	if bits.OnesCount(uint(mix))%2 == 1 { // Add the attributes that only the provider uses to half of the mixes.
		config["allow_data_loss"] = []any{"destroy"}
		config["on_equal_name"] = "refuse"
		config["timeouts"] = map[string]any{"create": "1m"}
	}
	p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(config))), config)
}

func newProtocol(t testing.TB, srv *mockserver.Server) *acctest.Protocol {
	t.Helper()
	return acctest.NewProtocol(t, srv, typeName, nil)
}

// auditableServer starts a server that allows audit logs.
func auditableServer(t testing.TB, opts ...mockserver.Option) *mockserver.Server {
	t.Helper()
	srv := mockserver.Start(t, opts...)
	srv.EditInstance(mockserver.Doc{"allowAuditLogging": true, "limits": mockserver.Doc{"organization": 1 << 20}})
	return srv
}

// summaries returns diagnostics as "SEVERITY summary".
func summaries(diagnostics []*tfprotov6.Diagnostic) []string {
	var all []string
	for _, d := range diagnostics {
		all = append(all, d.Severity.String()+" "+d.Summary)
	}
	return all
}

func TestChangedDefaultTagUpdatesEveryOrganization(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	run := func(owner string) *acctest.Protocol {
		return acctest.NewProtocol(t, srv, typeName, map[string]any{"default_tags": map[string]any{"owner": []any{owner}}})
	}
	configs := []map[string]any{
		{"name": "A"},
		{"name": "B", "tags": map[string]any{"plan": []any{"gold"}}},
		{"name": "C", "description": "Text", "limits": map[string]any{"device": 1}},
	}
	p := run("platform")
	var objects []acctest.Object
	for _, config := range configs {
		objects = append(objects, p.MustRefresh(p.Apply(p.Null(), p.Config(config))))
	}
	srv.ResetRequests()
	p = run("devops")
	for i, config := range configs {
		object := p.MustRefresh(objects[i])
		diffs, err := object.State.Diff(p.Plan(object, p.Config(config)).State)
		for _, d := range diffs {
			if err != nil || !strings.HasPrefix(d.Path.String(), `AttributeName("tags_all")`) {
				t.Errorf("more than tags_all changes: %v %v", d, err)
			}
		}
		p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(config))), config)
	}
	tag := func(key, value string) mockserver.Doc { return mockserver.Doc{"key": key, "value": value} }
	acctest.ExpectBodies(t, srv, http.MethodPatch,
		mockserver.Doc{"tags": []any{tag("owner", "devops")}},
		mockserver.Doc{"tags": []any{tag("owner", "devops"), tag("plan", "gold")}},
		mockserver.Doc{"tags": []any{tag("owner", "devops")}})
}
