package organization_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// refusing returns the configuration of an organization whose name must not exist.
func refusing() map[string]any { return map[string]any{"name": "Acme", "on_equal_name": "refuse"} }

func TestPlanReportsAnEqualName(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		existing []string // names
		config   map[string]any
		want     []string
	}{
		"no equal name":          {[]string{"Other"}, refusing(), nil},
		"other letter case":      {[]string{"acme"}, refusing(), nil},
		"not set":                {[]string{"Acme"}, map[string]any{"name": "Acme"}, []string{`WARNING An organization named "Acme" already exists: Applying this plan creates a second one besides ID1`}},
		"warn":                   {[]string{"Acme"}, map[string]any{"name": "Acme", "on_equal_name": "warn"}, []string{`WARNING An organization named "Acme" already exists`}},
		"unknown":                {[]string{"Acme"}, map[string]any{"name": "Acme", "on_equal_name": acctest.Unknown}, []string{`WARNING An organization named "Acme" already exists`}},
		"unknown name":           {[]string{"Acme"}, map[string]any{"name": acctest.Unknown, "on_equal_name": "refuse"}, nil},
		"refuse":                 {[]string{"Acme"}, refusing(), []string{"ERROR Refused to create a second organization named \"Acme\": on_equal_name is \"refuse\", and the name belongs to ID1 (created "}},
		"refuse, names the way":  {[]string{"Acme"}, refusing(), []string{"import {\n  to = <the address of this resource>\n  id = \"INSTANCE/ID1\"\n}\n"}},
		"refuse, in a destroy":   {[]string{"Acme"}, refusing(), []string{"To destroy instead: terraform destroy -refresh=false"}},
		"refuse, several exist":  {[]string{"Acme", "Acme"}, refusing(), []string{"id = \"INSTANCE/<one of these IDs>\""}},
		"refuse, and all listed": {[]string{"Acme", "Acme"}, refusing(), []string{", ID2 (created "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			for i, existing := range tc.existing {
				id := srv.AddOrganization(mockserver.Doc{"name": existing})
				for j := range tc.want {
					tc.want[j] = strings.ReplaceAll(tc.want[j], fmt.Sprintf("ID%d", i+1), id)
				}
			}
			for i := range tc.want {
				tc.want[i] = strings.ReplaceAll(tc.want[i], "INSTANCE", srv.InstanceID())
			}
			p := newProtocol(t, srv)
			diagnostics := p.Plan(p.Null(), p.Config(tc.config)).Diagnostics
			acctest.ExpectDetails(t, diagnostics, tc.want...)
			for _, d := range diagnostics {
				if got := acctest.RootOf(d); got != "name" {
					t.Errorf("got path %q, want name", got)
				}
			}
			acctest.ExpectWrites(t, srv)
		})
	}
}

func TestOtherValuesOfOnEqualNameAreRefused(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	acctest.ExpectDetails(t, p.Validate(p.Config(map[string]any{"name": "Acme", "on_equal_name": "adopt"})), `on_equal_name value must be one of: ["warn" "refuse"]`)
}

// The provider is killed after its POST, so the state knows nothing of the
// organization. Neither a plan that was made before nor a new one creates another.
func TestRerunAfterAKillCreatesNoSecondOrganization(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	killed, rerun := newProtocol(t, srv), newProtocol(t, srv)
	config := rerun.Config(refusing())
	saved := rerun.Plan(rerun.Null(), config)
	acctest.ExpectDetails(t, saved.Diagnostics)
	lost := killed.Apply(killed.Null(), config)
	id := killed.Text(lost.State, "id")

	_, diagnostics := rerun.ApplyPlanned(rerun.Null(), config, saved)
	acctest.ExpectDetails(t, diagnostics, "ERROR Refused to create a second organization named \"Acme\": on_equal_name is \"refuse\", and the name belongs to "+id)
	if got := acctest.Details(diagnostics); len(got) == 1 && strings.Contains(got[0], "terraform destroy") {
		t.Errorf("the error of an apply shows how to destroy: %s", got[0])
	}
	again := newProtocol(t, srv)
	acctest.ExpectDetails(t, again.Plan(again.Null(), config).Diagnostics, `id = "`+srv.InstanceID()+"/"+id+`"`)
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"name": "Acme"})

	// The import that the error shows ends it, without a request that writes.
	imported, diagnostics := again.Import(srv.InstanceID()+"/"+id, nil)
	acctest.ExpectDetails(t, diagnostics)
	adopted := again.Apply(imported, config)
	again.ExpectEmpty(again.MustRefresh(adopted), refusing())
	acctest.ExpectCount(t, srv, http.MethodPatch, 0)
	acctest.ExpectCount(t, srv, http.MethodPost, 1)
}

// The plans are from different runs, so none knows of the other. The error must not
// say how to import the organization of another address.
func TestRefuseSeesOrganizationsOfTheSameRun(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := p.Config(refusing())
	first, second := p.Plan(p.Null(), config), p.Plan(p.Null(), config)
	p.Run(func() {
		_, diagnostics := p.ApplyPlanned(p.Null(), config, first)
		acctest.ExpectDetails(t, diagnostics)
		_, diagnostics = p.ApplyPlanned(p.Null(), config, second)
		expectNoImport(t, diagnostics, "ERROR Refused to create a second organization")
	})
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{"name": "Acme"})
}

// expectNoImport expects one error, about an organization that is in the state.
func expectNoImport(t *testing.T, diagnostics []*tfprotov6.Diagnostic, want string) {
	t.Helper()
	acctest.ExpectDetails(t, diagnostics, want)
	got := strings.Join(acctest.Details(diagnostics), "\n")
	if !strings.Contains(got, "The Terraform state contains it already, so do not import it.") || strings.Contains(got, "import {") {
		t.Errorf("the error shows how to import an organization of the state: %s", got)
	}
}

// Terraform plans a tainted organization, one that is replaced, and one at another
// address as a creation.
func TestRefusalOfAnOrganizationInTheStateShowsNoImport(t *testing.T) {
	t.Parallel()
	for name, isReplaced := range map[string]bool{"tainted or at another address": false, "replaced": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, mockserver.Start(t))
			config := p.Config(refusing())
			object := p.Apply(p.Null(), config)
			p.Run(func() {
				record(t, p, object)
				prior := p.Null()
				if isReplaced {
					prior.Private = p.Plan(object, config).Private
				}
				expectNoImport(t, p.Plan(prior, config).Diagnostics, "leave out -replace, or run terraform untaint")
			})
		})
	}
}

// Without the scope to list organizations, only warn can create one.
func TestEqualNamesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for value, want := range map[string][]string{
		"warn":   nil,
		"refuse": {`ERROR Could not create organization "Acme": GET /instances/`},
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			srv.Fail(mockserver.Fault{Method: http.MethodGet, PathContains: "/orgs", Status: http.StatusForbidden, Body: `{"type":"Forbidden","message":"no"}`, Times: 2})
			config := p.Config(map[string]any{"name": "Acme", "on_equal_name": value})
			planned := p.Plan(p.Null(), config)
			acctest.ExpectDetails(t, planned.Diagnostics, "WARNING Checks skipped: the API token lacks the scope instanceOrgs.get")
			_, diagnostics := p.ApplyPlanned(p.Null(), config, planned)
			acctest.ExpectDetails(t, diagnostics, want...)
			acctest.ExpectCount(t, srv, http.MethodPost, 1-len(want))
		})
	}
}

// A lost response can be settled only if exactly one new organization has the
// values that were sent. The error lists the others.
func TestLostResponseWithAnotherOrganizationOfTheName(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := p.Config(map[string]any{"name": "Acme", "description": "Ours"})
	planned := p.Plan(p.Null(), config)
	id := srv.AddOrganization(mockserver.Doc{"name": "Acme", "description": "Theirs"})
	srv.Fail(mockserver.Fault{Method: http.MethodPost, Reset: true})
	_, diagnostics := p.ApplyPlanned(p.Null(), config, planned)
	acctest.ExpectDetails(t, diagnostics, "those created in the meantime have other values: "+id)
	acctest.ExpectCount(t, srv, http.MethodPost, 1)
	if n := len(srv.Organizations()); n != 1 {
		t.Errorf("%d organizations", n)
	}

	// Ours is created too, and both are new.
	other := newProtocol(t, srv)
	planned = other.Plan(other.Null(), config)
	theirs := srv.AddOrganization(mockserver.Doc{"name": "Acme", "description": "Theirs"})
	srv.Fail(mockserver.Fault{Method: http.MethodPost, Reset: true, After: true})
	ours, diagnostics := other.ApplyPlanned(other.Null(), config, planned)
	acctest.ExpectDetails(t, diagnostics)
	if got := other.Text(ours.State, "id"); got == id || got == theirs || other.Text(ours.State, "description") != "Ours" {
		t.Errorf("got %s, which was not created by the apply", got)
	}
}

// The organizations that exist before each creation are known without a request
// for each.
func TestManyCreationsCostTwoRequestsEach(t *testing.T) {
	t.Parallel()
	const n = 60
	srv := auditableServer(t)
	p := newProtocol(t, srv)
	configs, planned := make([]map[string]any, n), make([]acctest.Planned, n)
	p.Run(func() {
		for i := range n {
			configs[i] = map[string]any{"name": fmt.Sprintf("Organization %d", i), "limits": map[string]any{"device": 5}}
			planned[i] = p.Plan(p.Null(), p.Config(configs[i]))
		}
	})
	p.Run(func() { // Terraform plans again in the apply.
		for i := range n {
			planned[i] = p.Plan(p.Null(), p.Config(configs[i]))
			_, diagnostics := p.ApplyPlanned(p.Null(), p.Config(configs[i]), planned[i])
			acctest.ExpectDetails(t, diagnostics)
		}
	})
	if got := len(srv.Requests()); got > 2*n+12 {
		t.Errorf("%d requests for %d organizations, want at most %d", got, n, 2*n+12)
	}
}

func TestRepeatedNameOfNewOrganizations(t *testing.T) {
	t.Parallel()
	warning := `WARNING Several new organizations are named "%s": This configuration creates more than one organization with this name. If`
	refusal := `ERROR Several new organizations are named "%s": This configuration creates more than one organization with this name, and on_equal_name is "refuse". If`
	named := func(names ...any) (configs []map[string]any) {
		for _, name := range names {
			configs = append(configs, map[string]any{"name": name})
		}
		return configs
	}
	refused := func(name any) map[string]any { return map[string]any{"name": name, "on_equal_name": "refuse"} }
	acme := map[string]any{"name": "Acme"}
	for name, tc := range map[string]struct {
		configs        []map[string]any
		warned, errors []string // the names
	}{
		"different names":         {named("Acme", "Other"), nil, nil},
		"twice":                   {named("Acme", "Other", "Acme"), []string{"Acme"}, nil},
		"three times":             {named("Acme", "Acme", "Acme"), []string{"Acme"}, nil},
		"two names":               {named("Acme", "Other", "Acme", "Other"), []string{"Acme", "Other"}, nil},
		"unknown":                 {named(acctest.Unknown, acctest.Unknown), nil, nil},
		"both refuse":             {[]map[string]any{refused("Acme"), refused("Acme")}, nil, []string{"Acme"}},
		"the first refuses":       {[]map[string]any{refused("Acme"), acme}, nil, []string{"Acme"}},
		"the last refuses":        {[]map[string]any{acme, acme, refused("Acme")}, []string{"Acme"}, []string{"Acme"}},
		"three refuse":            {[]map[string]any{refused("Acme"), refused("Acme"), refused("Acme")}, nil, []string{"Acme", "Acme"}},
		"another name is refused": {[]map[string]any{acme, acme, refused("Other")}, []string{"Acme"}, nil},
		"unknown, refused":        {[]map[string]any{refused(acctest.Unknown), refused(acctest.Unknown)}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, mockserver.Start(t))
			var diagnostics []*tfprotov6.Diagnostic
			p.Run(func() {
				for _, config := range tc.configs {
					diagnostics = append(diagnostics, p.Plan(p.Null(), p.Config(config)).Diagnostics...)
				}
			})
			var want []string
			for _, name := range tc.warned {
				want = append(want, fmt.Sprintf(warning, name))
			}
			for _, name := range tc.errors {
				want = append(want, fmt.Sprintf(refusal, name))
			}
			acctest.ExpectDetails(t, diagnostics, want...)
		})
	}
}

// An apply plans each organization again right before it creates it. A name that
// was not known before is refused then, whichever is created first.
func TestRepeatedNameIsRefusedInTheApply(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := p.Config(refusing())
	p.Run(func() {
		_, diagnostics := p.ApplyPlanned(p.Null(), config, p.Plan(p.Null(), config))
		acctest.ExpectDetails(t, diagnostics)
		acctest.ExpectDetails(t, p.Plan(p.Null(), config).Diagnostics, `ERROR Several new organizations are named "Acme"`)
	})
}
