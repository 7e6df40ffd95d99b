package losant

import (
	"errors"
	"net/http"
	"testing"
)

func TestOneCauseIsFirstOnce(t *testing.T) {
	t.Parallel()
	const instance, org = "/instances/60106426dc03c6aad06560ba", "/instances/60106426dc03c6aad06560ba/orgs/60106426dc03c6aad06540bb"
	for name, tc := range map[string]struct {
		a, b                Error
		shared, sharedCheck bool
	}{
		"the token":                       {Error{StatusCode: 401, Path: instance}, Error{StatusCode: 401, Path: org}, true, true},
		"the instance and its list":       {Error{StatusCode: 404, Path: instance}, Error{StatusCode: 404, Path: instance + "/orgs"}, true, true},
		"two instances":                   {Error{StatusCode: 404, Path: instance}, Error{StatusCode: 404, Path: "/instances/x"}, false, false},
		"one organization":                {Error{StatusCode: 404, Path: org}, Error{StatusCode: 404, Path: org + "/members"}, false, true},
		"two organizations":               {Error{StatusCode: 404, Path: org}, Error{StatusCode: 404, Path: org + "x"}, false, false},
		"one scope":                       {Error{StatusCode: 403, Operation: "instanceOrg.get"}, Error{StatusCode: 403, Operation: "instanceOrg.get"}, true, true},
		"two scopes":                      {Error{StatusCode: 403, Operation: "instanceOrg.get"}, Error{StatusCode: 403, Operation: "instance.get"}, false, false},
		"one scope, refused for a reason": {Error{StatusCode: 403, Message: "no"}, Error{StatusCode: 403, Message: "last administrator"}, false, true},
		"bad requests":                    {Error{StatusCode: http.StatusBadRequest}, Error{StatusCode: http.StatusBadRequest}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for kind, first := range map[string]func(error) bool{"error": FirstOfCause, "check": FirstCheckOfCause} {
				a, b, known := tc.a, tc.b, new(causes)
				a.causes, b.causes = known, known
				want := tc.shared
				if kind == "check" {
					want = tc.sharedCheck
				}
				if !first(&a) || first(&b) == want {
					t.Errorf("%s: want the cause to be shared: %t", kind, want)
				}
			}
		})
	}
	if err := errors.New("x"); !FirstOfCause(err) || !FirstCheckOfCause(err) {
		t.Error("errors that are not of the API share a cause")
	}
}
