package losant

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestSameEmail(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		a, b string
		want bool
	}{
		"equal":     {"a@x.io", "a@x.io", true},
		"case":      {"Ann.LEE@x.io", "ann.lee@X.IO", true},
		"umlaut":    {"JÜRGEN@x.io", "jürgen@x.io", true},
		"different": {"a@x.io", "b@x.io", false},
		"tagged":    {"a@x.io", "a+b@x.io", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := SameEmail(tc.a, tc.b); got != tc.want {
				t.Errorf("%t, want %t", got, tc.want)
			}
		})
	}
}

// readers read what changes with the people, each with one request unless the response is cached.
var readers = map[string]func(context.Context, *Client) error{
	"members": func(ctx context.Context, c *Client) error {
		_, err := Collect(c.Members.All(ctx, orgRef))
		return err
	},
	"invites": func(ctx context.Context, c *Client) error {
		_, err := Collect(c.Invitations.All(ctx, orgRef))
		return err
	},
	"instance members": func(ctx context.Context, c *Client) error {
		_, err := Collect(c.InstanceMembers.All(ctx, instanceID))
		return err
	},
	"instance": func(ctx context.Context, c *Client) error {
		_, err := c.Instances.Get(ctx, instanceID)
		return err
	},
}

// Concurrent reads and later ones share a request.
func TestPeopleAreReadOnce(t *testing.T) {
	t.Parallel()
	for name, read := range readers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
				time.Sleep(20 * time.Millisecond)
				respond(200, `{"instanceId":"`+instanceID+`","name":"Acme","limits":{},"items":[{"id":"v","userId":"u","email":"a@x.io","role":"view"}]}`)(w, req)
			})
			for range 2 {
				var group sync.WaitGroup
				for range 25 {
					group.Go(func() {
						if err := read(t.Context(), c); err != nil {
							t.Error(err)
						}
					})
				}
				group.Wait()
			}
			if got := seen.methods(); got != "GET" {
				t.Errorf("requests %s", got)
			}
		})
	}
}

// The lists of other organizations are read separately, and errors are not cached.
func TestPeopleAreReadAgain(t *testing.T) {
	t.Parallel()
	c, seen := serve(t, inSequence(respond(403, ""), respond(200, `{"items":[]}`)))
	if err := readers["members"](t.Context(), c); StatusCode(err) != 403 {
		t.Errorf("error %v", err)
	}
	if err := readers["members"](t.Context(), c); err != nil {
		t.Error(err)
	}
	if _, err := Collect(c.Members.All(t.Context(), OrganizationRef{instanceID, otherID})); err != nil {
		t.Error(err)
	}
	if got := seen.methods(); got != "GET GET GET" {
		t.Errorf("requests %s", got)
	}
}

// A list with a person who cannot be identified is unreadable.
func TestPeopleWithoutIDs(t *testing.T) {
	t.Parallel()
	for list, want := range map[string]string{
		"members":          "the member has neither a user id nor an e-mail",
		"invites":          "the invitation has no id",
		"instance members": "the instance member has no user id",
	} {
		t.Run(list, func(t *testing.T) {
			t.Parallel()
			c, _ := serve(t, respond(200, `{"items":[{"role":"view"}]}`))
			checkError(t, readers[list](t.Context(), c), "200: unreadable response: "+want)
		})
	}
}

// A write makes the lists that it may have changed be read again, even if it fails, and no others.
func TestWritesForgetPeople(t *testing.T) {
	t.Parallel()
	const organization, instance = "members invites", "instance members instance"
	for name, tc := range map[string]struct {
		write   func(context.Context, *Client) error
		forgets string
	}{
		"add": {func(ctx context.Context, c *Client) error {
			_, err := c.Members.Add(ctx, orgRef, MemberPost{Email: "a@x.io"})
			return err
		}, organization},
		"update": {func(ctx context.Context, c *Client) error {
			_, err := c.Members.Update(ctx, orgRef, "u", "view")
			return err
		}, organization},
		"remove": {func(ctx context.Context, c *Client) error {
			return c.Members.Remove(ctx, orgRef, "u")
		}, organization},
		"invite": {func(ctx context.Context, c *Client) error {
			_, err := c.Invitations.Create(ctx, orgRef, InvitationPost{Email: "a@x.io"})
			return err
		}, organization},
		"resend": {func(ctx context.Context, c *Client) error {
			_, err := c.Invitations.Resend(ctx, orgRef, "v", "view")
			return err
		}, organization},
		"revoke": {func(ctx context.Context, c *Client) error {
			return c.Invitations.Revoke(ctx, orgRef, "v")
		}, organization},
		"update of the organization": {func(ctx context.Context, c *Client) error {
			_, err := c.Organizations.Update(ctx, orgRef, OrganizationPatch{MFAMode: Set("required")})
			return err
		}, organization},
		"deletion of the organization": {func(ctx context.Context, c *Client) error {
			return c.Organizations.Delete(ctx, orgRef)
		}, organization},
		"add to the instance": {func(ctx context.Context, c *Client) error {
			_, err := c.InstanceMembers.Add(ctx, instanceID, InstanceMemberPost{UserID: "u"})
			return err
		}, instance},
		"remove from the instance": {func(ctx context.Context, c *Client) error {
			return c.InstanceMembers.Remove(ctx, instanceID, "u")
		}, instance},
		"update of the instance": {func(ctx context.Context, c *Client) error {
			_, err := c.Instances.Update(ctx, instanceID, InstancePatch{MFAMode: Set("required")})
			return err
		}, instance},
		"write to another organization": {func(ctx context.Context, c *Client) error {
			return c.Members.Remove(ctx, OrganizationRef{instanceID, otherID}, "u")
		}, ""},
	} {
		for status, body := range map[int]string{200: `{"id":%q,"success":true,"userId":"u","email":"a@x.io","role":"view","name":"Acme","limits":{}}`, 400: `{"type":"Validation","message":%q}`} {
			t.Run(name+" "+http.StatusText(status), func(t *testing.T) {
				t.Parallel()
				c, seen := serve(t, func(w http.ResponseWriter, req *http.Request) {
					if req.Method == http.MethodGet {
						respond(200, `{"instanceId":"`+instanceID+`","name":"Acme","limits":{},"items":[{"id":"v","userId":"u","email":"a@x.io","role":"view"}]}`)(w, req)
						return
					}
					id := "v"
					if req.Method == http.MethodPatch {
						id = req.URL.Path[strings.LastIndex(req.URL.Path, "/")+1:]
					}
					respond(status, fmt.Sprintf(body, id))(w, req)
				})
				readAll := func() string {
					var requested []string
					for _, list := range strings.Split("members,invites,instance members,instance", ",") {
						before := len(seen.all())
						if err := readers[list](t.Context(), c); err != nil {
							t.Fatal(err)
						}
						if len(seen.all()) > before {
							requested = append(requested, list)
						}
					}
					return strings.Join(requested, " ")
				}
				if got := readAll(); got != organization+" "+instance {
					t.Errorf("read at first: %s", got)
				}
				if err := tc.write(t.Context(), c); (err == nil) != (status == 200) {
					t.Error(err)
				}
				if got := readAll(); got != tc.forgets {
					t.Errorf("read again: %s, want %s", got, tc.forgets)
				}
			})
		}
	}
}
