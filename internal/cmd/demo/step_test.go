package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// expected is a step that sends one PATCH to Acme Agriculture.
var expected = step{
	exit:    2,
	shows:   "Plan: 1 to change, 0 to destroy.",
	diff:    "~ device = 6 -> 5\n\t- discount = 1",
	writes:  []string{`PATCH {"description":"A"}`},
	exist:   []string{acme},
	contain: map[string][]string{acme: {`"description":"A"`, `"device":500,`}},
}

var lines = []string{"  # a will be updated", "      ~ device = 6 -> 5", "      - discount = 1", "Plan: 1 to", "  change, 0 to destroy."}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change  func(*step)
		outside func(*mockserver.Server)
		want    string
	}{
		"as expected":                     {},
		"any changes":                     {change: func(s *step) { s.diff = "" }},
		"exit code":                       {change: func(s *step) { s.exit = 0 }, want: "the exit code is 2, want 0"},
		"text":                            {change: func(s *step) { s.shows = "No changes." }, want: `the output does not contain "No changes."`},
		"one change more":                 {change: func(s *step) { s.diff = "~ device = 6 -> 5" }, want: "the changes are"},
		"one change less":                 {change: func(s *step) { s.diff += "\n+ a = 1" }, want: "the changes are"},
		"a write":                         {change: func(s *step) { s.writes = nil }, want: `sent ["PATCH {\"description\":\"A\"}"], want []`},
		"another method":                  {change: func(s *step) { s.writes = []string{"POST"} }, want: "sent"},
		"another body":                    {change: func(s *step) { s.writes = []string{`PATCH {"description":"A","name"`} }, want: "sent"},
		"no second write":                 {change: func(s *step) { s.writes = append(s.writes, "DELETE") }, want: "sent"},
		"content":                         {change: func(s *step) { s.contain = map[string][]string{acme: {`"device":501,`}} }, want: `does not contain "device":501`},
		"content of none":                 {change: func(s *step) { s.contain = map[string][]string{dairy: {`"`}} }, want: "Red Barn Dairy is , which does not contain"},
		"organization is missing":         {change: func(s *step) { s.exist = all }, want: "the organizations are"},
		"organization is added":           {outside: func(mock *mockserver.Server) { mock.AddOrganization(mockserver.Doc{"name": dairy}) }, want: "the organizations are"},
		"organization is deleted":         {change: func(s *step) { s.contain = nil }, outside: func(mock *mockserver.Server) { remove(mock, acme) }, want: "the organizations are"},
		"another organization is deleted": {outside: func(mock *mockserver.Server) { remove(mock, "Borealis Agriculture") }, want: "Borealis Agriculture, which is not in the configuration"},
		"another organization is changed": {outside: func(mock *mockserver.Server) {
			id, _ := find(mock, "Borealis Agriculture")
			mock.EditOrganization(id, mockserver.Doc{"description": "x"})
		}, want: "Borealis Agriculture, which is not in the configuration"},
		"refused request": {outside: func(mock *mockserver.Server) { send(mock, http.MethodGet, "/instances/nonsense", "") }, want: "GET /instances/nonsense had status"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			mock := mockserver.New(mockserver.WithSeed(seeded))
			id, _ := find(mock, acme)
			send(mock, http.MethodPatch, "/instances/"+mock.InstanceID()+"/orgs/"+id, `{"description":"A"}`)
			s := expected
			if tc.change != nil {
				tc.change(&s)
			}
			if tc.outside != nil {
				tc.outside(mock)
			}
			err := s.check(2, lines, mock)
			if tc.want == "" {
				if err != nil {
					t.Error(err)
				}
			} else if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("want one line with %q, got: %v", tc.want, err)
			}
		})
	}
}

func TestCheckReportsEveryProblem(t *testing.T) {
	t.Parallel()
	err := expected.check(1, nil, mockserver.New(mockserver.WithSeed(seeded)))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"exit code is 1", "does not contain", "the changes are", "sent []", `does not contain "description":"A"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func send(mock *mockserver.Server, method, path, body string) {
	r := httptest.NewRequestWithContext(context.Background(), method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+mock.Token())
	r.Header.Set("Content-Type", "application/json")
	mock.ServeHTTP(httptest.NewRecorder(), r)
}

func remove(mock *mockserver.Server, name string) {
	id, _ := find(mock, name)
	mock.RemoveOrganization(id)
}
