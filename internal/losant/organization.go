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
	client    *Client
	caches    sync.Map // by instance id: an *organizationCache
	creations creations[Organization]
	limits    limitsPatches
}

func newOrganizationService(c *Client) *OrganizationService {
	return &OrganizationService{client: c, limits: newLimitsPatches(), creations: creations[Organization]{
		client: c, noun: "organization", path: organizationsPath, createOp: opCreateOrganization, listOp: opListOrganizations,
		idAndName: func(o *Organization) (id, name string) { return o.ID, o.Name },
	}}
}

// OrganizationRef identifies an organization.
type OrganizationRef struct{ InstanceID, ID string }

// Organization is an organization of an instance. Get, All and Update return every field that the server has. Create
// returns fewer: InstanceID, Tags, AuditLogEnabled, ReferralID and the ids for billing are missing. Dates are in the
// server's format.
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
	AllowedInvitationDomains []string   `json:"whitelistedEmailDomains"` // empty: any domain
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

	LimitsNote LimitsNote `json:"-"` // from Update only
}

// OrganizationPost is a new organization. Only Name is required. The server sets defaults for fields that are not sent.
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

// OrganizationPatch changes an organization. Fields that are not set keep their values. Lists and the banner are
// replaced as a whole, limits key by key: see Update. The API accepts null in no field: text is cleared with "", a list with an
// empty list, and the banner with an empty message, or with {} if the API refuses that. A limit cannot be cleared.
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

// Tag is a label that only members of the instance can see. An organization has at most 100, and a key may repeat.
type Tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Banner is a message to all members of an organization. A banner without a message is not shown.
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

func (o *Organization) identity() (instanceID, id string) { return o.InstanceID, o.ID }

func (o *Organization) validate() error {
	if o.ID == "" {
		return errors.New("the organization has no id")
	}
	return nil
}

// complete requires the name, the limits and the tags. A server that omits everything that is empty or off may omit
// the tags.
func (o *Organization) complete() error {
	isOff := func(setting *bool) bool { return setting != nil && !*setting }
	noDomains := o.AllowedInvitationDomains != nil && len(o.AllowedInvitationDomains) == 0
	switch {
	case o.Name == "":
		return errors.New("the organization has no name")
	case o.Limits == nil:
		return errors.New("the organization has no limits")
	case o.Tags == nil && (isOff(o.AuditLogEnabled) || isOff(o.ReadOnly) || noDomains):
		return errors.New("the organization has no tags")
	}
	for _, tag := range o.Tags {
		if tag.Key == "" || tag.Value == "" {
			return errors.New("a tag of the organization has no key or no value")
		}
	}
	return nil
}

func organizationsPath(instanceID string) path { return instancePath(instanceID).segment("orgs") }

// Get returns an organization. It takes WithSummary and WaitUntilFound.
//
// Without these options, reads share requests. The first four are GETs. After them, as many callers as there are read
// pages of the list at the same time, but never more pages than there were GETs. An organization on a page that has
// arrived is returned from it. So M organizations in P pages cost at most about 2 min(M, P) requests, plus as many
// GETs as there were concurrent callers at the start. That is less than twice the cost of the better choice between
// GETs and pages, which is not known in advance.
//
// Organizations that this client has written are read again. A change that others make during the run can be missed, as
// by any read that happens before the change. The organizations are shared, so callers must not change them.
func (s *OrganizationService) Get(ctx context.Context, ref OrganizationRef, opts ...ReadOption) (*Organization, error) {
	r := newReadOptions(opts)
	deadline := time.Now().Add(r.waitTimeout)
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

func (s *OrganizationService) read(ctx context.Context, ref OrganizationRef, r readOptions) (*Organization, error) {
	p := ref.path()
	switch cache := s.cache(ref.InstanceID); {
	case p.err != nil:
		return nil, p.err
	case len(r.summary) > 0:
		return send[Organization](ctx, s.client, newCall(opGetOrganization, p, r.objectQuery(), nil))
	case r.waitTimeout > 0:
		return cache.getSingle(ctx, ref.ID)
	default:
		return cache.get(ctx, ref.ID)
	}
}

// All yields the organizations of an instance, the oldest first. It takes WithSummary, WithQuery, WithFilter,
// WithPageSize, WithTotal and WithSmallerPages.
func (s *OrganizationService) All(ctx context.Context, instanceID string, opts ...ReadOption) iter.Seq2[*Organization, error] {
	r := newReadOptions(append(opts, oldestFirst()))
	pages := func(r readOptions) iter.Seq2[*Organization, error] {
		return paged[Organization](ctx, s.client, opListOrganizations, organizationsPath(instanceID), r)
	}
	if !r.smallerPages {
		return pages(r)
	}
	smaller := r
	smaller.pageSize, smaller.smallerPages = fallbackPageSize, false
	return fallback(pages(r), pages(smaller))
}

// Update changes the fields that the patch sets, and returns the whole organization. A stricter MFAMode removes
// members or downgrades their roles.
//
// The API does not document whether a PATCH keeps the limits that it does not send. So the first change of limits
// compares them with those before, which costs at most one GET. If the PATCH has reset limits, Update sends them again,
// and all later changes of limits send all of them.
func (s *OrganizationService) Update(ctx context.Context, ref OrganizationRef, patch OrganizationPatch) (*Organization, error) {
	defer s.client.forgetRoster(ref.path())
	s.creations.claim(ref.ID) // An organization that gets a name of a lost POST is not new.
	if len(patch.Limits) > 0 {
		return s.updateLimits(ctx, ref, patch)
	}
	return s.patch(ctx, ref, patch)
}

func (s *OrganizationService) patch(ctx context.Context, ref OrganizationRef, patch OrganizationPatch) (*Organization, error) {
	org, err := send[Organization](ctx, s.client, newCall(opUpdateOrganization, ref.path(), baseQuery, patch))
	if StatusCode(err) == http.StatusBadRequest && patch.clearsBanner() {
		// If this is refused too, the first response says why.
		if retried, errEmpty := s.updateWithEmptyBanner(ctx, ref, patch); errEmpty == nil {
			org, err = retried, nil
		}
	}
	if err == nil {
		s.cache(ref.InstanceID).put(ref.ID, org)
	}
	return org, err
}

func (p OrganizationPatch) clearsBanner() bool {
	return p.Banner.value != nil && p.Banner.value.Message == ""
}

// updateWithEmptyBanner sends a patch with {} instead of a banner without a message. The API does not document which of
// them removes the banner. With {}, a server that merges banners would keep it.
func (s *OrganizationService) updateWithEmptyBanner(ctx context.Context, ref OrganizationRef, patch OrganizationPatch) (*Organization, error) {
	body := struct {
		OrganizationPatch
		Banner struct{} `json:"banner"`
	}{OrganizationPatch: patch}
	return send[Organization](ctx, s.client, newCall(opUpdateOrganization, ref.path(), baseQuery, body))
}

// Delete deletes an organization and everything in it permanently. It returns an error if there is none, unless an
// earlier attempt of this call may have deleted it.
func (s *OrganizationService) Delete(ctx context.Context, ref OrganizationRef) error {
	defer s.client.forgetRoster(ref.path())
	err := s.client.remove(ctx, opDeleteOrganization, ref.path(), func(ctx context.Context) (bool, error) {
		_, err := send[Organization](ctx, s.client, newCall(opGetOrganization, ref.path(), baseQuery, nil))
		return found(err)
	})
	if err == nil {
		s.cache(ref.InstanceID).put(ref.ID, nil)
	}
	return err
}
