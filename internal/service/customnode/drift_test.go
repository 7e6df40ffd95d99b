package customnode_test

import (
	"testing"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const eve = acctest.Author

// The warning names the author, also if Losant completes the definition.
func TestDriftIsAttributed(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]mockserver.Option{
		"as documented": nil,
		"completed":     {mockserver.With("node-definition", "completed"), mockserver.With("node-empty-text", "null")},
		"other names":   {mockserver.With("audit-names", "client"), mockserver.With("audit-failures", "logged")},
	} {
		for attribute, change := range map[string]mockserver.Doc{
			"name": {"name": "other"}, "description": {"description": ""}, "short_description": {"shortDescription": ""}, "category": {"category": ""},
			"icon_data": {"iconData": nil}, "docs_url": {"docsUrl": ""}, "minimum_agent_version": {"minimumAgentVersion": "2.0.0"},
			"supports": {"customNodeSupports": []any{"cloud"}}, "definition": {"nodes": []any{mockserver.Doc{"type": "OtherNode"}}},
		} {
			t.Run(name+"/"+attribute, func(t *testing.T) {
				t.Parallel()
				srv := mockserver.Start(t, opts...)
				p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
				node := p.Apply(p.Null(), p.Config(fullConfig()))
				id := p.Text(node.State, "id")
				acctest.ExpectAttributedChange(t, srv, typeName, node,
					func() { srv.EditCustomNode(id, change) },
					func() { srv.EditCustomNode(srv.AddCustomNode(mockserver.Doc{"name": "another"}), change) },
					`Custom node "node" (`+id+"): changed outside Terraform", eve+" changed "+attribute+" (instanceCustomNode patch).")
			})
		}
	}
}

func TestDeletionIsAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	p := acctest.NewProtocol(t, srv, typeName, acctest.Attribution)
	node := p.Apply(p.Null(), p.Config(fullConfig()))
	id := p.Text(node.State, "id")
	srv.AuditAs(eve)
	srv.RemoveCustomNode(id)
	acctest.ExpectAttribution(t, srv, typeName, node,
		`Custom node "node" (`+id+"): removed outside Terraform", eve+" removed it (instanceCustomNode delete).")
}

func TestImportsAreNotAttributed(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	srv.AuditAs(eve)
	id := srv.AddCustomNode(mockserver.Doc{"name": "node"})
	srv.EditCustomNode(id, mockserver.Doc{"name": "other"})
	acctest.ExpectUnattributedImport(t, srv, typeName, id)
}
