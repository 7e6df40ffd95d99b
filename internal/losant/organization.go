package losant

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"reflect"
	"sync"
	"time"
)

// The operations on organizations.
var (
	opListOrganizations  = newOperation("instanceOrgs.get", http.MethodGet, readAccess)
	opCreateOrganization = newOperation("instanceOrgs.post", http.MethodPost, writeAccess)
	opGetOrganization    = newOperation("instanceOrg.get", http.MethodGet, readAccess)
	opUpdateOrganization = newOperation("instanceOrg.patch", http.MethodPatch, writeAccess)
	opDeleteOrganization = newOperation("instanceOrg.delete", http.MethodDelete, writeAccess)
)

// OrganizationService reads and changes the organizations of an instance.
type OrganizationService struct {
	client      *Client
	directories sync.Map // by instance id: *directory
	creations   creations[Organization]
}

// OrganizationRef tells which organization is meant.
type OrganizationRef struct{ InstanceID, ID string }

func (r OrganizationRef) path() path {
	return instancePath(r.InstanceID).word("orgs").id("organization", r.ID)
}

// Organization is an organization of an instance. Get, All and Update fill every member that the server has; the answer
// of Create is a smaller one, without InstanceID, Tags, AuditLogEnabled, ReferralID and the billing ids.
// Dates keep the server's spelling.
type Organization struct {
	ID                       string     `json:"id"`
	InstanceID               string     `json:"instanceId"`
	CreationDate             string     `json:"creationDate"`
	LastUpdated              string     `json:"lastUpdated"`
	Name                     string     `json:"name"` // not unique
	Description              string     `json:"description"`
	IconColor                string     `json:"iconColor"`
	ReferralID               string     `json:"referralId"`
	MFAMode                  string     `json:"mfaMode"` // notRequired, adminRequired or required
	Limits                   Limits     `json:"limits"`
	Summary                  *Summary   `json:"summary"`
	AllowedInvitationDomains []string   `json:"whitelistedEmailDomains"` // none: any
	AuditLogEnabled          *bool      `json:"auditLogEnabled"`
	ReadOnly                 *bool      `json:"isReadOnly"`
	DisabledAt               DisabledAt `json:"disabledAt"`
	Tags                     []Tag      `json:"tags"`
	Banner                   *Banner    `json:"banner"`
	PlanID                   string     `json:"planId"`
	CustomerID               string     `json:"customerId"`
	SubscriptionID           string     `json:"subscriptionId"`
	BillingEmail             string     `json:"billingEmail"`
	SubscriptionStatus       string     `json:"subscriptionStatus"`
	CurrentPeriodStart       string     `json:"currentPeriodStart"`
	CurrentPeriodEnd         string     `json:"currentPeriodEnd"`
	Members                  []Member   `json:"members"` // from Create only
}

// OrganizationPost is a new organization. Only Name is required; the server fills in what is not sent.
type OrganizationPost struct {
	Name                     string      `json:"name"`
	Description              string      `json:"description,omitempty"`
	IconColor                string      `json:"iconColor,omitempty"`
	ReferralID               string      `json:"referralId,omitempty"`
	MFAMode                  string      `json:"mfaMode,omitempty"`
	Limits                   Limits      `json:"limits,omitempty"`
	Tags                     []Tag       `json:"tags,omitempty"`
	AllowedInvitationDomains []string    `json:"whitelistedEmailDomains,omitempty"`
	AuditLogEnabled          *bool       `json:"auditLogEnabled,omitempty"`
	ReadOnly                 *bool       `json:"isReadOnly,omitempty"`
	DisabledAt               *DisabledAt `json:"disabledAt,omitempty"`
	Banner                   *Banner     `json:"banner,omitempty"`
}

// OrganizationPatch changes an organization. What is not set stays as it is. Lists and the banner are replaced as a whole,
// limits key by key. The API accepts null for none of them: text is cleared with "", a list with an
// empty one, a banner with an empty message, and a limit cannot be cleared.
type OrganizationPatch struct {
	Name                     Optional[string]     `json:"name,omitzero"`
	Description              Optional[string]     `json:"description,omitzero"`
	IconColor                Optional[string]     `json:"iconColor,omitzero"`
	ReferralID               Optional[string]     `json:"referralId,omitzero"`
	MFAMode                  Optional[string]     `json:"mfaMode,omitzero"`
	Limits                   Limits               `json:"limits,omitempty"`
	Tags                     Optional[[]Tag]      `json:"tags,omitzero"`
	AllowedInvitationDomains Optional[[]string]   `json:"whitelistedEmailDomains,omitzero"`
	AuditLogEnabled          Optional[bool]       `json:"auditLogEnabled,omitzero"`
	ReadOnly                 Optional[bool]       `json:"isReadOnly,omitzero"`
	DisabledAt               Optional[DisabledAt] `json:"disabledAt,omitzero"`
	Banner                   Optional[Banner]     `json:"banner,omitzero"`
}

// IsEmpty reports whether the patch changes nothing.
func (p OrganizationPatch) IsEmpty() bool {
	if len(p.Limits) == 0 {
		p.Limits = nil
	}
	return reflect.ValueOf(p).IsZero()
}

// Tag is a label that only members of the instance see. An organization has at most 100, and a key may repeat.
type Tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Banner is a message shown to all members of an organization. One without a message is none.
type Banner struct {
	Message string `json:"message"`
	Level   string `json:"level,omitempty"` // info, warning or critical
}

// UnmarshalJSON decodes an organization, whose id has two names in the API.
func (o *Organization) UnmarshalJSON(data []byte) error {
	type plain Organization
	wire := struct {
		*plain
		OrgID string `json:"orgId"`
	}{plain: (*plain)(o)}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	if o.ID == "" {
		o.ID = wire.OrgID
	}
	return nil
}

func (o *Organization) subject() (instanceID, id string) { return o.InstanceID, o.ID }

func (o *Organization) birth() birth { return birth{o.ID, o.Name, o.CreationDate} }

func (o *Organization) check() error {
	if o.ID == "" {
		return errors.New("the organization has no id")
	}
	return nil
}

// Get returns an organization. It takes WithSummary and WaitUntilFound.
//
// Without them, reads share requests. The first ones are GETs of their own; once these are four, pages of the list are asked for as
// well, by as many callers at once as there are, but never more pages than there were GETs. All that are on a page that arrived are
// answered from it. So M organizations in P pages cost about 2 min(M, P) requests at most, and as many GETs more as
// callers asked at once in the beginning: not twice what the best choice between GETs and pages would cost, had it been known
// beforehand. That the shared answers are up to date is as true as for any read that takes place at another moment of the
// same plan; what this client wrote is asked for again. The organizations are shared, so callers must not change them.
func (s *OrganizationService) Get(ctx context.Context, ref OrganizationRef, opts ...ReadOption) (*Organization, error) {
	r := newReading(opts)
	deadline := time.Now().Add(r.patience)
	for try := 0; ; try++ {
		org, err := s.read(ctx, ref, r)
		left := time.Until(deadline)
		if !IsNotFound(err) || left <= 0 {
			return org, err
		}
		if err := sleep(ctx, min(s.client.waits.retry(try), left)); err != nil {
			return nil, err
		}
	}
}

func (s *OrganizationService) read(ctx context.Context, ref OrganizationRef, r reading) (*Organization, error) {
	p := ref.path()
	switch d := s.directory(ref.InstanceID); {
	case p.err != nil:
		return nil, p.err
	case len(r.summary) > 0:
		return send[Organization](ctx, s.client, newCall(opGetOrganization, p, r.one(), nil))
	case r.patience > 0:
		return d.getSingle(ctx, ref.ID)
	default:
		return d.get(ctx, ref.ID)
	}
}

// All yields the organizations of an instance, sorted by name. It takes WithSummary, WithQuery, WithFilter and WithPageSize.
func (s *OrganizationService) All(ctx context.Context, instanceID string, opts ...ReadOption) iter.Seq2[*Organization, error] {
	return listed[Organization](ctx, s.client, opListOrganizations, instancePath(instanceID).word("orgs"), newReading(opts))
}

// Update changes what the patch sets and returns the whole organization. A stricter MFAMode removes members or takes roles from them.
func (s *OrganizationService) Update(ctx context.Context, ref OrganizationRef, patch OrganizationPatch) (*Organization, error) {
	p := ref.path()
	defer s.client.forgetPeople(p)
	org, err := send[Organization](ctx, s.client, newCall(opUpdateOrganization, p, flags, patch))
	if err == nil {
		s.directory(ref.InstanceID).put(ref.ID, org)
	}
	return org, err
}

// Delete deletes an organization with all that it holds, for good. That there is none is an error like any other, but not
// when an earlier attempt of this call was lost: then that attempt is what deleted it.
func (s *OrganizationService) Delete(ctx context.Context, ref OrganizationRef) error {
	p := ref.path()
	defer s.client.forgetPeople(p)
	err := s.client.remove(ctx, opDeleteOrganization, p)
	if err == nil {
		s.directory(ref.InstanceID).put(ref.ID, nil)
	}
	return err
}
