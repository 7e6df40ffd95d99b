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

func TestLifecycleSendsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := minimalConfig("description", "d", "expires_at", soon, "rotate", map[string]any{"month": "1"})
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{
		"name": "ci", "description": "d", "scope": []any{"instance.get", "instanceOrg.*"}, "expirationDate": soon,
	})
	p.ExpectEmpty(object, config)
	id, secret := p.Text(object.State, "id"), p.Text(object.State, "token")
	for attribute, want := range map[string]string{
		"instance_id": srv.InstanceID(), "name": "ci", "description": "d", "expires_at": soon, "status": "active",
		"created_at": otherTokens(srv)[0]["creationDate"].(string), //nolint:forcetypeassert // The test may panic.
	} {
		if got := p.Text(object.State, attribute); got != want {
			t.Errorf("%s is %q, want %q", attribute, got, want)
		}
	}
	expectWorks(t, srv, secret)

	srv.ResetRequests()
	config = minimalConfig("name", "cd", "status", "inactive", "expires_at", "2099-01-31T00:00:00.000Z", "rotate", map[string]any{"month": "1"})
	object = p.MustRefresh(p.Apply(object, p.Config(config)))
	acctest.ExpectWrites(t, srv, "PATCH /tokens/"+id)
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"name": "cd", "description": "", "status": "inactive"})
	p.ExpectEmpty(object, config)
	if got := p.Text(object.State, "token"); got != secret {
		t.Errorf("the secret is %q, want %q", got, secret)
	}

	// The status is kept if it is not set.
	srv.ResetRequests()
	delete(config, "status")
	p.ExpectEmpty(p.MustRefresh(object), config)
	acctest.ExpectDetails(t, acctest.Destroys(p, object))
	acctest.ExpectWrites(t, srv, "DELETE /tokens/"+id)
	if left := otherTokens(srv); len(left) > 0 {
		t.Errorf("not deleted: %v", left)
	}
}

// expectWorks fails the test unless a token gives access to the instance.
func expectWorks(t *testing.T, srv *mockserver.Server, secret string) {
	t.Helper()
	p := acctest.NewProtocol(t, srv, "losant_instance_settings", map[string]any{"api_token": secret})
	if object, diagnostics := p.Import(srv.InstanceID(), nil); object.State.IsNull() || len(diagnostics) > 0 {
		t.Errorf("the token does not work: %q", acctest.Details(diagnostics))
	}
}

func TestChangesThatForceANewToken(t *testing.T) {
	t.Parallel()
	rotate := func(month any) map[string]any { return map[string]any{"month": month} }
	full := minimalConfig("expires_at", soon, "rotate", rotate("1"))
	for name, tc := range map[string]struct {
		before, after map[string]any
		because       []string
	}{
		"other scopes":                 {full, minimalConfig("expires_at", soon, "rotate", rotate("1"), "scopes", []any{"instance.get"}), []string{"scopes"}},
		"same scopes":                  {full, minimalConfig("expires_at", soon, "rotate", rotate("1"), "scopes", []any{"instance.get", "instanceOrg.*"}), nil},
		"later expiration":             {full, minimalConfig("expires_at", later, "rotate", rotate("1")), []string{"expires_at"}},
		"expiration removed":           {full, minimalConfig("rotate", rotate("1")), []string{"expires_at"}},
		"expiration added":             {minimalConfig(), minimalConfig("expires_at", later), []string{"expires_at"}},
		"unknown expiration":           {full, minimalConfig("expires_at", acctest.Unknown, "rotate", rotate("1")), []string{"expires_at"}},
		"same instant in another zone": {full, minimalConfig("expires_at", "2099-01-31T00:00:00Z", "rotate", rotate("1")), nil},
		"rotate value changed":         {full, minimalConfig("expires_at", soon, "rotate", rotate("2")), []string{"rotate"}},
		"rotate value unknown":         {full, minimalConfig("expires_at", soon, "rotate", rotate(acctest.Unknown)), []string{"rotate"}},
		"rotate added":                 {minimalConfig(), minimalConfig("rotate", rotate("1")), []string{"rotate"}},
		"rotate removed":               {full, minimalConfig("expires_at", soon), nil},
		"rotate emptied":               {full, minimalConfig("expires_at", soon, "rotate", map[string]any{}), nil},
		"empty rotate removed":         {minimalConfig("rotate", map[string]any{}), minimalConfig(), nil},
		"rotate unknown":               {full, minimalConfig("expires_at", soon, "rotate", acctest.Unknown), []string{"rotate"}},
		"status, name and description": {full, minimalConfig("expires_at", soon, "rotate", rotate("1"), "name", "x", "description", "x", "status", "inactive"), nil},
		"another instance":             {full, minimalConfig("expires_at", soon, "rotate", rotate("1"), "instance_id", "other"), []string{"instance_id"}},
		"current instance set":         {full, minimalConfig("expires_at", soon, "rotate", rotate("1"), "instance_id", "own"), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			switch tc.after["instance_id"] {
			case "own":
				tc.after["instance_id"] = srv.InstanceID()
			case "other":
				tc.after["instance_id"] = srv.AddInstance(mockserver.Doc{"name": "Other"})
			}
			p := acctest.NewProtocol(t, srv, typeName, map[string]any{"api_token": srv.AddUserToken()}) // It also works for the other instance.
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
				if !p.IsKnown(planned.State, attribute) {
					t.Errorf("%s is not known", attribute)
				}
			}
			p.ExpectEmpty(p.MustRefresh(p.Apply(object, p.Config(tc.after))), tc.after)
		})
	}
}

func TestSameInstantInAnotherFormSendsNothing(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	object := p.Apply(p.Null(), p.Config(minimalConfig("expires_at", soon, "rotate", map[string]any{"month": "1"})))
	srv.ResetRequests()
	p.ExpectEmpty(object, minimalConfig("expires_at", "2099-01-31T00:00:00Z", "rotate", map[string]any{"month": "1"}))
	object = p.Apply(object, p.Config(minimalConfig("expires_at", soon, "description", "")))
	acctest.ExpectWrites(t, srv)
	acctest.ExpectCount(t, srv, http.MethodGet, 1) // It checks the token.
	p.ExpectEmpty(p.MustRefresh(object), minimalConfig("expires_at", soon, "description", ""))
}

func TestExpiredTokenWarnsAndKeepsThePlanEmpty(t *testing.T) {
	t.Parallel()
	const past, rejection = "2020-01-01T00:00:00Z", `ERROR API token "ci" would already be expired: expires_at is "2020-01-01T00:00:00Z"`
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	planned := p.Plan(p.Null(), p.Config(minimalConfig("expires_at", past)))
	acctest.ExpectDetails(t, planned.Diagnostics, rejection)
	if got := acctest.RootOf(planned.Diagnostics[0]); got != "expires_at" {
		t.Errorf("got path %q, want expires_at", got)
	}

	// An existing token that has expired remains in the state.
	object := p.Apply(p.Null(), p.Config(minimalConfig("expires_at", soon)))
	id := p.Text(object.State, "id")
	srv.EditToken(id, mockserver.Doc{"expirationDate": past})
	object, diagnostics := newProtocol(t, srv).Refresh(object)
	acctest.ExpectDetails(t, diagnostics, `WARNING API token "ci" (`+id+`) has expired: It stopped working at 2020-01-01T00:00:00.000Z`)
	p.ExpectEmpty(object, minimalConfig("expires_at", past))
	if planned := p.Plan(object, p.Config(minimalConfig("expires_at", later))); !replaced(planned, "expires_at") {
		t.Error("a later expiration does not replace the token")
	}
	if planned := p.Plan(object, p.Config(minimalConfig())); !replaced(planned, "expires_at") {
		t.Error("no expiration does not replace the token")
	}
	// A replacement for another reason, which Terraform plans as a creation, would
	// already be expired.
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(minimalConfig("expires_at", past, "rotate", map[string]any{"a": "b"}))).Diagnostics, rejection)
	acctest.ExpectWrites(t, srv, "POST /tokens")
}

func TestDriftIsCorrected(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		edit mockserver.Doc
		want mockserver.Doc // the request; nil for a replacement
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
			config := minimalConfig("status", "active")
			object := p.Apply(p.Null(), p.Config(config))
			srv.EditToken(p.Text(object.State, "id"), tc.edit)
			p = newProtocol(t, srv)
			object = p.MustRefresh(object)
			if tc.want == nil {
				if planned := p.Plan(object, p.Config(config)); len(planned.RequiresReplace) != 1 {
					t.Error("the token is not replaced")
				}
				return
			}
			object = p.MustRefresh(p.Apply(object, p.Config(config)))
			acctest.ExpectBodies(t, srv, http.MethodPatch, tc.want)
			p.ExpectEmpty(object, config)
		})
	}
}

func TestImportAcceptsEveryFormOfTheID(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddInstanceToken(mockserver.Doc{"name": "ci", "scope": []string{"instance.get", "instanceOrg.*"}, "expirationDate": "2099-01-31T00:00:00.000Z", "status": "inactive"})
	config := minimalConfig("expires_at", soon)
	p := newProtocol(t, srv)
	for name, tc := range map[string]struct {
		id       string
		identity map[string]any
	}{
		"id":                            {id: id},
		"id in upper case":              {id: strings.ToUpper(id)},
		"instance and id":               {id: srv.InstanceID() + "/" + id},
		"identity":                      {identity: map[string]any{"id": id, "instance_id": srv.InstanceID()}},
		"identity without the instance": {identity: map[string]any{"id": id}},
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
	for _, malformed := range []string{"ci", id + "/", "/" + id, id + "/" + id + "/" + id} {
		_, diagnostics := p.Import(malformed, nil)
		acctest.ExpectDetails(t, diagnostics, "ERROR Invalid import ID: ")
	}
	if object, _ := p.Import("60106426dc03c6aad06540bb", nil); !object.State.IsNull() {
		t.Error("a token that does not exist was imported")
	}
}

func TestFirstRotateValuesOfAnImportedTokenDoNotReplaceIt(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddInstanceToken(mockserver.Doc{"name": "ci", "scope": []string{"instance.get", "instanceOrg.*"}})
	p := newProtocol(t, srv)
	object, _ := p.Import(id, nil)
	config := minimalConfig("rotate", map[string]any{"month": "1"})
	if planned := p.Plan(object, p.Config(config)); len(planned.RequiresReplace) > 0 {
		t.Error("the first values replace the token")
	}
	srv.ResetRequests()
	object = p.Apply(object, p.Config(config))
	acctest.ExpectWrites(t, srv)
	acctest.ExpectCount(t, srv, http.MethodGet, 1) // It checks the token.
	p.ExpectEmpty(p.MustRefresh(object), config)
	if planned := p.Plan(object, p.Config(minimalConfig("rotate", map[string]any{"month": "2"}))); !replaced(planned, "rotate") {
		t.Error("other values do not replace the token")
	}
}

func TestMistakesAreFoundByValidation(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	for name, tc := range map[string]struct {
		config map[string]any
		want   string
	}{
		"no scopes":        {minimalConfig("scopes", []any{}), "must contain at least 1"},
		"null scope":       {minimalConfig("scopes", []any{nil}), "ERROR"},
		"misspelled scope": {minimalConfig("scopes", []any{"instanceOrg.gett"}), `ERROR Invalid scope: Attribute scopes[Value("instanceOrg.gett")] value must be a scope of an instance API token such as instanceOrg.get, got: "instanceOrg.gett". Did you mean "instanceOrg.get"?`},
		"nonsense scope":   {minimalConfig("scopes", []any{"nonsense"}), "The documentation of this resource lists all scopes."},
		"empty name":       {minimalConfig("name", ""), "name"},
		"long name":        {minimalConfig("name", strings.Repeat("é", 256)), "name"},
		"not a date":       {minimalConfig("expires_at", "tomorrow"), "Invalid timestamp"},
		"unknown status":   {minimalConfig("status", "paused"), "status"},
		"invalid instance": {minimalConfig("instance_id", "x"), "instance_id"},
		"long description": {minimalConfig("description", strings.Repeat("é", 32768)), "description"},
		"longest texts":    {minimalConfig("name", strings.Repeat("é", 255), "description", strings.Repeat("é", 32767)), ""},
		"unknown values":   {minimalConfig("scopes", []any{acctest.Unknown}, "expires_at", acctest.Unknown, "rotate", acctest.Unknown), ""},
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

func TestNewTokenMustExpireInTheFuture(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(minimalConfig("expires_at", time.Now().Format(time.RFC3339)))).Diagnostics, "would already be expired")
	acctest.ExpectDetails(t, p.Plan(p.Null(), p.Config(minimalConfig("expires_at", time.Now().Add(time.Minute).Format(time.RFC3339)))).Diagnostics)
}
