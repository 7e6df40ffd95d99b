package mockserver

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// queried returns a server with four organizations, the id of a member of a and b, and the id of a member of none.
func queried(t *testing.T) (c *caller, user, other string) {
	t.Helper()
	c = start(t)
	id := c.AddOrganization(Doc{
		"name": "a", "creationDate": "2022-01-30T17:18:11.911Z", "lastUpdated": "2022-02-01T00:00:00Z", "referralId": "R-1",
		"tags": []Doc{{"key": "env", "value": "prod"}, {"key": "env", "value": "eu"}, {"key": "tier", "value": "1"}},
	})
	b := c.AddOrganization(Doc{
		"name": "b", "creationDate": "2023-01-01T00:00:00Z", "lastUpdated": "2023-01-01T00:00:00Z", "isReadOnly": true,
		"mfaMode": "adminRequired", "tags": []Doc{{"key": "env", "value": "test"}}, "disabledAt": "2024-06-01T00:00:00Z",
	})
	c.AddOrganization(Doc{"name": "Bob's Org", "creationDate": "2024-01-01T00:00:00Z", "lastUpdated": "2024-01-01T00:00:00Z", "auditLogEnabled": true})
	c.AddOrganization(Doc{"name": "bobby", "creationDate": "2025-01-01T00:00:00Z", "lastUpdated": "2025-01-01T00:00:00Z", "tags": []Doc{{"key": "tier", "value": "2"}}})
	user = c.AddMember(id, Doc{"email": "ada@example.com"})
	c.AddMember(b, Doc{"email": "ada@example.com"})
	return c, user, c.AddAccount(Doc{"email": "eve@example.com"})
}

func TestQuery(t *testing.T) {
	t.Parallel()
	c, user, other := queried(t)
	first := text(c.Organizations()[1], "id") // Bob's Org sorts before a.
	for query, want := range map[string]string{
		`{}`: "Bob's Org, a, b, bobby",

		// Equality, with and without an operator.
		`{"name":"a"}`:                              "a",
		`{"name":"A"}`:                              "",
		`{"name":{"$eq":"Bob's Org"}}`:              "Bob's Org",
		`{"name":{"$ne":"a"}}`:                      "Bob's Org, b, bobby",
		`{"name":{"$eq":"BOBBY","$ci":true}}`:       "bobby",
		`{"name":{"$ne":"BOBBY","$ci":true}}`:       "Bob's Org, a, b",
		`{"name":{"$eq":"BOBBY","$ci":false}}`:      "",
		`{"name":{"$in":["a","bobby","z"]}}`:        "a, bobby",
		`{"name":{"$in":["A","BOBBY"],"$ci":true}}`: "a, bobby",
		`{"name":{"$in":[]}}`:                       "",
		`{"name":{"$nin":["a","b"]}}`:               "Bob's Org, bobby",
		`{"name":{}}`:                               "Bob's Org, a, b, bobby",
		`{"name":7}`:                                "",
		`{"name":{"$ne":7}}`:                        "Bob's Org, a, b, bobby",
		`{"name":null}`:                             "",

		// Parts of strings.
		`{"name":{"$startsWith":"b"}}`:                  "b, bobby",
		`{"name":{"$startsWith":"B","$ci":true}}`:       "Bob's Org, b, bobby",
		`{"name":{"$endsWith":"Org"}}`:                  "Bob's Org",
		`{"name":{"$contains":"ob"}}`:                   "Bob's Org, bobby",
		`{"name":{"$contains":"*"}}`:                    "",
		`{"name":{"$startsWith":"b","$endsWith":"by"}}`: "bobby",
		`{"isReadOnly":{"$contains":"t"}}`:              "",

		// Order of text, dates and booleans.
		`{"name":{"$gt":"a"}}`:                                  "b, bobby",
		`{"name":{"$gte":"a","$lt":"bo"}}`:                      "a, b",
		`{"name":{"$lte":"a"}}`:                                 "Bob's Org, a",
		`{"creationDate":"2022-01-30T17:18:11.911Z"}`:           "a",
		`{"creationDate":"2022-01-30T18:18:11.911+01:00"}`:      "a",
		`{"creationDate":1643563091911}`:                        "a",
		`{"creationDate":{"$gt":"2022-01-30T17:18:11.911Z"}}`:   "Bob's Org, b, bobby",
		`{"lastUpdated":{"$gte":"2024-01-01T00:00:00Z"}}`:       "Bob's Org, bobby",
		`{"lastUpdated":{"$lt":1672531200000}}`:                 "a",
		`{"isReadOnly":true}`:                                   "b",
		`{"isReadOnly":{"$gt":false}}`:                          "b",
		`{"isReadOnly":"true"}`:                                 "",
		`{"auditLogEnabled":{"$ne":false}}`:                     "Bob's Org",
		`{"mfaMode":"adminRequired"}`:                           "b",
		`{"disabledAt":false}`:                                  "Bob's Org, a, bobby",
		`{"disabledAt":{"$lte":"2024-06-01T00:00:00.000Z"}}`:    "b",
		`{"referralId":"R-1"}`:                                  "a",
		`{"referralId":null}`:                                   "Bob's Org, b, bobby",
		`{"referralId":{"$ne":null}}`:                           "a",
		`{"referralId":{"$gt":null}}`:                           "",
		`{"referralId":{"$gte":null}}`:                          "Bob's Org, b, bobby",
		`{"name":"b","isReadOnly":true}`:                        "b",
		`{"name":"a","isReadOnly":true}`:                        "",
		`{"id":"` + first + `"}`:                                "a",
		`{"id":"` + strings.ToUpper(first) + `"}`:               "a",
		`{"id":{"$ne":"` + first + `"}}`:                        "Bob's Org, b, bobby",
		`{"id":{"$gt":"` + first + `"}}`:                        "Bob's Org, b, bobby",
		`{"id":{"$in":["` + first + `","` + other + `"]}}`:      "a",
		`{"id":{"$nin":["` + first + `"]}}`:                     "Bob's Org, b, bobby",
		`{"id":null}`:                                           "",
		`{"memberId":"` + user + `"}`:                           "a, b",
		`{"memberId":"` + other + `"}`:                          "",
		`{"memberId":{"$ne":"` + user + `"}}`:                   "Bob's Org, bobby",
		`{"memberId":{"$in":["` + other + `","` + user + `"]}}`: "a, b",
		`{"memberId":{"$nin":["` + user + `"]}}`:                "Bob's Org, bobby",
		`{"memberId":null}`:                                     "Bob's Org, bobby",
		`{"memberId":{"$ne":null}}`:                             "a, b",

		// Tags by key, by key and value, and negated.
		`{"tags":null}`:                                       "Bob's Org",
		`{"tags":{"$eq":null}}`:                               "Bob's Org",
		`{"tags":{"$ne":null}}`:                               "a, b, bobby",
		`{"tags":{}}`:                                         "Bob's Org, a, b, bobby",
		`{"tags":{"env":"prod"}}`:                             "a",
		`{"tags":{"env":"PROD"}}`:                             "",
		`{"tags":{"env":"eu","tier":"1"}}`:                    "a",
		`{"tags":{"env":"eu","tier":"2"}}`:                    "",
		`{"tags":{"env":null}}`:                               "Bob's Org, bobby",
		`{"tags":{"env":{"$in":["test","eu"]}}}`:              "a, b",
		`{"tags":{"env":{"$nin":["test"]}}}`:                  "a",
		`{"tags":{"$ne":{"env":"prod"}}}`:                     "Bob's Org, b, bobby",
		`{"tags":{"$eq":{"env":"prod"}}}`:                     "a",
		`{"tags":{"$tagKey":"tier"}}`:                         "a, bobby",
		`{"tags":{"$tagValue":"2"}}`:                          "bobby",
		`{"tags":{"$tagKey":"tier","$tagValue":"1"}}`:         "a",
		`{"tags":{"$tagKey":"env","$tagValue":"1"}}`:          "",
		`{"tags":{"$tagKey":"tier","$tagValue":null}}`:        "Bob's Org, b",
		`{"tags":{"$tagKey":null,"$tagValue":"1"}}`:           "Bob's Org, b, bobby",
		`{"tags":{"$tagKey":{"$in":["tier"]}}}`:               "a, bobby",
		`{"tags":{"$tagKey":{"$nin":["env"]}}}`:               "a, bobby",
		`{"tags":{"$ne":{"$tagKey":"tier","$tagValue":"1"}}}`: "Bob's Org, b, bobby",

		// Logic.
		`{"$and":[]}`: "Bob's Org, a, b, bobby",
		`{"$or":[]}`:  "",
		`{"$nor":[]}`: "Bob's Org, a, b, bobby",
		`{"$or":[{"name":"a"},{"isReadOnly":true}]}`:                             "a, b",
		`{"$and":[{"name":{"$startsWith":"b"}},{"tags":{"$tagKey":"tier"}}]}`:    "bobby",
		`{"$nor":[{"name":"a"},{"name":"b"}]}`:                                   "Bob's Org, bobby",
		`{"$or":[{"$and":[{"name":"a"},{"$nor":[{"name":"a"}]}]},{"name":"b"}]}`: "b",
		`{"name":"a","$or":[{"name":"a"},{"name":"b"}]}`:                         "a",
	} {
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			doc := (&caller{c.Server, t, c.token}).get(c.orgs() + "?query=" + url.QueryEscape(query)).ok()
			var got []string
			for _, item := range list(doc, "items") {
				got = append(got, text(item.(Doc), "name")) //nolint:forcetypeassert // A test may panic.
			}
			if strings.Join(got, ", ") != want {
				t.Errorf("got %v, want %s", got, want)
			}
		})
	}
}

func TestQueryIsChecked(t *testing.T) {
	t.Parallel()
	c := start(t)
	ids := func(n int) string { return many(n, `"`+anID24+`"`) }
	for _, query := range []string{
		`nonsense`, `null`, `[]`, `"a"`, `{"name":"a"} {}`, `{"name":"a"`,
		`{"nome":"a"}`, `{"$not":[]}`, `{"description":"a"}`, `{"Name":"a"}`,
		`{"$and":{}}`, `{"$or":"a"}`, `{"$or":["a"]}`, `{"$or":[{"x":1}]}`, `{"$nor":` + many(101, `{}`) + `}`,
		`{"name":["a"]}`, `{"name":{"$regex":"a"}}`, `{"name":{"$eq":["a"]}}`, `{"name":{"$eq":{}}}`,
		`{"name":{"$in":"a"}}`, `{"name":{"$in":[null]}}`, `{"name":{"$in":[{}]}}`, `{"name":{"$in":` + many(101, `"a"`) + `}}`,
		`{"name":{"$startsWith":""}}`, `{"name":{"$contains":7}}`, `{"name":{"$endsWith":null}}`,
		`{"name":{"$eq":"a","$ci":"true"}}`, `{"name":{"$ci":null}}`, `{"$eq":"a"}`,
		`{"id":"abc"}`, `{"id":7}`, `{"id":{}}`, `{"id":{"$eq":"` + anID24 + `","$ne":"` + anID24 + `"}}`,
		`{"id":{"$in":"` + anID24 + `"}}`, `{"id":{"$in":["abc"]}}`, `{"id":{"$in":[null]}}`, `{"id":{"$in":` + ids(101) + `}}`,
		`{"id":{"$contains":"a"}}`, `{"id":{"$eq":["` + anID24 + `"]}}`, `{"memberId":true}`, `{"memberId":{"$ci":true}}`,
		`{"tags":"a"}`, `{"tags":[]}`, `{"tags":{"a b":"c"}}`, `{"tags":{"a":1}}`, `{"tags":{"a":{"$eq":"b"}}}`,
		`{"tags":{"a":{"$in":[1]}}}`, `{"tags":{"a":{"$in":["b"],"$nin":["c"]}}}`, `{"tags":{"a":{}}}`, `{"tags":{"a":{"$in":"b"}}}`,
		`{"tags":{"a":"` + word(256) + `"}}`, `{"tags":{"$tagKey":"a","b":"c"}}`, `{"tags":{"$tagKey":1}}`,
		`{"tags":{"$tagKey":"a","$tagValue":"b","c":"d"}}`, `{"tags":{"$ne":"a"}}`, `{"tags":{"$ne":{"$ne":null}}}`,
		`{"tags":{"a":{"$in":` + many(101, `"b"`) + `}}}`, `{"tags":{"$eq":null,"$ne":null}}`,
	} {
		t.Run(fmt.Sprintf("%.60s", query), func(t *testing.T) {
			t.Parallel()
			(&caller{c.Server, t, c.token}).get(c.orgs()+"?query="+url.QueryEscape(query)).expectError(http.StatusBadRequest, "Validation", "query")
		})
	}
}

func TestQueryReplacesFilterAndIsPaged(t *testing.T) {
	t.Parallel()
	c, _, _ := queried(t)
	query := "?query=" + url.QueryEscape(`{"name":{"$startsWith":"b"}}`)
	if got := names(c.get(c.orgs()+query+"&filterField=name&filter=a").ok(), "name"); got != "b bobby" {
		t.Errorf("got %s with a query and a filter", got)
	}
	doc := c.get(c.orgs() + query + "&page=1&perPage=1&sortDirection=desc").ok()
	subset(t, doc, Doc{"totalCount": 2, "count": 1, "page": 1})
	if got := names(doc, "name"); got != "b" {
		t.Errorf("got the second page %s", got)
	}
	if got := names(c.get(c.orgs()+"?query=&filterField=name&filter=a").ok(), "name"); got != "a" {
		t.Errorf("got %s with an empty query", got)
	}
}
