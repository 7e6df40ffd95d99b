package invitation_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

func TestImportAcceptsEveryFormOfTheID(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	id := srv.Invite(org, mockserver.Doc{"email": jane, "role": "edit", "disallowTransfer": true})
	p := newProtocol(t, srv)
	prefix := srv.InstanceID() + "/"
	for name, tc := range map[string]struct {
		id       string
		identity map[string]any
	}{
		"e-mail":                     {id: org + "/" + jane},
		"e-mail in upper case":       {id: org + "/JANE@ACME.example"},
		"invitation":                 {id: org + "/" + id},
		"ids in upper case":          {id: strings.ToUpper(org + "/" + id)},
		"instance and e-mail":        {id: prefix + org + "/" + jane},
		"instance and invitation":    {id: prefix + org + "/" + id},
		"identity":                   {identity: map[string]any{"organization_id": org, "person": jane}},
		"identity with the instance": {identity: map[string]any{"instance_id": srv.InstanceID(), "organization_id": org, "person": jane}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			object, diagnostics := p.Import(tc.id, tc.identity)
			acctest.ExpectDetails(t, diagnostics)
			want := map[string]string{"instance_id": srv.InstanceID(), "organization_id": org, "person": jane}
			if diff := cmp.Diff(want, p.IdentityOf(object)); diff != "" {
				t.Errorf("identity (-want +got):\n%s", diff)
			}
			expectTexts(t, p, object, map[string]string{"id": org + "/" + jane, "status": "pending", "invitation_id": id})
			p.ExpectEmpty(object, invited(org, jane, "edit", "disallow_transfer", true))
		})
	}
}

func TestImportOfAMemberIsAnAcceptedInvitation(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	user := srv.AddMember(org, mockserver.Doc{"email": jane, "role": "collaborate"})
	p := newProtocol(t, srv)
	object, diagnostics := p.Import(org+"/"+jane, nil)
	acctest.ExpectDetails(t, diagnostics)
	expectTexts(t, p, object, map[string]string{"status": "accepted", "role": "collaborate", "user_id": user})
	p.ExpectEmpty(object, invited(org, jane, "collaborate"))
}

func TestImportErrorsSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	srv, org := start(t)
	p := newProtocol(t, srv)
	noInstance := acctest.NewProtocolWith(t, typeName, nil, acctest.Environment(srv, "LOSANT_INSTANCE_ID", ""))
	const other = "60106426dc03c6aad06540bb"
	for name, tc := range map[string]struct {
		p        *acctest.Protocol
		id, want string
	}{
		"e-mail alone":            {p, jane, "ORG_ID/INVITATION_ID"},
		"id alone":                {p, org, "ORG_ID/EMAIL"},
		"four parts":              {p, other + "/" + other + "/" + org + "/" + jane, "24 hexadecimal digits"},
		"unknown invitation":      {p, org + "/" + other, "There is no invitation " + other},
		"unknown organization":    {p, other + "/" + other, "ERROR Could not read the invitations to organization " + other},
		"no instance, invitation": {noInstance, org + "/" + other, "LOSANT_INSTANCE_ID"},
		"no instance, e-mail":     {noInstance, org + "/" + jane, "LOSANT_INSTANCE_ID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diagnostics := tc.p.Import(tc.id, nil)
			acctest.ExpectDetails(t, diagnostics, tc.want)
		})
	}
	if object, _ := p.Import(org+"/"+jane, nil); !object.State.IsNull() {
		t.Error("an invitation that does not exist was imported")
	}
}
