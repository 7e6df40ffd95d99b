package token_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const (
	soon  = "2099-01-31T01:00:00+01:00"
	later = "2099-02-28T00:00:00Z"
)

func TestTokenLife(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := least("description", "d", "expires_at", soon, "rotate", map[string]any{"month": "1"})
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{
		"name": "ci", "description": "d", "scope": []any{"instance.get", "instanceOrg.*"}, "expirationDate": soon,
	})
	p.ExpectEmpty(object, config)
	id, secret := p.Text(object.State, "id"), p.Text(object.State, "token")
	for attribute, want := range map[string]string{
		"instance_id": srv.InstanceID(), "name": "ci", "description": "d", "expires_at": soon, "status": "active",
		"created_at": made(srv)[0]["creationDate"].(string), //nolint:forcetypeassert // To panic.
	} {
		if got := p.Text(object.State, attribute); got != want {
			t.Errorf("%s is %q, want %q", attribute, got, want)
		}
	}
	works(t, srv, secret)

	srv.ResetRequests()
	config = least("name", "cd", "status", "inactive", "expires_at", "2099-01-31T00:00:00.000Z", "rotate", map[string]any{"month": "1"})
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	acctest.ExpectWrites(t, srv, "PATCH /tokens/"+id)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"name": "cd", "description": "", "status": "inactive"})
	p.ExpectEmpty(object, config)
	if got := p.Text(object.State, "token"); got != secret {
		t.Errorf("the secret is %q, was %q", got, secret)
	}

	// The status is left as found when unset.
	srv.ResetRequests()
	delete(config, "status")
	p.ExpectEmpty(p.MustRefresh(object), config)
	acctest.ExpectDetails(t, destroy(p, object))
	acctest.ExpectWrites(t, srv, "DELETE /tokens/"+id)
	if left := made(srv); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// works fails the test unless a token opens the instance.
func works(t *testing.T, srv *mockserver.Server, secret string) {
	t.Helper()
	p := acctest.NewProtocol(t, srv, "losant_instance_settings", map[string]any{"api_token": secret})
	if object, diagnostics := p.Import(srv.InstanceID(), nil); object.State.IsNull() || len(diagnostics) > 0 {
		t.Errorf("the token does not work: %q", acctest.Details(diagnostics))
	}
}

func TestWhatReplaces(t *testing.T) {
	t.Parallel()
	rotate := func(month any) map[string]any { return map[string]any{"month": month} }
	full := least("expires_at", soon, "rotate", rotate("1"))
	for name, tc := range map[string]struct {
		before, after map[string]any
		because       []string
	}{
		"other scopes":            {full, least("expires_at", soon, "rotate", rotate("1"), "scopes", []any{"instance.get"}), []string{"scopes"}},
		"same scopes":             {full, least("expires_at", soon, "rotate", rotate("1"), "scopes", []any{"instance.get", "instanceOrg.*"}), nil},
		"later":                   {full, least("expires_at", later, "rotate", rotate("1")), []string{"expires_at"}},
		"never":                   {full, least("rotate", rotate("1")), []string{"expires_at"}},
		"from never":              {least(), least("expires_at", later), []string{"expires_at"}},
		"at an unknown date":      {full, least("expires_at", acctest.Unknown, "rotate", rotate("1")), []string{"expires_at"}},
		"another spelling":        {full, least("expires_at", "2099-01-31T00:00:00Z", "rotate", rotate("1")), nil},
		"rotated":                 {full, least("expires_at", soon, "rotate", rotate("2")), []string{"rotate"}},
		"rotated by unknown":      {full, least("expires_at", soon, "rotate", rotate(acctest.Unknown)), []string{"rotate"}},
		"rotated for the first":   {least(), least("rotate", rotate("1")), []string{"rotate"}},
		"no more rotation":        {full, least("expires_at", soon), nil},
		"nothing to rotate by":    {full, least("expires_at", soon, "rotate", map[string]any{}), nil},
		"still nothing":           {least("rotate", map[string]any{}), least(), nil},
		"rotated by the unknown":  {full, least("expires_at", soon, "rotate", acctest.Unknown), []string{"rotate"}},
		"status, name and more":   {full, least("expires_at", soon, "rotate", rotate("1"), "name", "x", "description", "x", "status", "inactive"), nil},
		"another instance":        {full, least("expires_at", soon, "rotate", rotate("1"), "instance_id", "60106426dc03c6aad06540bb"), []string{"instance_id"}},
		"its own instance, named": {full, least("expires_at", soon, "rotate", rotate("1"), "instance_id", "own"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			if tc.after["instance_id"] == "own" {
				tc.after["instance_id"] = srv.InstanceID()
			}
			p := newProtocol(t, srv)
			object := p.Apply(p.Null(), p.Config(tc.before))
			planned := p.Plan(object, p.Config(tc.after))
			acctest.ExpectDetails(t, planned.Diagnostics)
			if !replaced(planned, tc.because...) {
				t.Errorf("replaced because of %v, want %v", planned.RequiresReplace, tc.because)
			}
			if len(tc.because) > 0 {
				return
			}
			for _, attribute := range []string{"id", "token", "created_at", "status"} {
				if !p.Known(planned.State, attribute) {
					t.Errorf("%s is not known", attribute)
				}
			}
			p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(tc.after))), tc.after)
		})
	}
}

func TestSpellingAloneSendsNothing(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(least("expires_at", soon, "rotate", map[string]any{"month": "1"})))
	srv.ResetRequests()
	p.ExpectEmpty(object, least("expires_at", "2099-01-31T00:00:00Z", "rotate", map[string]any{"month": "1"}))
	object = p.Apply(object, p.Config(least("expires_at", soon, "description", "")))
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
	p.ExpectEmpty(p.MustRefresh(object), least("expires_at", soon, "description", ""))
}

func TestExpiration(t *testing.T) {
	t.Parallel()
	const past, refusal = "2020-01-01T00:00:00Z", `ERROR The API token "ci" would have expired already: expires_at is 2020-01-01T00:00:00Z`
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	planned := p.Plan(p.Null(), p.Config(least("expires_at", past)))
	acctest.ExpectDetails(t, planned.Diagnostics, refusal)
	if got := acctest.RootOf(planned.Diagnostics[0]); got != "expires_at" {
		t.Errorf("points at %q", got)
	}

	// Time has passed over a token: it stays, and is told by name.
	object := p.Apply(p.Null(), p.Config(least("expires_at", soon)))
	id := p.Text(object.State, "id")
	srv.EditToken(id, mockserver.Doc{"expirationDate": past})
	object, diagnostics := newProtocol(t, srv).Refresh(object)
	acctest.ExpectDetails(t, diagnostics, `WARNING API token "ci" (`+id+`) has expired: It has not worked since 2020-01-01T00:00:00.000Z`)
	p.ExpectEmpty(object, least("expires_at", past))
	if planned := p.Plan(object, p.Config(least("expires_at", later))); !replaced(planned, "expires_at") {
		t.Error("a later date does not replace it")
	}
	if planned := p.Plan(object, p.Config(least())); !replaced(planned, "expires_at") {
		t.Error("no date does not replace it")
	}
	// The replacement for another reason would be born expired. Core plans it as a creation.
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(least("expires_at", past, "rotate", map[string]any{"a": "b"}))).Diagnostics, refusal)
	acctest.ExpectWrites(t, srv, "POST /tokens")
}

func TestDrift(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit  mockserver.Doc
		sends mockserver.Doc
	}{
		"name":        {mockserver.Doc{"name": "x"}, mockserver.Doc{"name": "ci"}},
		"description": {mockserver.Doc{"description": "x"}, mockserver.Doc{"description": ""}},
		"status":      {mockserver.Doc{"status": "inactive"}, mockserver.Doc{"status": "active"}},
		"scopes":      {mockserver.Doc{"scope": []string{"instance.get"}}, nil},
		"expiration":  {mockserver.Doc{"expirationDate": soon}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := newProtocol(t, srv)
			config := least("status", "active")
			object := p.Apply(p.Null(), p.Config(config))
			srv.EditToken(p.Text(object.State, "id"), tc.edit)
			p = newProtocol(t, srv)
			object = p.MustRefresh(object)
			if tc.sends == nil {
				if planned := p.Plan(object, p.Config(config)); len(planned.RequiresReplace) != 1 {
					t.Error("the token is not replaced")
				}
				return
			}
			object = p.MustRefresh(p.Apply(object, p.Config(config)))
			acctest.ExpectBodies(t, srv, http.MethodPatch, tc.sends)
			p.ExpectEmpty(object, config)
		})
	}
}

func TestImport(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddInstanceToken(mockserver.Doc{"name": "ci", "scope": []string{"instance.get", "instanceOrg.*"}, "expirationDate": "2099-01-31T00:00:00.000Z", "status": "inactive"})
	config := least("expires_at", soon)
	p := newProtocol(t, srv)
	for name, tc := range map[string]struct {
		id       string
		identity map[string]any
	}{
		"id":                  {id: id},
		"upper case":          {id: strings.ToUpper(id)},
		"instance and id":     {id: srv.InstanceID() + "/" + id},
		"identity":            {identity: map[string]any{"id": id, "instance_id": srv.InstanceID()}},
		"identity without it": {identity: map[string]any{"id": id}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, srv)
			object, diagnostics := p.Import(tc.id, tc.identity)
			acctest.ExpectDetails(t, diagnostics)
			if got := p.IdentityOf(object); got["id"] != id || got["instance_id"] != srv.InstanceID() {
				t.Errorf("identity %v", got)
			}
			if p.Text(object.State, "token") != "" || p.Text(object.State, "status") != "inactive" {
				t.Errorf("imported %s", object.State)
			}
			p.ExpectEmpty(p.MustRefresh(object), config)
		})
	}
	for _, garbage := range []string{"ci", id + "/", "/" + id, id + "/" + id + "/" + id} {
		_, diagnostics := p.Import(garbage, nil)
		acctest.ExpectDetails(t, diagnostics, "ERROR Invalid import ID: ")
	}
	if gone, _ := p.Import("60106426dc03c6aad06540bb", nil); !gone.State.IsNull() {
		t.Error("a token that does not exist was imported")
	}
}

// The first values of rotate are noted on a token that was imported; what
// changes them replaces it.
func TestRotationOfAnImportedToken(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddInstanceToken(mockserver.Doc{"name": "ci", "scope": []string{"instance.get", "instanceOrg.*"}})
	p := newProtocol(t, srv)
	object, _ := p.Import(id, nil)
	config := least("rotate", map[string]any{"month": "1"})
	if planned := p.Plan(object, p.Config(config)); len(planned.RequiresReplace) > 0 {
		t.Error("the first values replace the token")
	}
	srv.ResetRequests()
	object = p.Apply(object, p.Config(config))
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("sent %v", sent)
	}
	p.ExpectEmpty(p.MustRefresh(object), config)
	if planned := p.Plan(object, p.Config(least("rotate", map[string]any{"month": "2"}))); !replaced(planned, "rotate") {
		t.Error("other values do not replace the token")
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	for name, tc := range map[string]struct {
		config map[string]any
		want   string
	}{
		"no scopes":       {least("scopes", []any{}), "must contain at least 1"},
		"null scope":      {least("scopes", []any{nil}), "ERROR"},
		"misspelt scope":  {least("scopes", []any{"instanceOrg.gett"}), `ERROR No such scope: Attribute scopes[Value("instanceOrg.gett")] value must be a scope of an instance API token such as instanceOrg.get, got: "instanceOrg.gett". Did you mean "instanceOrg.get"?`},
		"strange scope":   {least("scopes", []any{"nonsense"}), "The documentation of this resource lists them all."},
		"empty name":      {least("name", ""), "name"},
		"long name":       {least("name", strings.Repeat("é", 256)), "name"},
		"no date":         {least("expires_at", "tomorrow"), "Invalid timestamp"},
		"unknown status":  {least("status", "paused"), "status"},
		"instance":        {least("instance_id", "x"), "instance_id"},
		"long text":       {least("description", strings.Repeat("é", 32768)), "description"},
		"nothing at all":  {least("name", strings.Repeat("é", 255), "description", strings.Repeat("é", 32767)), ""},
		"unknown as well": {least("scopes", []any{acctest.Unknown}, "expires_at", acctest.Unknown, "rotate", acctest.Unknown), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(acctest.Errors(p.Validate(p.Config(tc.config))), "\n")
			if !strings.Contains(got, tc.want) || tc.want == "" && got != "" {
				t.Errorf("want %q, got %q", tc.want, got)
			}
		})
	}
}

// The present counts as past: a token must be of some use.
func TestExpirationInAMoment(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(least("expires_at", time.Now().Format(time.RFC3339)))).Diagnostics, "would have expired already")
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(least("expires_at", time.Now().Add(time.Minute).Format(time.RFC3339)))).Diagnostics)
}
