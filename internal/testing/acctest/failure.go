package acctest

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// Action does something with an object that exists.
type Action func(p *Protocol, object Object) []*tfprotov6.Diagnostic

// Creates returns an action that creates another object.
func Creates(config map[string]any) Action {
	return func(p *Protocol, _ Object) []*tfprotov6.Diagnostic { return applies(p, p.Null(), config) }
}

// Updates returns an action that changes the object.
func Updates(config map[string]any) Action {
	return func(p *Protocol, object Object) []*tfprotov6.Diagnostic { return applies(p, object, config) }
}

// Reads is an action that refreshes the object.
func Reads(p *Protocol, object Object) []*tfprotov6.Diagnostic {
	p.t.Helper()
	_, diagnostics := p.Refresh(object)
	return diagnostics
}

// Destroys is an action that destroys the object.
func Destroys(p *Protocol, object Object) []*tfprotov6.Diagnostic {
	p.t.Helper()
	_, diagnostics := p.Destroy(object)
	return diagnostics
}

func applies(p *Protocol, prior Object, attributes map[string]any) []*tfprotov6.Diagnostic {
	p.t.Helper()
	config := p.Config(attributes)
	_, diagnostics := p.ApplyPlanned(prior, config, p.Plan(prior, config))
	return diagnostics
}

// Rejection returns a fault for the next request with a method whose path contains a
// text. The API refuses the request with a status and a message.
func Rejection(method, path string, status int, message string) mockserver.Fault {
	return mockserver.Fault{Method: method, PathContains: path, Status: status, Body: `{"type":"x","message":"` + message + `"}`}
}

// Failure is an action that fails, and the error that a user reads.
type Failure struct {
	act   Action
	fault mockserver.Fault
	want  string // as for ExpectDetails
	at    string // the attribute that the error points at, or ""
}

// Fails returns a Failure.
func Fails(act Action, fault mockserver.Fault, want, at string) Failure {
	return Failure{act, fault, want, at}
}

// ExpectFailure creates an object with a configuration, and expects that the action
// then fails. It returns the object and the diagnostics.
func (f Failure) ExpectFailure(t testing.TB, typeName string, config map[string]any) (*Protocol, Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	srv := mockserver.Start(t)
	p := NewProtocol(t, srv, typeName, nil)
	object := p.Apply(p.Null(), p.Config(config))
	srv.Fail(f.fault)
	diagnostics := f.act(p, object)
	ExpectDetails(t, diagnostics, f.want)
	if got := RootOf(diagnostics[0]); got != f.at {
		t.Errorf("got path %q, want %q", got, f.at)
	}
	return p, object, diagnostics
}

// ExpectDeletionIsNoticed expects that a refresh removes an object from the state
// after somebody deleted it, and that its destruction then succeeds. Remove deletes the
// object with an ID.
func ExpectDeletionIsNoticed(t testing.TB, p *Protocol, object Object, remove func(id string)) {
	t.Helper()
	remove(p.Text(object.State, "id"))
	if refreshed := p.MustRefresh(object); !refreshed.State.IsNull() {
		t.Error("the object is still in the state")
	}
	ExpectDetails(t, Destroys(p, object))
}

// ExpectKeptByAnotherInstance expects that a token of another instance, for which the
// API responds with 404 to every request, keeps an object in the state.
func ExpectKeptByAnotherInstance(t testing.TB, srv *mockserver.Server, typeName, id string) {
	t.Helper()
	stranger := NewProtocol(t, srv, typeName, map[string]any{"instance_id": srv.AddInstance(mockserver.Doc{})})
	foreign, diagnostics := stranger.Import(id, nil)
	ExpectDetails(t, diagnostics, "Instance was not found")
	if foreign.State.IsNull() {
		t.Error("the object is no longer in the state")
	}
}

// ExpectUnstoredChangeIsNoticed creates an object, and expects a warning if Losant accepts
// a change to another configuration, but responds with the object as it was. The next plan
// shows the difference. Path is that of the object below the instance.
func ExpectUnstoredChangeIsNoticed(t testing.TB, srv *mockserver.Server, typeName, path string, config, change map[string]any, want string) {
	t.Helper()
	p := NewProtocol(t, srv, typeName, nil)
	object := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	path = "/instances/" + srv.InstanceID() + strings.ReplaceAll(path, "{id}", p.Text(object.State, "id"))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL()+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.Token())
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	current, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	srv.Fail(mockserver.Fault{Method: http.MethodPatch, Status: http.StatusOK, Body: string(current)})
	srv.ResetRequests()
	for _, expected := range [][]string{{"WARNING Losant stored a different " + want}, nil} {
		planned := p.Plan(object, p.Config(change))
		changed, diagnostics := p.ApplyPlanned(object, p.Config(change), planned)
		ExpectDetails(t, diagnostics, expected...)
		object = p.MustRefresh(changed)
	}
	ExpectCount(t, srv, http.MethodPatch, 2)
	p.ExpectEmpty(object, change)
}
