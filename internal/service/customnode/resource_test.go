package customnode_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func sentConfig() mockserver.Doc {
	return mockserver.Doc{
		"outputCount": 1.0, "resultMode": "optional", "resultDescription": "d", "fields": []any{mockserver.Doc{"type": "section", "label": "s"}},
	}
}

func TestLifecycleSendsOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := newProtocol(t, srv)
	config := fullConfig()
	node := p.MustRefresh(p.Apply(p.Null(), p.Config(config)))
	nodes := []any{mockserver.Doc{"id": "a", "type": "DebugNode", "config": mockserver.Doc{"message": "${x}"}}}
	acctest.ExpectBodies(t, srv, http.MethodPost, mockserver.Doc{
		"name": "node", "description": "d", "shortDescription": "s", "category": "data", "iconData": icon, "docsUrl": "https://acme.example",
		"minimumAgentVersion": "1.40.0", "customNodeSupports": []any{"edge"}, "nodes": nodes, "customNodeConfig": sentConfig(),
		"triggers": []any{mockserver.Doc{
			"type": "customNodeStart", "outputIds": []any{[]any{"a"}},
			"meta": mockserver.Doc{"name": "customNodeStart", "x": 60.0, "y": 40.0, "icon": "bolt"},
		}},
	})
	id := p.Text(node.State, "id")
	if got := srv.CustomNodes()[0]; got["id"] != id || got["creationDate"] != p.Text(node.State, "created_at") || p.Text(node.State, "instance_id") != srv.InstanceID() {
		t.Errorf("the state is %s, the server has %v", node.State, got)
	}
	p.ExpectEmpty(node, config)

	plain := sentConfig()
	plain["resultDescription"] = ""
	for _, step := range []struct {
		change func()
		want   mockserver.Doc // the request; nil for none
	}{
		{func() { config["name"] = "other" }, mockserver.Doc{"name": "other"}},
		{func() { delete(config, "description") }, mockserver.Doc{"description": ""}},
		{func() { delete(config, "short_description") }, mockserver.Doc{"shortDescription": ""}},
		{func() { delete(config, "category") }, mockserver.Doc{"category": ""}},
		{func() { config["category"] = "" }, nil},
		{func() { delete(config, "icon_data") }, mockserver.Doc{"iconData": nil}},
		{func() { delete(config, "docs_url") }, mockserver.Doc{"docsUrl": ""}},
		{func() { delete(config, "minimum_agent_version") }, nil},
		{func() { delete(config, "supports") }, nil},
		{func() { config["supports"] = []any{} }, mockserver.Doc{"customNodeSupports": []any{}}},
		{func() { config["definition"] = strings.ReplaceAll(aDefinition, "\n", "\n\t") }, nil},
		{func() { config["definition"] = strings.Replace(aDefinition, "DebugNode", "OtherNode", 1) }, mockserver.Doc{
			"nodes": []any{mockserver.Doc{"id": "a", "type": "OtherNode", "config": mockserver.Doc{"message": "${x}"}}},
		}},
		{func() { config["definition"] = strings.Replace(aDefinition, `"resultDescription": "d", `, "", 1) }, mockserver.Doc{
			"nodes": nodes, "customNodeConfig": plain,
		}},
	} {
		step.change()
		srv.ResetRequests()
		node = p.MustRefresh(p.Apply(node, p.Config(config)))
		if step.want == nil {
			acctest.ExpectWrites(t, srv)
		} else {
			acctest.ExpectWrites(t, srv, "PATCH /nodes/"+id)
			acctest.ExpectBodies(t, srv, http.MethodPatch, step.want)
		}
		p.ExpectEmpty(node, config)
	}

	acctest.ExpectDetails(t, acctest.Destroys(p, node))
	if left := srv.CustomNodes(); len(left) > 0 {
		t.Errorf("not deleted: %v", left)
	}
}

func TestEqualDefinitionInAnotherFormIsNoChange(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"kept", "completed"} {
		t.Run(setting, func(t *testing.T) {
			t.Parallel()
			srv := mockserver.Start(t, mockserver.With("node-definition", setting))
			p := newProtocol(t, srv)
			node := p.MustRefresh(p.Apply(p.Null(), p.Config(fullConfig())))
			if got := p.Text(node.State, "definition"); got != aDefinition {
				t.Errorf("the state has the definition %s", got)
			}
			p.ExpectEmpty(node, fullConfig("definition", strings.ReplaceAll(aDefinition, " ", "")))
		})
	}
}

func TestDriftOfTheDefinitionIsReverted(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"kept", "completed"} {
		for name, change := range map[string]mockserver.Doc{
			"nodes":            {"nodes": []any{mockserver.Doc{"type": "DebugNode"}}},
			"triggers":         {"triggers": []any{}},
			"customNodeConfig": {"customNodeConfig": mockserver.Doc{"outputCount": 2, "resultMode": "none", "fields": []any{}}},
		} {
			t.Run(setting+"/"+name, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, mockserver.With("node-definition", setting))
				p := newProtocol(t, srv)
				node := p.Apply(p.Null(), p.Config(fullConfig()))
				before := srv.CustomNodes()[0][name]
				srv.EditCustomNode(p.Text(node.State, "id"), change)
				drifted := p.MustRefresh(node)
				if got := p.Text(drifted.State, "definition"); got == aDefinition {
					t.Fatal("the state does not show the change")
				}
				node = p.MustRefresh(p.Apply(drifted, p.Config(fullConfig())))
				if got := p.Text(node.State, "definition"); got != aDefinition {
					t.Errorf("the state has the definition %s", got)
				}
				p.ExpectEmpty(node, fullConfig())
				after := srv.CustomNodes()[0][name]
				if diff := cmp.Diff(before, after); diff != "" {
					t.Errorf("after the apply (-before +after):\n%s", diff)
				}

				// A change that somebody undoes after a refresh is no difference from Losant.
				srv.EditCustomNode(p.Text(node.State, "id"), change)
				node = p.MustRefresh(node)
				srv.EditCustomNode(p.Text(node.State, "id"), mockserver.Doc{name: before})
				node = p.MustRefresh(p.Apply(p.MustRefresh(node), p.Config(fullConfig())))
				p.ExpectEmpty(node, fullConfig())
				if diff := cmp.Diff(before, srv.CustomNodes()[0][name]); diff != "" {
					t.Errorf("after the second apply (-before +after):\n%s", diff)
				}
			})
		}
	}
}

// The configuration need not have what Losant has added.
func TestImportOfACompletedDefinitionPlansEmpty(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.With("node-definition", "completed"))
	id := srv.AddCustomNode(mockserver.Doc{"name": "node", "nodes": []any{mockserver.Doc{"type": "DebugNode"}}})
	config := minimalConfig("definition", `{"triggers": [], "nodes": [{"type": "DebugNode"}]}`)
	p := newProtocol(t, srv)
	node, diagnostics := p.Import(id, nil)
	acctest.ExpectDetails(t, diagnostics)
	p.ExpectEmpty(p.MustRefresh(node), config)

	// An update of another attribute does not change that.
	config["description"] = "d"
	node = p.MustRefresh(p.Apply(node, p.Config(config)))
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"description": "d"})
	p.ExpectEmpty(node, config)

	// What somebody adds later is a difference.
	srv.EditCustomNode(id, mockserver.Doc{"nodes": []any{mockserver.Doc{"type": "DebugNode", "meta": mockserver.Doc{"x": 1}}}})
	srv.ResetRequests()
	node = p.MustRefresh(p.Apply(p.MustRefresh(node), p.Config(config)))
	acctest.ExpectBodies(t, srv, http.MethodPatch, mockserver.Doc{"nodes": []any{mockserver.Doc{"type": "DebugNode"}}})
	p.ExpectEmpty(node, config)
}

func TestImportAcceptsEveryForm(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddCustomNode(mockserver.Doc{"name": "a/b", "category": "data"})
	config := minimalConfig("name", "a/b", "category", "data")
	for name, tc := range map[string]struct {
		id       string
		identity object
	}{
		"id":                            {id: id},
		"id in upper case":              {id: strings.ToUpper(id)},
		"instance and id":               {id: srv.InstanceID() + "/" + id},
		"name":                          {id: "name:a/b"},
		"instance and name":             {id: srv.InstanceID() + "/name:a/b"},
		"identity":                      {identity: object{"id": id, "instance_id": srv.InstanceID()}},
		"identity without the instance": {identity: object{"id": id}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newProtocol(t, srv)
			imported, diagnostics := p.Import(tc.id, tc.identity)
			acctest.ExpectDetails(t, diagnostics)
			if got := p.IdentityOf(imported); got["id"] != id || got["instance_id"] != srv.InstanceID() {
				t.Errorf("identity %v", got)
			}
			p.ExpectEmpty(p.MustRefresh(imported), config)
		})
	}
}

func TestImportRefusesOtherNames(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	first, second := srv.AddCustomNode(mockserver.Doc{"name": "twin"}), srv.AddCustomNode(mockserver.Doc{"name": "twin"})
	p := newProtocol(t, srv)
	for text, want := range map[string]string{
		"name:twin":         `ERROR Several custom nodes are named "twin": The custom nodes ` + first + ", " + second + " all have this name.",
		"name:Twin":         `ERROR Custom node "Twin" does not exist: Instance ` + srv.InstanceID(),
		"name:":             "ERROR Invalid import ID: ",
		"node":              `ERROR Invalid import ID: "node" is not a valid import ID. Use NODE_ID, name:NAME, INSTANCE_ID/NODE_ID or INSTANCE_ID/name:NAME`,
		first + "/":         "ERROR Invalid import ID: ",
		"/" + first:         "ERROR Invalid import ID: ",
		"x/name:twin":       "ERROR Invalid import ID: ",
		first + "/name:twi": "ERROR Could not look up custom node",
	} {
		_, diagnostics := p.Import(text, nil)
		acctest.ExpectDetails(t, diagnostics, want)
	}
	if object, _ := p.Import("60106426dc03c6aad06540bb", nil); !object.State.IsNull() {
		t.Error("a custom node that does not exist was imported")
	}
}

func TestListedCustomNodesAreAsImported(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AddCustomNode(mockserver.Doc{"name": "b", "customNodeSupports": []any{"edge"}, "iconData": icon})
	srv.AddCustomNode(mockserver.Doc{"name": "a"})
	s := acctest.NewServer(t, srv, nil)
	found := s.MustList(typeName, nil, 0, true)
	if names := acctest.DisplayNames(found); strings.Join(names, " ") != "b a" {
		t.Errorf("names %q", names)
	}
	acctest.ExpectImportable(t, srv, typeName, nil, found)
	if one := s.MustList(typeName, nil, 1, false); len(one) != 1 || one[0].Resource != nil {
		t.Errorf("found %v with a limit of 1", one)
	}
	none := acctest.NewServer(t, srv, object{"api_token": srv.AddToken("instance.get")})
	failed, _ := none.List(typeName, nil, 0, false)
	if len(failed) != 1 {
		t.Fatalf("%d results", len(failed))
	}
	acctest.ExpectDetails(t, failed[0].Diagnostics, "ERROR Could not list the custom nodes of instance "+srv.InstanceID())
}

func TestMistakesAreFoundByValidation(t *testing.T) {
	t.Parallel()
	p := newProtocol(t, mockserver.Start(t))
	for name, tc := range map[string]struct {
		config object
		want   string
	}{
		"empty name":              {minimalConfig("name", ""), "name"},
		"unknown category":        {minimalConfig("category", "fun"), "experience"},
		"icon that is a URL":      {minimalConfig("icon_data", "https://acme.example/icon.png"), "must be a data URL of an image in base64"},
		"version with two parts":  {minimalConfig("minimum_agent_version", "1.40"), "must be a version such as 1.40.0"},
		"unknown support":         {minimalConfig("supports", []any{"fog"}), "cloud"},
		"two supports":            {minimalConfig("supports", []any{"cloud", "edge"}), "at most 1"},
		"definition with an id":   {minimalConfig("definition", `{"id":"1","triggers":[],"nodes":[]}`), `ERROR Invalid definition of a custom node: The definition has the field "id"`},
		"missing definition":      {minimalConfig("definition", nil), "definition"},
		"unknown values":          {minimalConfig("definition", acctest.Unknown, "supports", acctest.Unknown, "category", acctest.Unknown), ""},
		"all attributes":          {fullConfig(), ""},
		"empty optional texts":    {minimalConfig("description", "", "short_description", "", "category", "", "docs_url", ""), ""},
		"long documentation link": {minimalConfig("docs_url", strings.Repeat("x", 1025)), "1024"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := strings.Join(acctest.Errors(p.Validate(p.Config(tc.config))), "\n")
			if !strings.Contains(got, tc.want) || tc.want == "" && got != "" {
				t.Errorf("want %q, got %q", tc.want, got)
			}
		})
	}
}
