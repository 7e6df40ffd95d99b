package provider_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/losant/terraform-provider-losant/internal/losant"
	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// hourly is a clock that stands still until it is moved.
type hourly struct{ hours atomic.Int64 }

func (c *hourly) now() time.Time {
	return time.Date(2026, 5, 17, 13, 14, 15, 0, time.UTC).Add(time.Duration(c.hours.Load()) * time.Hour)
}

func (c *hourly) move() { c.hours.Add(1) }

// driftSubject is a resource whose drift is attributed. Each resource has a row.
type driftSubject struct {
	config func(org string) map[string]any
	// changed is added to the configuration by the last apply. It is nil if the object
	// is created again.
	changed map[string]any
	// edit changes the object with a client, so that the refresh finds a change.
	edit func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, id string) error
}

const dave = "dave@acme.example"

var driftSubjects = map[string]driftSubject{
	"losant_organization": {
		config:  func(string) map[string]any { return map[string]any{"name": "Acme"} },
		changed: map[string]any{"description": "Text"},
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, id string) error {
			_, err := c.Organizations.Update(ctx, losant.OrganizationRef{InstanceID: ref.InstanceID, ID: id}, losant.OrganizationPatch{Name: losant.Set("Other")})
			return err
		},
	},
	"losant_organization_limits": {
		config: func(org string) map[string]any {
			return map[string]any{"organization_id": org, "limits": map[string]any{"device": 5, "flow": 6}}
		},
		changed: map[string]any{"limits": map[string]any{"device": 5, "flow": 7}},
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, _ string) error {
			_, err := c.Organizations.Update(ctx, ref, losant.OrganizationPatch{Limits: losant.Limits{"device": 9}})
			return err
		},
	},
	"losant_organization_member": {
		config: func(org string) map[string]any {
			return map[string]any{"organization_id": org, "email": dave, "role": "view"}
		},
		edit: removeDave,
	},
	"losant_organization_members": {
		config: func(org string) map[string]any {
			return map[string]any{"organization_id": org, "members": map[string]any{"owner@acme.example": map[string]any{"role": "admin"}, dave: map[string]any{"role": "view"}}}
		},
		edit: removeDave,
	},
	"losant_organization_invitation": {
		config: func(org string) map[string]any {
			return map[string]any{"organization_id": org, "email": "guest@acme.example", "role": "view"}
		},
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, _ string) error {
			invitations, err := losant.Collect(c.Invitations.All(ctx, ref))
			if err != nil {
				return err
			}
			return c.Invitations.Revoke(ctx, ref, invitations[0].ID)
		},
	},
	"losant_instance_member": {
		config: func(string) map[string]any { return map[string]any{"email": dave, "role": "view"} },
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, _ string) error {
			for m, err := range c.InstanceMembers.All(ctx, ref.InstanceID) {
				if err != nil {
					return err
				}
				if m.Email == dave {
					return c.InstanceMembers.Remove(ctx, ref.InstanceID, m.UserID)
				}
			}
			return nil
		},
	},
	"losant_instance_settings": {
		config:  func(string) map[string]any { return map[string]any{"mfa_mode": "notRequired"} },
		changed: map[string]any{"default_organization_limits": map[string]any{"device": 6}},
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, _ string) error {
			_, err := c.Instances.Update(ctx, ref.InstanceID, losant.InstancePatch{MFAMode: losant.Set("adminRequired")})
			return err
		},
	},
	"losant_instance_api_token": {
		config: func(string) map[string]any {
			return map[string]any{"name": "ci", "scopes": []any{"instance.get"}}
		},
		changed: map[string]any{"description": "Text"},
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, id string) error {
			_, err := c.Tokens.Update(ctx, ref.InstanceID, id, losant.TokenPatch{Name: losant.Set("other")})
			return err
		},
	},
	"losant_instance_notification_rule": {
		config: func(string) map[string]any {
			return map[string]any{
				"name": "rule", "target_query": "{}", "callback_url": "https://acme.example", "rule": map[string]any{"type": "payloadUsage", "threshold": 80},
			}
		},
		changed: map[string]any{"description": "Text"},
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, id string) error {
			_, err := c.NotificationRules.Update(ctx, ref.InstanceID, id, losant.NotificationRulePatch{Name: losant.Set("other")})
			return err
		},
	},
	"losant_instance_custom_node": {
		config: func(string) map[string]any {
			return map[string]any{"name": "node", "definition": `{"triggers":[],"nodes":[]}`}
		},
		changed: map[string]any{"description": "Text"},
		edit: func(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, id string) error {
			_, err := c.CustomNodes.Update(ctx, ref.InstanceID, id, losant.CustomNodePatch{Name: losant.Set("other")})
			return err
		},
	},
}

func removeDave(ctx context.Context, c *losant.Client, ref losant.OrganizationRef, _ string) error {
	members, err := losant.Collect(c.Members.All(ctx, ref))
	for _, m := range members {
		if m.Email == dave {
			return c.Members.Remove(ctx, ref, m.UserID)
		}
	}
	return err
}

// startDrift returns a server with an organization and the accounts of the subjects.
func startDrift(t *testing.T, opts ...mockserver.Option) (*mockserver.Server, losant.OrganizationRef) {
	t.Helper()
	srv := mockserver.Start(t, opts...)
	org := srv.AddOrganization(mockserver.Doc{"name": "Home"})
	srv.AddMember(org, mockserver.Doc{"email": "owner@acme.example", "role": "admin"})
	srv.AddInstanceMember(mockserver.Doc{"email": "owner@acme.example", "role": "admin"})
	srv.AddAccount(mockserver.Doc{"email": dave})
	return srv, losant.OrganizationRef{InstanceID: srv.InstanceID(), ID: org}
}

// editWith changes an object with another token, or with the provider's own.
func (s driftSubject) editWith(t *testing.T, srv *mockserver.Server, token string, ref losant.OrganizationRef, id string) {
	t.Helper()
	c, err := losant.New(token, losant.WithBaseURL(srv.URL()))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.edit(t.Context(), c, ref, id); err != nil {
		t.Fatal(err)
	}
}

// Terraform knew what happened before its last apply, so nobody changed it outside
// Terraform. The log lacks the cause of the drift.
func TestEntriesBeforeTheLastApplyAreNotAttributed(t *testing.T) {
	t.Parallel()
	for typeName, subject := range driftSubjects {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			clock := &hourly{}
			bodies := "kept"
			if subject.changed == nil {
				bodies = "omitted" // Otherwise the creation shows that older entries are not the cause.
			}
			srv, ref := startDrift(t, mockserver.WithClock(clock.now), mockserver.With("audit-bodies", bodies))
			p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
			config := subject.config(ref.ID)
			object := p.Apply(p.Null(), p.Config(config))
			id := p.Text(object.State, "id")
			other := srv.AddToken()
			clock.move()
			subject.editWith(t, srv, other, ref, id)
			clock.move()
			p = acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
			if subject.changed == nil { // The apply puts the person back.
				object, _ = p.Refresh(object)
				if object.State.IsNull() {
					object = p.Null()
				}
			}
			for name, value := range subject.changed {
				config[name] = value
			}
			object = p.Apply(object, p.Config(config))
			clock.move()
			srv.AuditAs("")
			removeSilently(srv, ref.ID, typeName)
			acctest.ExpectAttribution(t, srv, typeName, object)
		})
	}
}

// removeSilently removes people without an entry in the audit log.
func removeSilently(srv *mockserver.Server, org, typeName string) {
	switch typeName {
	case "losant_organization_member", "losant_organization_members":
		srv.RemoveMember(org, dave)
	case "losant_organization_invitation":
		srv.RevokeInvitation(org, "guest@acme.example")
	case "losant_instance_member":
		srv.RemoveInstanceMember(dave)
	}
}

// Another resource or another run with the same token is not outside Terraform.
func TestEntriesOfTheOwnTokenAreNotAttributed(t *testing.T) {
	t.Parallel()
	for typeName, subject := range driftSubjects {
		for form, want := range map[string]int{"jwt": 0, "opaque": 1} {
			t.Run(typeName+"/"+form, func(t *testing.T) {
				t.Parallel()
				srv, ref := startDrift(t, mockserver.With("token-shape", form))
				p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
				object := p.Apply(p.Null(), p.Config(subject.config(ref.ID)))
				subject.editWith(t, srv, srv.Token(), ref, p.Text(object.State, "id"))
				_, diagnostics := acctest.NewProtocol(t, srv, typeName, acctest.Attribution).Refresh(object)
				if got := strings.Count(strings.Join(acctest.Details(diagnostics), "\n"), "outside Terraform"); got != want {
					t.Errorf("%d warnings, want %d: %q", got, want, acctest.Details(diagnostics))
				}
			})
		}
	}
}

func TestEveryResourceHasADriftSubject(t *testing.T) {
	t.Parallel()
	for _, s := range subjects {
		if driftSubjects[s.typeName].config == nil {
			t.Errorf("%s has no row in driftSubjects", s.typeName)
		}
	}
}
