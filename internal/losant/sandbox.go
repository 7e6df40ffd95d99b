package losant

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strconv"
)

var opListSandboxes = newOperation("instanceSandboxes.get", http.MethodGet, readAccess)

// sandboxPageSize is the API's default. It documents no greater one.
const sandboxPageSize = 100

// SandboxService reads the sandboxes of an instance, which are the personal accounts of its users.
type SandboxService struct {
	client *Client
}

// Sandbox is the personal account of a user. Dates are in the server's format.
type Sandbox struct {
	ID                   string                `json:"id"`
	InstanceID           string                `json:"instanceId"`
	Email                string                `json:"email"`
	FirstName            string                `json:"firstName"`
	LastName             string                `json:"lastName"`
	EmailVerified        *bool                 `json:"emailVerified"`
	TwoFactorAuthEnabled bool                  `json:"twoFactorAuthEnabled"`
	SSOLinked            bool                  `json:"ssoLinked"` // counts as two-factor authentication
	CreationDate         string                `json:"creationDate"`
	LastSuccessfulLogin  string                `json:"lastSuccessfulLogin"`
	PermanentDeletion    string                `json:"permanentDeletion"` // set if the account is deleted
	Organizations        []SandboxOrganization `json:"orgs"`
}

// SandboxOrganization is an organization that a user belongs to.
type SandboxOrganization struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// SandboxFilter selects sandboxes by a field that matches a pattern, in which * stands for any text: email, firstName
// or lastName. Without IncludeDeleted, deleted sandboxes are not listed.
type SandboxFilter struct {
	Field, Pattern string
	IncludeDeleted bool
}

// UnmarshalJSON decodes a sandbox, whose id has two names in the API.
func (s *Sandbox) UnmarshalJSON(data []byte) error {
	type plain Sandbox
	wire := struct {
		*plain
		SandboxID string `json:"instanceSandboxId"`
	}{plain: (*plain)(s)}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	if s.ID == "" {
		s.ID = wire.SandboxID
	}
	return nil
}

func sandboxesPath(instanceID string) path { return instancePath(instanceID).segment("sandboxes") }

func (s *Sandbox) identity() (instanceID, id string) { return s.InstanceID, s.ID }

func (s *Sandbox) validate() error {
	if s.ID == "" {
		return errors.New("the sandbox has no id")
	}
	return nil
}

func (s *Sandbox) complete() error {
	if s.Email == "" {
		return errors.New("the sandbox has no e-mail")
	}
	return checkEmail(s.Email)
}

// sandboxPage is one page of a list that continues after the last ID of a page.
type sandboxPage struct {
	list[Sandbox]

	HasMore *bool `json:"hasMore"`
	Limit   int   `json:"limit"`
}

// isLast reports whether no page follows. A page that does not say so is the last one if it is not full.
func (p *sandboxPage) isLast() bool {
	if p.HasMore != nil {
		return !*p.HasMore
	}
	size := p.Limit
	if size <= 0 {
		size = sandboxPageSize
	}
	return len(p.Items) < size
}

// All yields the sandboxes of an instance, sorted by ID.
func (s *SandboxService) All(ctx context.Context, instanceID string, filter SandboxFilter) iter.Seq2[*Sandbox, error] {
	return func(yield func(*Sandbox, error) bool) {
		seen, last := map[string]bool{}, ""
		for {
			page, err := s.page(ctx, instanceID, filter, last)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, sandbox := range page.Items {
				if seen[sandbox.ID] { // Otherwise reading might never end.
					yield(nil, fmt.Errorf("sandbox %s is in the list twice", sandbox.ID))
					return
				}
				seen[sandbox.ID], last = true, sandbox.ID
				if !yield(sandbox, nil) {
					return
				}
			}
			if len(page.Items) == 0 && !page.isLast() {
				yield(nil, errors.New("an empty page of sandboxes is not the last one"))
				return
			}
			if page.isLast() {
				return
			}
		}
	}
}

func (s *SandboxService) page(ctx context.Context, instanceID string, filter SandboxFilter, after string) (*sandboxPage, error) {
	q := baseQuery.with("sortField", "id").with("sortDirection", "asc").with("startingAfterId", after).
		with("limit", strconv.Itoa(sandboxPageSize)).with("filterField", filter.Field).with("filter", filter.Pattern).
		withFlag("includeDeleted", filter.IncludeDeleted)
	return send[sandboxPage](ctx, s.client, newCall(opListSandboxes, sandboxesPath(instanceID), q, nil))
}
