package organization_test

import (
	"maps"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const limitsType = "losant_organization_limits"

// startWithLimits starts a server with an organization that has limits.
func startWithLimits(t *testing.T, opts ...mockserver.Option) (srv *mockserver.Server, id string) {
	t.Helper()
	srv = mockserver.Start(t, opts...)
	return srv, srv.AddOrganization(mockserver.Doc{"name": "Acme", "limits": mockserver.Doc{"device": 10, "flow": 20, "dataTTL": 172800}})
}

// someLimits returns a configuration with some limits of an organization.
func someLimits(org string, pairs ...any) map[string]any {
	return map[string]any{"organization_id": org, "limits": limitsOf(pairs...)["limits"]}
}

func TestLimitsSendOnlyChanges(t *testing.T) {
	t.Parallel()
	srv, org := startWithLimits(t)
	p := acctest.NewProtocol(t, srv, limitsType, nil)
	config := someLimits(org, "device", 10, "flow", 5, "webhook", 0)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"limits": mockserver.Doc{"flow": 5.0, "webhook": 0.0}})

	srv.ResetRequests()
	config = someLimits(org, "device", 11, "flow", 5)
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	p.ExpectEmpty(object, config)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"limits": mockserver.Doc{"device": 11.0}})

	srv.ResetRequests()
	null := tftypes.NewValue(p.Type, nil)
	planned := p.Plan(object, null)
	planned.State = null
	_, diagnostics := p.ApplyPlanned(object, null, planned)
	acctest.ExpectDetails(t, diagnostics, "WARNING The limits of "+acctest.OrganizationName(srv, org)+" keep their values")
	acctest.ExpectWrites(t, srv)
}

// Two resources and the organization itself manage different limits of the same
// organization. Each of them shows drift only of its own limits.
func TestSeveralResourcesManageLimitsOfOneOrganization(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	orgs, limits := newProtocol(t, srv), acctest.NewProtocol(t, srv, limitsType, nil)
	whole := limitsOf("device", 10)
	org := orgs.Apply(orgs.Null(), orgs.Config(whole))
	id := orgs.Text(org.State, "id")
	first, second := someLimits(id, "flow", 5), someLimits(id, "webhook", 6, "file", 7)
	one := limits.Apply(limits.Null(), limits.Config(first))
	two := limits.Apply(limits.Null(), limits.Config(second))
	orgs, limits = newProtocol(t, srv), acctest.NewProtocol(t, srv, limitsType, nil)
	for range 2 {
		org, one, two = orgs.MustRefresh(org), limits.MustRefresh(one), limits.MustRefresh(two)
		orgs.ExpectEmpty(org, whole)
		limits.ExpectEmpty(one, first)
		limits.ExpectEmpty(two, second)
		second = someLimits(id, "webhook", 8, "file", 7)
		two = limits.Apply(two, limits.Config(second))
	}
	srv.EditOrganization(id, mockserver.Doc{"limits": mockserver.Doc{"flow": 9}})
	orgs, limits = newProtocol(t, srv), acctest.NewProtocol(t, srv, limitsType, nil)
	orgs.ExpectEmpty(orgs.MustRefresh(org), whole)
	limits.ExpectEmpty(limits.MustRefresh(two), second)
	drifted := limits.MustRefresh(one)
	if planned := limits.Plan(drifted, limits.Config(first)); planned.State.Equal(drifted.State) {
		t.Error("the drift of a configured limit is not shown")
	}
}

func TestLimitsPlanReportsWhatTheAPIWouldRefuseOrDestroy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		limits  map[string]any
		allowed []any
		want    []string
	}{
		"limit above the instance's":             {map[string]any{"device": 101}, nil, []string{"ERROR Limit device exceeds the instance's limit"}},
		"limit below usage":                      {map[string]any{"flow": 2}, nil, []string{"WARNING Organization"}},
		"limit equal to usage":                   {map[string]any{"flow": 3}, nil, nil},
		"shorter data retention":                 {map[string]any{"data_ttl": 86400}, nil, []string{"ERROR Refused to delete data of organization"}},
		"shorter data retention that is allowed": {map[string]any{"data_ttl": 86400}, []any{"data_ttl"}, []string{"WARNING Data of organization"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, org := startWithLimits(t)
			srv.EditInstance(mockserver.Doc{"limits": mockserver.Doc{"device": 100}})
			srv.SetSummary(org, mockserver.Doc{"flowCount": 3})
			p := acctest.NewProtocol(t, srv, limitsType, nil)
			// Without a state, the plan compares with the server.
			change := map[string]any{"organization_id": org, "allow_data_loss": tc.allowed, "limits": tc.limits}
			acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(change)).Diagnostics, tc.want...)
			before := map[string]any{"device": 10, "flow": 20, "data_ttl": 172800}
			object := p.Apply(p.Null(), p.Config(map[string]any{"organization_id": org, "limits": before}))
			changed := maps.Clone(before)
			maps.Copy(changed, tc.limits)
			change["limits"] = changed
			planned := p.Plan(object, p.Config(change))
			acctest.ExpectDetails(t, planned.Diagnostics, tc.want...)
			acctest.ExpectWrites(t, srv)
			if _, applied := p.ApplyPlanned(object, p.Config(change), planned); name == "shorter data retention" {
				acctest.ExpectDetails(t, applied, tc.want...)
				acctest.ExpectWrites(t, srv)
			}
		})
	}
}

func TestLimitsImportByIDAndIdentity(t *testing.T) {
	t.Parallel()
	srv, org := startWithLimits(t)
	p := acctest.NewProtocol(t, srv, limitsType, nil)
	config := someLimits(org, "device", 10, "flow", 20)
	for _, id := range []string{org, srv.InstanceID() + "/" + org} {
		object, diagnostics := p.Import(id, nil)
		acctest.ExpectDetails(t, diagnostics)
		p.ExpectEmpty(object, config)
	}
	object, diagnostics := p.Import("", map[string]any{"organization_id": org})
	acctest.ExpectDetails(t, diagnostics)
	p.ExpectEmpty(object, config)
	if _, diagnostics := p.Import("acme", nil); len(acctest.Errors(diagnostics)) == 0 {
		t.Error("an invalid import id is accepted")
	}
}

func TestLimitsRequireAtLeastOneLimit(t *testing.T) {
	t.Parallel()
	srv, org := startWithLimits(t)
	p := acctest.NewProtocol(t, srv, limitsType, nil)
	acctest.ExpectDetails(t, p.Validate(p.Config(someLimits(org))), "ERROR No limit is set: Set at least one limit in limits, for example device = 100.")
	acctest.ExpectDetails(t, p.Validate(p.Config(map[string]any{"organization_id": acctest.Unknown, "limits": acctest.Unknown})))
}

func TestLimitsOfDeletedOrganizationAreRemovedFromTheState(t *testing.T) {
	t.Parallel()
	srv, org := startWithLimits(t)
	p := acctest.NewProtocol(t, srv, limitsType, nil)
	object := p.Apply(p.Null(), p.Config(someLimits(org, "device", 10)))
	srv.RemoveOrganization(org)
	if refreshed := p.MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("the limits are still in the state")
	}
}
