package customnode_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestDataSourceReadsByIDAndByName(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddCustomNode(mockserver.Doc{
		"name": "node", "description": "d", "shortDescription": "s", "category": "data", "iconData": icon, "docsUrl": "https://acme.example",
		"minimumAgentVersion": "1.40.0", "customNodeSupports": []any{"edge"}, "nodes": []any{mockserver.Doc{"type": "DebugNode"}},
	})
	srv.AddCustomNode(mockserver.Doc{"name": "twin"})
	srv.AddCustomNode(mockserver.Doc{"name": "twin"})
	s := acctest.NewServer(t, srv, nil)
	want := object{
		"id": id, "instance_id": srv.InstanceID(), "name": "node", "description": "d", "short_description": "s", "category": "data", "icon_data": icon,
		"docs_url": "https://acme.example", "minimum_agent_version": "1.40.0", "supports": []any{"edge"},
		"definition": `{"nodes":[{"type":"DebugNode"}],"triggers":[]}`, "created_at": srv.CustomNodes()[0]["creationDate"],
	}
	for _, config := range []object{{"id": id}, {"name": "node"}, {"name": "node", "instance_id": srv.InstanceID()}} {
		got, diagnostics := s.ReadData(typeName, config)
		acctest.ExpectDetails(t, diagnostics)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", config, diff)
		}
	}
	for want, config := range map[string]object{
		`ERROR Custom node "nobody" does not exist: Instance `:                      {"name": "nobody"},
		`ERROR Several custom nodes are named "twin": `:                             {"name": "twin"},
		"ERROR Could not read custom node 60106426dc03c6aad06540bb: ":               {"id": "60106426dc03c6aad06540bb"},
		"ERROR Invalid Attribute Value Match: Attribute id must be an id of 24 hex": {"id": "node"},
		"ERROR Missing Attribute Configuration: Exactly one of these attributes":    {},
	} {
		_, diagnostics := s.ReadData(typeName, config)
		acctest.ExpectDetails(t, diagnostics, want)
	}
}

// The resource accepts what the data source reads, whatever Losant has added.
func TestDefinitionOfTheDataSourceCanBeCopied(t *testing.T) {
	t.Parallel()
	for _, setting := range []string{"kept", "completed"} {
		srv := mockserver.Start(t, mockserver.With("node-definition", setting))
		var doc mockserver.Doc
		if err := json.Unmarshal([]byte(aDefinition), &doc); err != nil {
			t.Fatal(err)
		}
		doc["name"] = "node"
		id := srv.AddCustomNode(doc)
		got, diagnostics := acctest.NewServer(t, srv, nil).ReadData(typeName, object{"id": id})
		acctest.ExpectDetails(t, diagnostics)
		p := newProtocol(t, srv)
		config := minimalConfig("definition", got["definition"])
		p.ExpectEmpty(p.MustRefresh(p.Apply(p.Null(), p.Config(config))), config)
		if diff := cmp.Diff(srv.CustomNodes()[0]["nodes"], srv.CustomNodes()[1]["nodes"]); diff != "" {
			t.Errorf("the copy differs (-source +copy):\n%s", diff)
		}
	}
}
