package losant

import (
	"context"
	"errors"
	"iter"
	"net/http"
)

// The operations on instances.
var (
	opListInstances  = newOperation("instances.get", http.MethodGet, userAccess)
	opGetInstance    = newOperation("instance.get", http.MethodGet, readAccess)
	opUpdateInstance = newOperation("instance.patch", http.MethodPatch, writeAccess)
)

// InstanceService reads and changes instances. The API can neither create nor delete one.
type InstanceService struct {
	client *Client
	reads  readCache[*Instance]
}

// Instance is a Losant instance, which owns organizations and the limits that they share.
type Instance struct {
	ID                        string         `json:"id"`
	Name                      string         `json:"name"`
	CreationDate              string         `json:"creationDate"`
	LastUpdated               string         `json:"lastUpdated"`
	MFAMode                   string         `json:"mfaMode"`
	AllowAuditLogging         *bool          `json:"allowAuditLogging"` // whether organizations may set AuditLogEnabled
	Limits                    Limits         `json:"limits"`            // a limit that is absent is unknown, not 0
	DefaultOrganizationLimits RawLimits      `json:"orgDefaultLimitConfig"`
	Members                   []InstanceRole `json:"members"`
	ReportConfigs             []ReportConfig `json:"reportConfigs"`
}

// InstanceRole is the role of a member of an instance.
type InstanceRole struct {
	UserID string `json:"userId"`
	Role   string `json:"role"` // admin or view
}

// ReportConfig is a scheduled usage report. An instance has at most 10. Only Cron is required.
type ReportConfig struct {
	ID              string   `json:"id,omitempty"`
	Cron            string   `json:"cron"`
	Timezone        string   `json:"timezone,omitempty"`
	Emails          []string `json:"emails,omitempty"`
	CallbackURL     string   `json:"callbackUrl,omitempty"`
	ResourceGroupBy string   `json:"resourceGroupBy,omitempty"` // application or organization
	DateGroupBy     string   `json:"dateGroupBy,omitempty"`     // day or month
	Periods         int64    `json:"periods,omitempty"`         // 1 to 90
	IncludeSandbox  *bool    `json:"includeSandbox,omitempty"`
}

// InstancePatch changes an instance. It has all fields that can be changed. Those that are not set keep their values.
// The list and the limits are replaced as a whole.
type InstancePatch struct {
	MFAMode                   Optional[string]         `json:"mfaMode,omitzero"`
	DefaultOrganizationLimits Optional[RawLimits]      `json:"orgDefaultLimitConfig,omitzero"`
	ReportConfigs             Optional[[]ReportConfig] `json:"reportConfigs,omitzero"`
}

// IsEmpty reports whether the patch changes nothing.
func (p InstancePatch) IsEmpty() bool { return p == InstancePatch{} }

// UnmarshalJSON decodes an instance, whose id has two names in the API.
func (i *Instance) UnmarshalJSON(data []byte) error {
	type plain Instance
	wire := struct {
		*plain
		InstanceID string `json:"instanceId"`
	}{plain: (*plain)(i)}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	if i.ID == "" {
		i.ID = wire.InstanceID
	}
	return nil
}

func (i *Instance) identity() (instanceID, id string) { return i.ID, i.ID }

func (i *Instance) validate() error {
	if i.ID == "" {
		return errors.New("the instance has no id")
	}
	return nil
}

func (i *Instance) complete() error {
	switch {
	case i.Name == "":
		return errors.New("the instance has no name")
	case i.Limits == nil:
		return errors.New("the instance has no limits")
	}
	return nil
}

// Get returns an instance. All calls share one request until this client changes the instance or its members. The
// instance is shared, so callers must not change it.
func (s *InstanceService) Get(ctx context.Context, instanceID string) (*Instance, error) {
	return s.reads.get(ctx, instanceID, func(ctx context.Context) (*Instance, error) {
		return send[Instance](ctx, s.client, newCall(opGetInstance, instancePath(instanceID), baseQuery, nil))
	})
}

// GetAgain returns an instance as it is now. Get may return what was read earlier in the client's life.
func (s *InstanceService) GetAgain(ctx context.Context, instanceID string) (*Instance, error) {
	s.reads.forget(instanceID)
	return s.Get(ctx, instanceID)
}

// All yields the instances that the token's user belongs to, the oldest first. It takes WithFilter and WithPageSize.
// The API token of an instance has no access.
func (s *InstanceService) All(ctx context.Context, opts ...ReadOption) iter.Seq2[*Instance, error] {
	return paged[Instance](ctx, s.client, opListInstances, path{}.segment("instances"), newReadOptions(append(opts, oldestFirst())))
}

// Update changes the fields that the patch sets, and returns the whole instance.
func (s *InstanceService) Update(ctx context.Context, instanceID string, patch InstancePatch) (*Instance, error) {
	defer s.client.InstanceMembers.forget(instanceID)
	return send[Instance](ctx, s.client, newCall(opUpdateInstance, instancePath(instanceID), baseQuery, patch))
}
