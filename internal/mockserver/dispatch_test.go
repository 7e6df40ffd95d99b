package mockserver

import (
	"net/http"
	"strings"
	"testing"
)

func TestUnknownPathIsNotAllowed(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	for _, tc := range []struct{ method, path string }{
		{"GET", "/"},
		{"GET", "//"},
		{"GET", "/nowhere"},
		{"POST", "/instances"},
		{"DELETE", c.home()},
		{"PUT", c.org(id)},
		{"HEAD", c.org(id)},
		{"OPTIONS", c.orgs()},
		{"GET", c.orgs() + "/"},
		{"GET", "/instances//orgs"},
		{"GET", c.org(id) + "/apps"},
		{"GET", "/Instances/" + c.InstanceID()},
		{"GET", "/v1" + c.home()},
		{"PUT", c.org(id) + "/members"},
		{"POST", c.home() + "/tokens/" + id},
		{"GET", c.home() + "/notificationRules"},
		{"POST", c.org(id) + "/invites/" + id + "/resend"},
		{"PATCH", c.org(id) + "/invites/" + id},
		{"GET", "/_control/assumptions"},
		{"GET", c.home() + "/orgs%2F" + id},
	} {
		t.Run(tc.method+" "+tc.path, func(t *testing.T) {
			t.Parallel()
			r := (&caller{c.Server, t, c.token}).do(tc.method, tc.path, nil)
			if tc.method == http.MethodHead {
				if r.status != http.StatusMethodNotAllowed {
					t.Errorf("got status %d", r.status)
				}
				return
			}
			equal(t, r.expect(http.StatusMethodNotAllowed), Doc{"type": "MethodNotAllowed", "message": tc.method + " is not allowed"})
		})
	}
}

func TestUnknownPathNeedsNoToken(t *testing.T) {
	t.Parallel()
	start(t).as("").get("/nowhere").expectError(http.StatusMethodNotAllowed, "MethodNotAllowed", "GET")
}

func TestIDs(t *testing.T) {
	t.Parallel()
	c := start(t)
	id, unknown := c.add("x"), strings.Repeat("0", 24)
	for _, tc := range []struct {
		name, path, kind, words string
		status                  int
	}{
		{"short instance", "/instances/abc/orgs", "Validation", "instanceId pattern mismatch", 400},
		{"long organization", c.org(id + "0"), "Validation", "orgId pattern mismatch", 400},
		{"not hexadecimal", c.org(strings.Repeat("g", 24)), "Validation", "orgId pattern mismatch", 400},
		{"escaped slash", c.org("a%2Fb"), "Validation", "orgId pattern mismatch", 400},
		{"unknown instance", "/instances/" + unknown, "NotFound", "Instance was not found", 404},
		{"unknown instance of an organization", "/instances/" + unknown + "/orgs/" + id, "NotFound", "Instance was not found", 404},
		{"unknown organization", c.org(unknown), "NotFound", "Organization was not found", 404},
		{"unknown organization's members", c.org(unknown) + "/members", "NotFound", "Organization was not found", 404},
		{"unknown organization's usage", c.org(unknown) + "/payloadCounts", "NotFound", "Organization was not found", 404},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			(&caller{c.Server, t, c.token}).get(tc.path).expectError(tc.status, tc.kind, tc.words)
		})
	}
}

func TestIDsIgnoreCase(t *testing.T) {
	t.Parallel()
	c := start(t)
	id := c.add("x")
	doc := c.get("/instances/" + strings.ToUpper(c.InstanceID()) + "/orgs/" + strings.ToUpper(id)).ok()
	subset(t, doc, Doc{"id": id, "orgId": id, "instanceId": c.InstanceID()})
}

// The order of the checks decides which of several errors is returned.
func TestOrderOfChecks(t *testing.T) {
	t.Parallel()
	c := start(t)
	reader := c.AddToken("all.Instance.read")
	unknown := strings.Repeat("0", 24)
	c.as("wrong").patch(c.org("malformed"), Doc{"wrong": 1}).expectError(http.StatusBadRequest, "Validation", "orgId pattern mismatch")
	c.as("wrong").get(c.orgs()+"?sortField=wrong").expectError(http.StatusBadRequest, "Validation", "sortField must be an enum value")
	c.as("wrong").patch(c.org(unknown), Doc{"wrong": 1}).expectError(http.StatusBadRequest, "Validation", "organization has additional properties")
	c.as("wrong").patch("/instances/"+unknown, Doc{}).expectError(http.StatusUnauthorized, "Unauthorized", "Invalid access token")
	c.as("").patch("/instances/"+unknown, Doc{}).expectError(http.StatusForbidden, "Forbidden", "Access is forbidden")
	c.as(reader).patch("/instances/"+unknown, Doc{}).expectError(http.StatusForbidden, "Forbidden", "Access is forbidden")
	c.patch("/instances/"+unknown, Doc{}).expectError(http.StatusNotFound, "NotFound", "Instance")
	c.patch(c.org(unknown), Doc{}).expectError(http.StatusNotFound, "NotFound", "Organization")
}

// The API ignores query parameters that an operation does not declare, and bodies of operations without one.
func TestUndeclaredParametersAreDropped(t *testing.T) {
	t.Parallel()
	c := start(t)
	path := c.org(c.add("x"))
	c.get(path + "?page=0&wrong=1").ok()
	c.patch(path+"?wrong=1", Doc{"name": "y"}).ok()
	c.do("DELETE", path+"?force=true", `{"wrong":1}`).ok()
}

func TestUnknownHeadersAreAccepted(t *testing.T) {
	t.Parallel()
	c := start(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.URL()+c.home(), http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept-Version", "^1.30.0")
	req.Header.Set("losantdomain", "example.com")
	r, err := c.send(req)
	if err != nil {
		t.Fatal(err)
	}
	r.ok()
}
