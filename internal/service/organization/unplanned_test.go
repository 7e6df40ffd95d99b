package organization_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// tagsOf returns the API's tags for pairs of a key and a value.
func tagsOf(pairs ...string) []any {
	tags := []any{}
	for i := 0; i < len(pairs); i += 2 {
		tags = append(tags, mockserver.Doc{"key": pairs[i], "value": pairs[i+1]})
	}
	return tags
}

// manyTags returns n tags.
func manyTags(n int) []any {
	var pairs []string
	for i := range n {
		pairs = append(pairs, "k"+strconv.Itoa(i), "v")
	}
	return tagsOf(pairs...)
}

// Tags and domains are sent as a whole. What somebody added after the plan stays.
func TestApplyKeepsWhatSomebodyAddedAfterThePlan(t *testing.T) {
	t.Parallel()
	type m = map[string]any
	const kept, removed = "WARNING Kept ", "WARNING Removed "
	for name, tc := range map[string]struct {
		before, config m // without the name
		between        mockserver.Doc
		patch          mockserver.Doc
		want           []string
		reads          int
	}{
		"nothing added": {
			before: m{"tags": m{"a": []any{"x"}}}, config: m{"tags": m{"a": []any{"y"}}},
			patch: mockserver.Doc{"tags": tagsOf("a", "y")}, reads: 1,
		},
		"a tag": {
			before: m{"tags": m{"a": []any{"x"}}}, config: m{"tags": m{"a": []any{"y"}}},
			between: mockserver.Doc{"tags": tagsOf("a", "x", "human", "h")},
			patch:   mockserver.Doc{"tags": tagsOf("a", "y", "human", "h")}, reads: 1,
			want: []string{kept + "tags of organization \"Acme\" (ID) that are not in the plan: Somebody added human = \"h\" outside Terraform since the last refresh. " +
				"The next plan removes them. To keep them, add them to the configuration."},
		},
		"a tag that the plan adds too": {
			before: m{}, config: m{"tags": m{"a": []any{"y"}}},
			between: mockserver.Doc{"tags": tagsOf("a", "y")},
			patch:   mockserver.Doc{"tags": tagsOf("a", "y")}, reads: 1,
		},
		"a tag while all are removed": {
			before: m{"tags": m{"a": []any{"x"}}}, config: m{},
			between: mockserver.Doc{"tags": tagsOf("a", "x", "human", "h")},
			patch:   mockserver.Doc{"tags": tagsOf("human", "h")}, reads: 1, want: []string{kept},
		},
		"another value of a key that the plan changes": {
			before: m{"tags": m{"a": []any{"x"}}}, config: m{"tags": m{"a": []any{"y"}}},
			between: mockserver.Doc{"tags": tagsOf("a", "x", "a", "z")},
			patch:   mockserver.Doc{"tags": tagsOf("a", "y")}, reads: 1, want: []string{removed + "tags of organization \"Acme\" (ID) that are not in the plan: Somebody added a = \"z\""},
		},
		"a tag that is removed meanwhile": {
			before: m{"tags": m{"a": []any{"x"}, "b": []any{"x"}}}, config: m{"tags": m{"a": []any{"y"}, "b": []any{"x"}}},
			between: mockserver.Doc{"tags": tagsOf("a", "x")},
			patch:   mockserver.Doc{"tags": tagsOf("a", "y", "b", "x")}, reads: 1,
		},
		"more tags than there is room for": {
			before: m{}, config: m{"tags": m{"a": []any{"y"}}},
			between: mockserver.Doc{"tags": manyTags(100)},
			patch:   mockserver.Doc{"tags": tagsOf("a", "y")}, reads: 1, want: []string{removed},
		},
		"a domain": {
			before: m{"allowed_invitation_domains": []any{"a.example"}}, config: m{"allowed_invitation_domains": []any{"b.example"}},
			between: mockserver.Doc{"whitelistedEmailDomains": []any{"a.example", "human.example"}},
			patch:   mockserver.Doc{"whitelistedEmailDomains": []any{"b.example", "human.example"}}, reads: 1,
			want: []string{kept + "domains of organization \"Acme\" (ID) that are not in the plan: Somebody added human.example outside"},
		},
		"a domain while all become allowed": {
			before: m{"allowed_invitation_domains": []any{"a.example"}}, config: m{},
			between: mockserver.Doc{"whitelistedEmailDomains": []any{"a.example", "human.example"}},
			patch:   mockserver.Doc{"whitelistedEmailDomains": []any{}}, reads: 1,
		},
		"a tag while the plan changes something else": {
			before: m{}, config: m{"description": "d"},
			between: mockserver.Doc{"tags": tagsOf("human", "h")},
			patch:   mockserver.Doc{"description": "d"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			tc.before["name"], tc.config["name"] = "Acme", "Acme"
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(tc.before)))
			id := p.Text(object.State, "id")
			planned := p.Plan(object, p.Config(tc.config))
			if tc.between != nil {
				srv.EditOrganization(id, tc.between)
			}
			srv.ResetRequests()
			_, applied := p.ApplyPlanned(object, p.Config(tc.config), planned)
			acctest.ExpectDetails(t, applied, withID(tc.want, id)...)
			acctest.ExpectBodies(t, srv, http.MethodPatch, tc.patch)
			acctest.ExpectCount(t, srv, http.MethodGet, tc.reads)
		})
	}
}

// withID replaces ID in texts.
func withID(texts []string, id string) []string {
	var replaced []string
	for _, text := range texts {
		replaced = append(replaced, strings.ReplaceAll(text, "ID", id))
	}
	return replaced
}

// Without the scope, the plan decides. If the read fails in another way, nothing is sent.
func TestApplyThatCannotReadWhatSomebodyAdded(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status int
		body   string
		want   string
		writes int
	}{
		"no scope":  {http.StatusForbidden, `{"type":"Forbidden","message":"no"}`, "WARNING Checks skipped: the API token lacks the scope instanceOrg.get", 1},
		"not found": {http.StatusNotFound, `{"type":"NotFound","message":"Organization was not found"}`, "ERROR Could not update organization", 1},
		"failure":   {http.StatusInternalServerError, `{"type":"X","message":"no"}`, "ERROR Could not read organization", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, typeName, map[string]any{"max_retries": 0})
			object := p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme"}))
			config := p.Config(map[string]any{"name": "Acme", "tags": map[string]any{"a": []any{"x"}}})
			planned := p.Plan(object, config)
			srv.ResetRequests()
			fault := mockserver.Fault{Method: http.MethodGet, PathContains: "/orgs/", Status: tc.status, Body: tc.body, Times: -1}
			srv.Fail(fault)
			if tc.status == http.StatusNotFound {
				fault.Method = http.MethodPatch
				srv.Fail(fault)
			}
			_, applied := p.ApplyPlanned(object, config, planned)
			acctest.ExpectDetails(t, applied, tc.want)
			acctest.ExpectCount(t, srv, http.MethodPatch, tc.writes)
		})
	}
}

// A plan relaxes the MFA mode, but somebody has relaxed it further since: then the apply
// would make it stricter, which removes or downgrades people.
func TestRelaxedModeThatBecameStricterIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		between string
		members []mockserver.Doc
		want    []string
	}{
		"people would lose their roles": {
			"notRequired",
			[]mockserver.Doc{{"email": "a@acme.example", "role": "admin"}, {"email": "sso@acme.example", "role": "admin", "ssoLinked": true}},
			[]string{`ERROR Refused to change mfa_mode of organization "Acme" (ID): mfa_mode = "adminRequired" downgrades the administrators a@acme.example to editors`},
		},
		"nobody is affected": {"notRequired", []mockserver.Doc{{"email": "sso@acme.example", "role": "admin", "ssoLinked": true}}, nil},
		"mode of the state":  {"required", []mockserver.Doc{{"email": "sso@acme.example", "role": "admin", "ssoLinked": true}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			object := p.MustRefresh(p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme", "mfa_mode": "required"})))
			id := p.Text(object.State, "id")
			config := p.Config(map[string]any{"name": "Acme", "mfa_mode": "adminRequired"})
			planned := p.Plan(object, config)
			acctest.ExpectDetails(t, planned.Diagnostics)
			srv.EditOrganization(id, mockserver.Doc{"mfaMode": tc.between})
			for _, member := range tc.members {
				srv.AddMember(id, member)
			}
			srv.ResetRequests()
			_, applied := p.ApplyPlanned(object, config, planned)
			acctest.ExpectDetails(t, applied, withID(tc.want, id)...)
			if tc.want == nil {
				acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"mfaMode": "adminRequired"})
			} else {
				acctest.ExpectWrites(t, srv)
			}
		})
	}
}

// An apply that changes the tags of many organizations reads them in pages.
func TestManyChangedTagsAreComparedInPages(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	var objects []acctest.Object
	p.Run(func() {
		for i := range 30 {
			objects = append(objects, p.Apply(p.Null(), p.Config(map[string]any{"name": "Acme " + strconv.Itoa(i)})))
		}
	})
	srv.ResetRequests()
	p.Run(func() {
		for i, object := range objects {
			p.Apply(object, p.Config(map[string]any{"name": "Acme " + strconv.Itoa(i), "tags": map[string]any{"a": []any{"x"}}}))
		}
	})
	if n := len(srv.Requests(http.MethodGet)); n > 8 {
		t.Errorf("%d reads", n)
	}
	acctest.ExpectCount(t, srv, http.MethodPatch, len(objects))
}
