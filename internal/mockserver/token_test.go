package mockserver

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestAPITokenLifecycle(t *testing.T) {
	t.Parallel()
	c := start(t)
	list := c.home() + "/tokens"
	creator := c.InstanceTokens()[0]
	created := c.post(list+"?_links=false", Doc{
		"name": "ci", "description": "d", "scope": []string{"instance.get", "instanceOrgs.get"}, "expirationDate": "2026-12-31T23:00:00+01:00",
	}).expect(http.StatusCreated)
	id, secret := text(created, "id"), text(created, "token")
	want := Doc{
		"id": id, "apiTokenId": id, "ownerId": c.InstanceID(), "ownerType": "instance", "creatorId": creator["id"], "creatorType": "apiToken",
		"name": "ci", "description": "d", "scope": []string{"instance.get", "instanceOrgs.get"}, "status": "active",
		"expirationDate": "2026-12-31T22:00:00.000Z", "creationDate": now, "lastUpdated": now,
	}
	if secret == "" {
		t.Error("the response to the POST does not contain the secret")
	}
	delete(created, "token")
	equal(t, created, want)
	equal(t, c.get(list+"/"+id+"?_links=false").ok(), want)
	equal(t, c.InstanceTokens()[1], want)
	subset(t, c.get(list+"/"+strings.ToUpper(id)).ok(), Doc{"_type": "apiToken", "_links": Doc{"self": Doc{"href": list + "/" + id}}})
	subset(t, c.get(list).ok(), Doc{
		"_type": "apiTokens", "count": 2, "totalCount": 2, "page": 0, "perPage": 100, "sortField": "name", "ownerId": c.InstanceID(), "ownerType": "instance",
	})
	subset(t, c.post(list, Doc{"name": "Zed"}).expect(http.StatusCreated), Doc{"expirationDate": nil, "description": nil, "scope": []string{"all.Instance"}})
	for query, want := range map[string]string{
		"": "Mock Zed ci", "?sortField=id&sortDirection=desc": "Zed ci Mock", "?filterField=name&filter=C*": "ci",
		"?filterField=status&filter=inactive": "", "?sortField=name&page=1&perPage=2": "ci", "?sortField=expirationDate&sortDirection=desc": "ci Zed Mock",
	} {
		if got := names(c.get(list+query).ok(), "name"); got != want {
			t.Errorf("%q: got %s, want %s", query, got, want)
		}
	}

	changed := c.patch(list+"/"+id, Doc{"name": "cd", "description": "", "status": "inactive"}).ok()
	subset(t, changed, Doc{"name": "cd", "description": "", "status": "inactive", "lastUpdated": "2026-05-17T13:14:15.162Z", "token": nil})
	equal(t, c.get(list+"/"+id).ok(), changed)
	equal(t, c.delete(list+"/"+id).ok(), Doc{"success": true})
	for _, r := range []*result{c.get(list + "/" + id), c.patch(list+"/"+id, Doc{}), c.delete(list + "/" + id)} {
		r.expectError(http.StatusNotFound, "NotFound", "API token was not found")
	}
}

// A new token works within its scopes, while it is active, until it expires or is deleted.
func TestAPITokenAsBearer(t *testing.T) {
	t.Parallel()
	clock := &hours{}
	c := start(t, WithClock(clock.now))
	list := c.home() + "/tokens"
	created := c.post(list, Doc{"name": "ci", "scope": []string{"instance.get"}, "expirationDate": testTime.Add(2 * time.Hour)}).expect(http.StatusCreated)
	bearer, path := c.as(text(created, "token")), list+"/"+text(created, "id")
	bearer.get(c.home()).ok()
	bearer.get(c.orgs()).expectError(http.StatusForbidden, "Forbidden", "Access is forbidden")

	c.patch(path, Doc{"status": "inactive"}).ok()
	bearer.get(c.home()).expectError(http.StatusUnauthorized, "Unauthorized", "Invalid access token")
	c.patch(path, Doc{"status": "active"}).ok()
	bearer.get(c.home()).ok()
	clock.passed.Store(2)
	bearer.get(c.home()).expectError(http.StatusUnauthorized, "Unauthorized", "Access token has expired")
	c.get(path).ok()
	clock.passed.Store(1)
	bearer.get(c.home()).ok()
	c.delete(path).ok()
	bearer.get(c.home()).expectError(http.StatusUnauthorized, "Unauthorized", "Invalid access token")
}

func TestAPITokenBelongsToItsInstance(t *testing.T) {
	t.Parallel()
	c := start(t)
	other := "/instances/" + c.AddInstance(Doc{})
	user := c.as(c.AddUserToken())
	created := user.post(other+"/tokens", Doc{"name": "x"}).expect(http.StatusCreated)
	if created["creatorType"] != "user" || created["creatorId"] == "" {
		t.Errorf("got the creator %v %v", created["creatorType"], created["creatorId"])
	}
	bearer := c.as(text(created, "token"))
	bearer.get(other).ok()
	bearer.get(c.home()).expectError(http.StatusNotFound, "NotFound", "Instance")
	user.get(c.home()+"/tokens/"+text(created, "id")).expectError(http.StatusNotFound, "NotFound", "API token")
	equal(t, len(c.InstanceTokens()), 1)
	c.EditToken(text(created, "id"), Doc{"name": "y"})
	subset(t, user.get(other+"/tokens/"+text(created, "id")).ok(), Doc{"name": "y"})
	c.RemoveToken(text(created, "id"))
	bearer.get(other).expect(http.StatusUnauthorized)
}

func TestAPITokenBodies(t *testing.T) {
	t.Parallel()
	c := start(t)
	list := c.home() + "/tokens"
	path := list + "/" + c.AddInstanceToken(Doc{"name": "x"})
	for _, tc := range []struct{ method, path, body, words string }{
		{"POST", list, ``, "apiToken is required"},
		{"POST", list, `{}`, "name is required"},
		{"POST", list, `{"name":""}`, "name has less length than allowed"},
		{"POST", list, `{"name":"x","description":null}`, "description is the wrong type"},
		{"POST", list, `{"name":"x","scope":"all.Instance"}`, "scope is the wrong type"},
		{"POST", list, `{"name":"x","scope":["all.User"]}`, "scope.0 no (or more than one) schemas match"},
		{"POST", list, `{"name":"x","scope":["instance.get","instance.get"]}`, "scope must be unique"},
		{"POST", list, `{"name":"x","status":"paused"}`, "status must be an enum value"},
		{"POST", list, `{"name":"x","expirationDate":"soon"}`, "expirationDate must be date-time format"},
		{"POST", list, `{"name":"x","expirationDate":"2020-01-01T00:00:00Z"}`, "expirationDate must be in the future"},
		{"POST", list, `{"name":"x","token":"secret"}`, "apiToken has additional properties"},
		{"POST", list, `{"name":"x","creationDate":"2020-01-01T00:00:00Z"}`, "apiToken has additional properties"},
		{"PATCH", path, `{"scope":["instance.get"]}`, "apiToken has additional properties"},
		{"PATCH", path, `{"expirationDate":"2030-01-01T00:00:00Z"}`, "apiToken has additional properties"},
		{"PATCH", path, `{"name":""}`, "name has less length than allowed"},
		{"GET", list + "/7", ``, "apiTokenId pattern mismatch"},
		{"GET", list + "?filterField=scope", ``, "filterField must be an enum value"},
	} {
		c.do(tc.method, tc.path, tc.body).expectError(http.StatusBadRequest, "Validation", tc.words)
	}
	equal(t, len(c.InstanceTokens()), 2)
}

var tokenSuccesses = []success{
	{"instanceApiTokens.get", "GET {home}/tokens", nil, 200},
	{"instanceApiTokens.post", "POST {home}/tokens", Doc{"name": "x"}, 201},
	{"instanceApiToken.get", "GET {home}/tokens/{id}", nil, 200},
	{"instanceApiToken.patch", "PATCH {home}/tokens/{id}", Doc{}, 200},
	{"instanceApiToken.delete", "DELETE {home}/tokens/{id}", nil, 200},
}

var tokenScenarios = map[string]scenario{
	"token-expired": {func(c *caller) string {
		path := c.home() + "/tokens/" + c.AddInstanceToken(Doc{"name": "x", "expirationDate": testTime})
		return observed(c.get(path), "name") + " " + observed(c.get(c.home()+"/tokens"), "totalCount") + " " + observed(c.delete(path), "success")
	}, map[string]string{"kept": `"x" 2 true`, "gone": "404 1 404"}},
	"token-past-expiration": {func(c *caller) string {
		return observed(c.post(c.home()+"/tokens", Doc{"name": "x", "expirationDate": testTime}), "status") + " " +
			observed(c.post(c.home()+"/tokens", Doc{"name": "x", "expirationDate": testTime.Add(time.Millisecond)}), "status")
	}, map[string]string{"refused": `400 "active"`, "accepted": `"active" "active"`}},
	"token-scope-omitted": {func(c *caller) string {
		return observed(c.post(c.home()+"/tokens", Doc{"name": "x"}), "scope") + " " + observed(c.post(c.home()+"/tokens", Doc{"name": "x", "scope": []string{}}), "scope")
	}, map[string]string{"all.Instance": `["all.Instance"] ["all.Instance"]`, "refused": "400 400"}},
	"token-scope-order": {func(c *caller) string {
		return observed(c.post(c.home()+"/tokens", Doc{"name": "x", "scope": []string{"instanceOrg.get", "instance.get"}}), "scope")
	}, map[string]string{"kept": `["instanceOrg.get","instance.get"]`, "sorted": `["instance.get","instanceOrg.get"]`}},
	"token-shape": {func(c *caller) string {
		created := c.post(c.home()+"/tokens", Doc{"name": "x"}).expect(http.StatusCreated)
		return strconv.Itoa(strings.Count(text(created, "token"), "."))
	}, map[string]string{"opaque": "0", "jwt": "2"}},
}
