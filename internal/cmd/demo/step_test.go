package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
)

// expected is the expected result of one PATCH of Acme Agriculture.
var expected = step{
	exitCode:      2,
	output:        "Plan: 1 to change, 0 to destroy.",
	diff:          "~ device = 6 -> 5\n\t- discount = 1",
	writes:        []string{`PATCH {"description":"A"}`},
	organizations: []string{acme},
	content:       map[string][]string{acme: {`"description":"A"`, `"device":500,`}},
}

var lines = []string{"  # a will be updated", "      ~ device = 6 -> 5", "      - discount = 1", "Plan: 1 to", "  change, 0 to destroy."}

func TestCheck(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		change  func(*step)
		outside func(*mockserver.Server)
		want    string
	}{
		"expected result":                   {},
		"any changes are accepted":          {change: func(s *step) { s.diff = "" }},
		"wrong exit code":                   {change: func(s *step) { s.exitCode = 0 }, want: "the exit code is 2, want 0"},
		"wrong output":                      {change: func(s *step) { s.output = "No changes." }, want: `the output does not contain "No changes."`},
		"one change too many":               {change: func(s *step) { s.diff = "~ device = 6 -> 5" }, want: "the changes are"},
		"one change is missing":             {change: func(s *step) { s.diff += "\n+ a = 1" }, want: "the changes are"},
		"unexpected write":                  {change: func(s *step) { s.writes = nil }, want: `the writes are ["PATCH {\"description\":\"A\"}"], want []`},
		"wrong method":                      {change: func(s *step) { s.writes = []string{"POST"} }, want: "the writes are"},
		"wrong body":                        {change: func(s *step) { s.writes = []string{`PATCH {"description":"A","name"`} }, want: "the writes are"},
		"a write is missing":                {change: func(s *step) { s.writes = append(s.writes, "DELETE") }, want: "the writes are"},
		"wrong content":                     {change: func(s *step) { s.content = map[string][]string{acme: {`"device":501,`}} }, want: `does not contain "device":501`},
		"content of a missing organization": {change: func(s *step) { s.content = map[string][]string{dairy: {`"`}} }, want: "Red Barn Dairy is , which does not contain"},
		"an organization is missing":        {change: func(s *step) { s.organizations = all }, want: "the organizations are"},
		"an organization is new":            {outside: func(mock *mockserver.Server) { mock.AddOrganization(mockserver.Doc{"name": dairy}) }, want: "the organizations are"},
		"an organization was removed":       {change: func(s *step) { s.content = nil }, outside: func(mock *mockserver.Server) { remove(mock, acme) }, want: "the organizations are"},
		"a seeded organization was removed": {outside: func(mock *mockserver.Server) { remove(mock, "Borealis Agriculture") }, want: "the story must not change Borealis Agriculture"},
		"a seeded organization was changed": {outside: func(mock *mockserver.Server) {
			id, _ := find(mock, "Borealis Agriculture")
			mock.EditOrganization(id, mockserver.Doc{"description": "x"})
		}, want: "the story must not change Borealis Agriculture"},
		"a request was refused": {outside: func(mock *mockserver.Server) { send(mock, http.MethodGet, "/instances/nonsense", "") }, want: `the refused requests are ["GET /instances/nonsense: `},
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
				t.Errorf("got error %v, want one line with %q", err, tc.want)
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
	for _, want := range []string{"exit code is 1", "output does not contain", "the changes are", "the writes are []", `does not contain "description":"A"`} {
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
