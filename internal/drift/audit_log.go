package drift

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/base"
	"github.com/losant/terraform-provider-losant/internal/losant"
)

// Limits on how much of the audit log a run reads.
const (
	maxPages = 10
	pageSize = 250
)

// Entry is an entry of the audit log for a request that succeeded.
type Entry struct {
	*losant.AuditLog
	// Body holds the fields of the request body as Flatten returns them.
	Body map[string]string

	pathIDs  map[string]string // the ids in the request's path by parameter, without the instance's
	response func() map[string]string
}

func newEntry(log *losant.AuditLog) *Entry {
	e := &Entry{AuditLog: log, Body: Flatten(log.RequestBody), pathIDs: map[string]string{}}
	var ids map[string]any
	_ = json.Unmarshal(log.RequestPathParams, &ids) // Only objects contain ids.
	for name, id := range ids {
		if text, ok := id.(string); ok && text != log.InstanceID {
			e.pathIDs[name] = text
		}
	}
	e.response = sync.OnceValue(func() map[string]string { return Flatten(log.ResponseBody) })
	return e
}

// Mentions reports whether the entry is about an object or something in it.
func (e *Entry) Mentions(id string) bool {
	if id == "" {
		return false
	}
	if id == e.PrimaryTargetID || id == e.SecondaryTargetID {
		return true
	}
	for _, other := range e.pathIDs {
		if other == id {
			return true
		}
	}
	return false
}

// IsAbout reports whether the entry is about an object itself, not about something
// in it. An entry without a target is about the instance.
func (e *Entry) IsAbout(id string) bool {
	resource := strings.ToLower(e.RequestResource)
	if e.SecondaryTargetID != "" || strings.Contains(resource, "member") || strings.Contains(resource, "invite") {
		return false
	}
	for _, other := range e.pathIDs {
		if other != id {
			return false
		}
	}
	return cmp.Or(e.PrimaryTargetID, id) == id && (id == e.InstanceID || e.Mentions(id))
}

// IsInOrganization reports whether the entry is about an organization or
// something in one.
func (e *Entry) IsInOrganization() bool {
	return e.PrimaryTargetType == "Organization" || e.pathIDs["orgId"] != "" || e.pathIDs["organizationId"] != ""
}

// Deletes reports whether the entry is a deletion.
func (e *Entry) Deletes() bool { return strings.EqualFold(e.RequestAction, "delete") }

// isBefore reports whether the entry is older than a time. An entry without a valid
// date is not.
func (e *Entry) isBefore(t time.Time) bool {
	created, err := time.Parse(time.RFC3339, e.CreationDate)
	return err == nil && created.Before(t)
}

func (e *Entry) actor() string {
	if e.ActorType == "ApiToken" {
		return "API token " + base.DisplayName(e.ActorName, e.ActorID)
	}
	return losant.Printable(cmp.Or(e.ActorName, e.ActorID, "Somebody"))
}

// Flatten returns the fields of a JSON object. A field of an object has a dotted
// name, such as limits.device. The values are JSON with sorted lists. Empty values
// (null, false, "" and []) are "", like an absent field.
func Flatten(raw []byte) map[string]string {
	flat := map[string]string{}
	var value any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if decoder.Decode(&value) == nil {
		flatten("", value, flat)
	}
	return flat
}

func flatten(name string, value any, into map[string]string) {
	if object, ok := value.(map[string]any); ok {
		for key, field := range object {
			flatten(strings.TrimPrefix(name+"."+key, "."), field, into)
		}
		return
	}
	into[name] = canonical(value)
}

// canonical returns a JSON value in the form that Flatten describes.
func canonical(value any) string {
	if list, ok := value.([]any); ok {
		items := make([]string, len(list))
		for i, item := range list {
			if object, ok := item.(map[string]any); ok {
				delete(object, "id") // The server chooses it.
			}
			raw, _ := json.Marshal(item) //nolint:errchkjson // It was decoded from JSON.
			items[i] = string(raw)
		}
		slices.Sort(items)
		return strings.Join(items, "\n")
	}
	raw, _ := json.Marshal(value) //nolint:errchkjson // It was decoded from JSON.
	switch text := string(raw); text {
	case "null", "false", `""`:
		return ""
	default:
		return text
	}
}

func flattenBody(body any) map[string]string {
	raw, _ := json.Marshal(body) //nolint:errchkjson // The client's own types.
	return Flatten(raw)
}

// compare compares what the request wrote to the named fields with their prior
// values. Null for an object clears each of its fields.
func (e *Entry) compare(prior map[string]string, names []string) Verdict {
	if strings.EqualFold(e.RequestAction, "post") && e.Body["name"] != "" {
		return EstablishesPrior // The request created the object, so every change is newer.
	}
	verdict := Unrelated
	for _, name := range names {
		written, ok := e.Body[name]
		if !ok {
			parent, _, _ := strings.Cut(name, ".")
			written, ok = e.Body[parent]
		}
		if !ok {
			continue
		}
		if got, ok := e.response()[name]; written != prior[name] && (!ok || got != prior[name]) {
			return Cause
		}
		verdict = EstablishesPrior
	}
	return verdict
}

// auditLog is the part of an instance's audit log that this run has read, newest
// first. All resources share it, so each page is read once.
type auditLog struct {
	lock    chan struct{} // holds a value while a read is in progress
	entries []*Entry
	pages   int
	ended   bool
}

func newAuditLog() *auditLog { return &auditLog{lock: make(chan struct{}, 1)} }

// entry returns the entry with an index, or nil if there is none. A failed read is
// not repeated, so only one caller gets its error.
func (l *auditLog) entry(ctx context.Context, client *losant.Client, instanceID string, i int) (*Entry, error) {
	select {
	case l.lock <- struct{}{}:
		defer func() { <-l.lock }()
	case <-ctx.Done():
		return nil, nil //nolint:nilnil // The caller can see that its context has ended.
	}
	for i >= len(l.entries) && !l.ended {
		page, more, err := client.AuditLogs.Page(losant.BestEffort(ctx), instanceID, l.pages, pageSize)
		if err != nil {
			l.ended = ctx.Err() == nil
			return nil, err
		}
		l.pages++
		l.ended = !more || l.pages == maxPages
		for _, log := range page {
			if log.ResponseStatus < http.StatusMultipleChoices {
				l.entries = append(l.entries, newEntry(log))
			}
		}
	}
	if i >= len(l.entries) {
		return nil, nil //nolint:nilnil // The log has ended.
	}
	return l.entries[i], nil
}

// unreadableWarning returns a warning that the audit log could not be read. It
// returns nothing if there is no log or the token may not read it.
func unreadableWarning(ctx context.Context, instanceID string, err error) diag.Diagnostics {
	switch losant.StatusCode(err) {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return nil
	}
	if ctx.Err() != nil {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Could not read the audit log of instance "+instanceID,
		"The plan does not show who made the changes outside Terraform.\n\n"+base.ErrorText(err))}
}
