package losant

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"strconv"
)

var opListAuditLogs = newOperation("instanceAuditLogs.get", http.MethodGet, readAccess)

// AuditLogService reads the audit log of an instance: who has changed what, in the instance and, as their members, in its
// organizations. Losant keeps it for a year, and leaves secrets out.
type AuditLogService struct {
	client *Client
}

// AuditLog is an entry of the audit log: one request and its answer. Of the targets either may be empty. The JSON objects may be
// absent; they are shared, so callers must not change them.
type AuditLog struct {
	ID                  string          `json:"id"`
	InstanceID          string          `json:"instanceId"`
	CreationDate        string          `json:"creationDate"`
	ActorID             string          `json:"actorId"`
	ActorType           string          `json:"actorType"` // User or ApiToken
	ActorName           string          `json:"actorName"`
	PrimaryTargetID     string          `json:"primaryTargetId"`
	PrimaryTargetType   string          `json:"primaryTargetType"` // Organization, ApiToken, User, InstanceCustomNode or NotificationRule
	PrimaryTargetName   string          `json:"primaryTargetName"`
	SecondaryTargetID   string          `json:"secondaryTargetId"`
	SecondaryTargetType string          `json:"secondaryTargetType"` // OrgInvite or ApiToken
	SecondaryTargetName string          `json:"secondaryTargetName"`
	RequestResource     string          `json:"requestResource"`
	RequestAction       string          `json:"requestAction"`
	RequestPathParams   json.RawMessage `json:"requestPathParams"`
	RequestQueryParams  json.RawMessage `json:"requestQueryParams"`
	RequestBody         json.RawMessage `json:"requestBody"`
	ResponseStatus      int64           `json:"responseStatus"`
	ResponseBody        json.RawMessage `json:"responseBody"`
}

// AuditLogFilter selects entries. Of each list an entry has to match one item, and of an item all that is set.
type AuditLogFilter struct {
	PrimaryTargets   []AuditLogParty
	SecondaryTargets []AuditLogParty
	Actors           []AuditLogParty
	Requests         []AuditLogRequest
	ResponseCodes    []int
	Range            Range
}

// AuditLogParty is an actor or a target. The types are those of AuditLog.
type AuditLogParty struct{ ID, Type, Name string }

// AuditLogRequest is what was asked for, such as organization and delete.
type AuditLogRequest struct{ Resource, Action string }

// UnmarshalJSON decodes an entry, whose id has two names in the API.
func (l *AuditLog) UnmarshalJSON(data []byte) error {
	type plain AuditLog
	wire := struct {
		*plain
		AuditLogID string `json:"instanceAuditLogId"`
	}{plain: (*plain)(l)}
	if err := decodeObject(data, &wire); err != nil {
		return err
	}
	if l.ID == "" {
		l.ID = wire.AuditLogID
	}
	return nil
}

func (l *AuditLog) check() error {
	if l.ID == "" {
		return errors.New("the audit log entry has no id")
	}
	return nil
}

// All yields the entries that the filter selects, the newest first. It takes WithPageSize. What is logged while pages are read moves
// the others on, so entries that come again on the next page are left out.
func (s *AuditLogService) All(ctx context.Context, instanceID string, filter AuditLogFilter, opts ...ReadOption) iter.Seq2[*AuditLog, error] {
	return func(yield func(*AuditLog, error) bool) {
		seen := map[string]bool{}
		for entry, err := range pages(func(number int) (*list[AuditLog], error) {
			return s.page(ctx, instanceID, number, filter, opts)
		}) {
			if err == nil && seen[entry.ID] {
				continue
			}
			if !yield(entry, err) || err != nil {
				return
			}
			seen[entry.ID] = true
		}
	}
}

// Page returns one page of the whole log, the newest entries first, and whether there may be another. Pages count from 0.
func (s *AuditLogService) Page(ctx context.Context, instanceID string, number, size int) (entries []*AuditLog, more bool, err error) {
	page, err := s.page(ctx, instanceID, number, AuditLogFilter{}, []ReadOption{WithPageSize(size)})
	if err != nil {
		return nil, false, err
	}
	if page.PerPage > 0 { // The server may have chosen fewer.
		size = page.PerPage
	}
	return page.Items, len(page.Items) > 0 && (number+1)*size < page.TotalCount, nil
}

func (s *AuditLogService) page(ctx context.Context, instanceID string, number int, filter AuditLogFilter, opts []ReadOption) (*list[AuditLog], error) {
	q, err := newReading(append([]ReadOption{newestFirst()}, opts...)).page(number)
	if err != nil {
		return nil, err
	}
	// The word is instance here, and instances everywhere else.
	p := path{}.word("instance").id("instance", instanceID).word("audit-logs")
	return send[list[AuditLog]](ctx, s.client, newCall(opListAuditLogs, p, filter.query(q), nil))
}

// query appends the filter. The API takes it apart by brackets.
func (f *AuditLogFilter) query(q query) query {
	q = f.Range.add(q)
	at := func(group string, i int, member string) string {
		name := "auditLogFilter[" + group + "][" + strconv.Itoa(i) + "]"
		if member != "" {
			name += "[" + member + "]"
		}
		return name
	}
	for _, group := range []struct {
		name    string
		parties []AuditLogParty
	}{{"primaryTarget", f.PrimaryTargets}, {"secondaryTarget", f.SecondaryTargets}, {"actor", f.Actors}} {
		for i, party := range group.parties {
			q = q.with(at(group.name, i, "type"), party.Type).with(at(group.name, i, "id"), party.ID).with(at(group.name, i, "name"), party.Name)
		}
	}
	for i, request := range f.Requests {
		q = q.with(at("request", i, "resource"), request.Resource).with(at("request", i, "action"), request.Action)
	}
	for i, code := range f.ResponseCodes {
		q = q.with(at("responseCode", i, ""), strconv.Itoa(code))
	}
	return q
}
