package losant

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"net/http"
	"strconv"
)

var opListAuditLogs = newOperation("instanceAuditLogs.get", http.MethodGet, readAccess)

// AuditLogService reads the audit log of an instance: who changed what in the instance, and what members of its
// organizations changed there. Losant keeps entries for a year, without secrets.
type AuditLogService struct {
	client *Client
}

// AuditLog is an entry of the audit log: one request and its response. Each target may be empty. The JSON objects may
// be absent.
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

// AuditLogFilter selects entries. An entry must match one item of each list, and all fields of the item that are set.
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

// AuditLogRequest is a kind of request, such as the resource organization and the action delete.
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

func (l *AuditLog) identity() (instanceID, id string) { return l.InstanceID, l.ID }

func (l *AuditLog) validate() error {
	if l.ID == "" {
		return errors.New("the audit log entry has no id")
	}
	return nil
}

// All yields the entries that the filter selects, the newest first. It takes WithPageSize. An entry that is logged
// while pages are read moves others to the next page. All yields each of them once.
func (s *AuditLogService) All(ctx context.Context, instanceID string, filter AuditLogFilter, opts ...ReadOption) iter.Seq2[*AuditLog, error] {
	return source[AuditLog]{opListAuditLogs, s.client.clean(auditLogsPath(instanceID).text), newReadOptions(opts).pageSize, func(number int) (*list[AuditLog], error) {
		return s.page(ctx, instanceID, number, filter, opts)
	}}.all()
}

// Page returns one page of the whole log, the newest entries first, and whether there may be another page. Pages
// count from 0.
func (s *AuditLogService) Page(ctx context.Context, instanceID string, number, size int) (entries []*AuditLog, more bool, err error) {
	page, err := s.page(ctx, instanceID, number, AuditLogFilter{}, []ReadOption{WithPageSize(size)})
	if err != nil {
		return nil, false, err
	}
	if total := page.total(); total > 0 {
		// The server may reduce the page size.
		return page.Items, len(page.Items) > 0 && (number+1)*cmp.Or(max(page.PerPage, 0), size) < total, nil
	}
	return page.Items, page.isFull(size), nil
}

func (s *AuditLogService) page(
	ctx context.Context, instanceID string, number int, filter AuditLogFilter, opts []ReadOption,
) (*list[AuditLog], error) {
	q, err := newReadOptions(append([]ReadOption{newestFirst()}, opts...)).pageQuery(number)
	if err != nil {
		return nil, err
	}
	return send[list[AuditLog]](ctx, s.client, newCall(opListAuditLogs, auditLogsPath(instanceID), filter.query(q), nil))
}

// auditLogsPath returns the path of the log. Its first segment is instance, and instances everywhere else.
func auditLogsPath(instanceID string) path {
	return path{}.segment("instance").id("instance", instanceID).segment("audit-logs")
}

// query appends the filter, in the form that the API parses: auditLogFilter[actor][0][type]=User.
func (f *AuditLogFilter) query(q query) query {
	q = f.Range.add(q)
	name := func(group string, i int, field string) string {
		text := "auditLogFilter[" + group + "][" + strconv.Itoa(i) + "]"
		if field != "" {
			text += "[" + field + "]"
		}
		return text
	}
	for _, group := range []struct {
		name    string
		parties []AuditLogParty
	}{{"primaryTarget", f.PrimaryTargets}, {"secondaryTarget", f.SecondaryTargets}, {"actor", f.Actors}} {
		for i, party := range group.parties {
			q = q.with(name(group.name, i, "type"), party.Type).with(name(group.name, i, "id"), party.ID).with(name(group.name, i, "name"), party.Name)
		}
	}
	for i, request := range f.Requests {
		q = q.with(name("request", i, "resource"), request.Resource).with(name("request", i, "action"), request.Action)
	}
	for i, code := range f.ResponseCodes {
		q = q.with(name("responseCode", i, ""), strconv.Itoa(code))
	}
	return q
}
