package provider_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

// guardedObjects holds a configuration of each resource type that has one object with an
// ID of its own.
var guardedObjects = map[string]map[string]any{
	"losant_organization":       {"name": "A"},
	"losant_instance_api_token": {"name": "A", "scopes": []any{"all.Instance.read"}},
	"losant_instance_notification_rule": {
		"name": "A", "target_query": "{}", "callback_url": "https://acme.example", "rule": map[string]any{"type": "payloadUsage", "threshold": 3},
	},
	"losant_instance_custom_node": {"name": "A", "definition": `{"triggers":[],"nodes":[]}`},
}

// oneObject is an object that several resources manage. All of them have the same state
// and configuration.
type oneObject struct {
	*acctest.Protocol
	t           *testing.T
	srv         *mockserver.Server
	old         acctest.Object
	config      tftypes.Value
	diagnostics []string
}

func (o *oneObject) plan(prior acctest.Object, config tftypes.Value) acctest.Planned {
	o.t.Helper()
	planned := o.Plan(prior, config)
	o.note(planned.Diagnostics)
	return planned
}

func (o *oneObject) keep()                    { o.plan(o.old, o.config) }
func (o *oneObject) destroy() acctest.Planned { return o.plan(o.old, o.Null().State) }

// replace plans a replacement as core does. The provider plans the creation once more.
func (o *oneObject) replace() {
	first := o.plan(o.old, o.config)
	for range 2 {
		o.plan(acctest.Object{State: o.Null().State, Private: first.Private}, o.config)
	}
}

func (o *oneObject) importIt() {
	_, diagnostics := o.Import(o.Text(o.old.State, "id"), nil)
	o.note(diagnostics)
}

// applyDestroy applies the planned destruction in another run.
func (o *oneObject) applyDestroy(planned acctest.Planned) {
	planned.State = o.Null().State
	_, diagnostics := o.ApplyPlanned(o.old, o.Null().State, planned)
	o.note(diagnostics)
}

// note keeps the diagnostics about an object that has two resources.
func (o *oneObject) note(diagnostics []*tfprotov6.Diagnostic) {
	for _, text := range acctest.Details(diagnostics) {
		if strings.Contains(text, " kept:") || strings.Contains(text, "by two resources") {
			o.diagnostics = append(o.diagnostics, text)
		}
	}
}

// One object can have two addresses after a second import. Terraform plans them in any
// order. An object that one of them keeps must not be deleted for the other one.
func TestObjectOfTwoResourcesIsKept(t *testing.T) {
	t.Parallel()
	const moved = "remove the import block:\n\nmoved {\n  from = TYPE.NAME # the one that will be destroyed\n  to   = TYPE.NAME # the one that will be imported\n}"
	const removed = "or use terraform state rm:\n\nremoved {\n  from = TYPE.NAME # the one that will be destroyed\n\n  lifecycle {\n    destroy = false\n  }\n}"
	for name, tc := range map[string]struct {
		plan  func(*oneObject) (destruction acctest.Planned)
		apply func(*oneObject, acctest.Planned)
		// want holds the summary of each diagnostic and a part of its detail.
		want      []string
		isDeleted bool
	}{
		"imported first": {
			plan: func(o *oneObject) acctest.Planned {
				o.importIt()
				destruction := o.destroy()
				o.keep()
				return destruction
			},
			apply: (*oneObject).applyDestroy,
			want:  []string{"WARNING OBJECT will be kept: " + moved, "WARNING OBJECT was kept: deleted nothing"},
		},
		"kept first": {
			plan: func(o *oneObject) acctest.Planned {
				o.keep()
				return o.destroy()
			},
			apply: (*oneObject).applyDestroy,
			want:  []string{"WARNING OBJECT will be kept: " + removed, "WARNING OBJECT was kept: deleted nothing"},
		},
		"destroyed before the import": {
			plan: func(o *oneObject) acctest.Planned {
				destruction := o.destroy()
				o.importIt()
				o.keep()
				return destruction
			},
			want: []string{"OBJECT would be destroyed and kept: " + moved},
		},
		"destroyed first": {
			plan: func(o *oneObject) acctest.Planned {
				destruction := o.destroy()
				o.keep()
				return destruction
			},
			want: []string{"OBJECT would be destroyed and kept: " + removed},
		},
		"replaced first": {
			plan: func(o *oneObject) acctest.Planned {
				o.replace()
				o.keep()
				return acctest.Planned{}
			},
			want: []string{"OBJECT would be replaced and kept: Undo what replaces it"},
		},
		"kept before a replacement": {
			plan: func(o *oneObject) acctest.Planned {
				o.keep()
				o.replace()
				return acctest.Planned{}
			},
			want: []string{
				"WARNING OBJECT is managed by two resources: An apply of one can undo",
				"OBJECT would be replaced and kept: Undo what replaces it", "OBJECT would be replaced and kept: Undo what replaces it",
			},
		},
		"both kept": {
			plan: func(o *oneObject) acctest.Planned {
				o.keep()
				o.keep()
				return acctest.Planned{}
			},
			want: []string{"WARNING OBJECT is managed by two resources: with a removed block"},
		},
		"both destroyed": {
			plan: func(o *oneObject) acctest.Planned {
				o.destroy()
				return o.destroy()
			},
			apply: (*oneObject).applyDestroy, isDeleted: true,
		},
		// The apply plans a deposed object once more, without the planned private data.
		"kept in the apply": {
			plan: func(*oneObject) acctest.Planned { return acctest.Planned{} },
			apply: func(o *oneObject, destruction acctest.Planned) {
				o.Run(func() { o.keep(); o.applyDestroy(destruction) })
			},
			want: []string{"WARNING OBJECT was kept: deleted nothing"},
		},
		"only one, replaced": {
			plan: func(o *oneObject) acctest.Planned {
				o.replace()
				return acctest.Planned{}
			},
			apply: func(o *oneObject, _ acctest.Planned) { o.Run(func() { o.applyDestroy(o.destroy()) }) }, isDeleted: true,
		},
		"only one, imported": {
			plan: func(o *oneObject) acctest.Planned {
				o.importIt()
				o.keep()
				return acctest.Planned{}
			},
		},
	} {
		for typeName, config := range guardedObjects {
			t.Run(name+"/"+typeName, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t)
				p := acctest.NewProtocol(t, srv, typeName, nil)
				o := &oneObject{Protocol: p, t: t, srv: srv, config: p.Config(config)}
				o.old = p.MustRefresh(p.Apply(p.Null(), o.config))
				srv.ResetRequests()
				var destruction acctest.Planned
				p.Run(func() { destruction = tc.plan(o) })
				if tc.apply != nil {
					p.Run(func() {}) // Another run.
					tc.apply(o, destruction)
				}
				id := p.Text(o.old.State, "id")
				expectKept(t, o.diagnostics, tc.want, typeName, id)
				deletions := slices.DeleteFunc(srv.Requests(), func(r mockserver.Request) bool { return r.Method != "DELETE" })
				if isDeleted := len(deletions) == 1; isDeleted != tc.isDeleted {
					t.Errorf("want deleted %t, got %v", tc.isDeleted, deletions)
				}
			})
		}
	}
}

func expectKept(t *testing.T, got, want []string, typeName, id string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("want %d diagnostics, got %q", len(want), got)
	}
	for i, text := range want {
		summary, part, _ := strings.Cut(strings.ReplaceAll(text, "TYPE", typeName), ": ")
		before, after, _ := strings.Cut(summary, "OBJECT")
		if !strings.HasPrefix(got[i], before) || !strings.Contains(got[i], ` "A" (`+id+`)`+after+": ") || !strings.Contains(got[i], part) {
			t.Errorf("want %q, got %q", text, got[i])
		}
	}
}

// An object that was deleted since the plan is named, without advice about its ID.
func TestUpdateOfAnObjectThatWasDeletedSinceThePlan(t *testing.T) {
	t.Parallel()
	for typeName, config := range guardedObjects {
		t.Run(typeName, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t)
			p := acctest.NewProtocol(t, srv, typeName, nil)
			object := p.Apply(p.Null(), p.Config(config))
			changed := maps.Clone(config)
			changed["name"] = "B"
			planned := p.Plan(object, p.Config(changed))
			p.Destroy(object)
			srv.Fail(mockserver.Fault{Method: http.MethodGet, Status: http.StatusForbidden, Times: -1})
			_, unproven := p.ApplyPlanned(object, p.Config(changed), planned)
			acctest.ExpectDetails(t, unproven, "ERROR Could not update ")
			if got := acctest.Errors(unproven); !strings.Contains(got[0], "there is no proof that it was deleted") {
				t.Errorf("got %q", got)
			}
			srv.ClearFaults()
			_, diagnostics := p.ApplyPlanned(object, p.Config(changed), planned)
			if got := acctest.Errors(diagnostics); len(got) != 1 || !strings.Contains(got[0], ` "A" (`+p.Text(object.State, "id")+`) was deleted since the plan: `) ||
				!strings.Contains(got[0], "Run terraform plan again") {
				t.Errorf("got %q", got)
			}
		})
	}
}
