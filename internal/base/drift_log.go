package base

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/losant/terraform-provider-losant/internal/losant"
)

// How much of the audit log is read at most.
const (
	trailPages = 10
	trailPage  = 250
)

// AuditEntry is an entry of the audit log that succeeded.
type AuditEntry struct {
	*losant.AuditLog
	// Body holds the members of the request's body as Flatten tells them.
	Body map[string]string
	// ids are those of the path, but for the instance's, by their names there.
	ids      map[string]string
	response func() map[string]string
}

func newAuditEntry(log *losant.AuditLog) *AuditEntry {
	e := &AuditEntry{AuditLog: log, Body: Flatten(log.RequestBody), ids: map[string]string{}}
	var ids map[string]any
	_ = json.Unmarshal(log.RequestPathParams, &ids) // What is no object names nothing.
	for name, id := range ids {
		if text, ok := id.(string); ok && text != log.InstanceID {
			e.ids[name] = text
		}
	}
	e.response = sync.OnceValue(func() map[string]string { return Flatten(log.ResponseBody) })
	return e
}

// Mentions tells whether the entry is about an object, or about something in it.
func (e *AuditEntry) Mentions(id string) bool {
	if id == "" {
		return false
	}
	if id == e.PrimaryTargetID || id == e.SecondaryTargetID {
		return true
	}
	for _, other := range e.ids {
		if other == id {
			return true
		}
	}
	return false
}

// IsOf tells whether the entry is about an object itself, and not about anything
// in it. The instance is meant where nothing is named.
func (e *AuditEntry) IsOf(id string) bool {
	resource := strings.ToLower(e.RequestResource)
	if e.SecondaryTargetID != "" || strings.Contains(resource, "member") || strings.Contains(resource, "invite") {
		return false
	}
	for _, other := range e.ids {
		if other != id {
			return false
		}
	}
	return cmp.Or(e.PrimaryTargetID, id) == id && (id == e.InstanceID || e.Mentions(id))
}

// InOrganization tells whether the entry is about an organization or something in one.
func (e *AuditEntry) InOrganization() bool {
	return e.PrimaryTargetType == "Organization" || e.ids["orgId"] != "" || e.ids["organizationId"] != ""
}

// Deletes tells whether the entry took something away.
func (e *AuditEntry) Deletes() bool { return strings.EqualFold(e.RequestAction, "delete") }

func (e *AuditEntry) actor() string {
	if e.ActorType == "ApiToken" {
		return "API token " + Quote(e.ActorName, e.ActorID)
	}
	return cmp.Or(e.ActorName, e.ActorID, "Somebody")
}

// Flatten returns the members of a JSON object by their path, such as
// limits.device, as JSON whose lists are sorted. What says nothing (null, false,
// "" and []) is "", like what is absent.
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

func flatten(path string, value any, into map[string]string) {
	if object, ok := value.(map[string]any); ok {
		for name, member := range object {
			flatten(strings.TrimPrefix(path+"."+name, "."), member, into)
		}
		return
	}
	into[path] = canonical(value)
}

func canonical(value any) string {
	if list, ok := value.([]any); ok {
		items := make([]string, len(list))
		for i, item := range list {
			if object, ok := item.(map[string]any); ok {
				delete(object, "id") // The server's choice.
			}
			raw, _ := json.Marshal(item) //nolint:errchkjson // It was JSON before.
			items[i] = string(raw)
		}
		slices.Sort(items)
		return strings.Join(items, "\n")
	}
	raw, _ := json.Marshal(value) //nolint:errchkjson // It was JSON before.
	switch text := string(raw); text {
	case "null", "false", `""`:
		return ""
	default:
		return text
	}
}

// DocumentChanges compares an object before and after, both as the API would
// take them. Entries that are of the object are judged by their bodies; name
// tells what an attribute a member of the body is, and whether it is left as
// found where no configuration names it.
func DocumentChanges(before, after any, isOf func(*AuditEntry) bool, name func(member string) (attribute string, leftAsFound bool)) []Change {
	was, is := flattenAny(before), flattenAny(after)
	for member := range is {
		if _, ok := was[member]; !ok {
			was[member] = ""
		}
	}
	members := map[string][]string{} // by attribute: a banner has two
	changes := []Change{}
	for member, value := range was {
		if value == is[member] {
			continue
		}
		attribute, leftAsFound := name(member)
		if members[attribute] == nil {
			changes = append(changes, Change{attribute, leftAsFound, func(e *AuditEntry) Verdict {
				if !isOf(e) {
					return Unrelated
				}
				return e.judge(was, members[attribute])
			}})
		}
		members[attribute] = append(members[attribute], member)
	}
	return changes
}

// Deletion is that an object is not there any more.
func Deletion(isOf func(*AuditEntry) bool) []Change {
	return []Change{{Judge: func(e *AuditEntry) Verdict {
		if e.Deletes() && isOf(e) {
			return Cause
		}
		return Unrelated
	}}}
}

// judge holds what the entry wrote against what was there before. Null for an
// object is nothing for each of its members.
func (e *AuditEntry) judge(was map[string]string, members []string) Verdict {
	if strings.EqualFold(e.RequestAction, "post") && e.Body["name"] != "" {
		return Settling // Whatever changed, changed since the creation.
	}
	verdict := Unrelated
	for _, member := range members {
		set, touched := e.Body[member]
		if !touched {
			parent, _, _ := strings.Cut(member, ".")
			set, touched = e.Body[parent]
		}
		if !touched {
			continue
		}
		if got, ok := e.response()[member]; set != was[member] && (!ok || got != was[member]) {
			return Cause
		}
		verdict = Settling
	}
	return verdict
}

func flattenAny(document any) map[string]string {
	raw, _ := json.Marshal(document) //nolint:errchkjson // The client's own types.
	return Flatten(raw)
}

// trail is the audit log of an instance, newest first, as far as it has been
// read in this walk. Its pages are read once, for all resources.
type trail struct {
	turn    chan struct{} // held by whoever reads
	entries []*AuditEntry
	pages   int
	ended   bool
}

func (d *ProviderData) trail(instanceID string) *trail {
	t, _ := d.trails.LoadOrStore(instanceID, &trail{turn: make(chan struct{}, 1)})
	found, _ := t.(*trail)
	return found
}

// at returns an entry, nil when there are no more. The error is that of the one
// reader who met it: nobody asks again.
func (t *trail) at(ctx context.Context, client *losant.Client, instanceID string, i int) (*AuditEntry, error) {
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return nil, nil //nolint:nilnil // Nothing, and the caller's own end is no news.
	}
	for i >= len(t.entries) && !t.ended {
		page, more, err := client.AuditLogs.Page(ctx, instanceID, t.pages, trailPage)
		if err != nil {
			t.ended = ctx.Err() == nil
			return nil, err
		}
		t.pages++
		t.ended = !more || t.pages == trailPages
		for _, log := range page {
			if log.ResponseStatus < http.StatusMultipleChoices {
				t.entries = append(t.entries, newAuditEntry(log))
			}
		}
	}
	if i >= len(t.entries) {
		return nil, nil //nolint:nilnil // Nothing, without an error.
	}
	return t.entries[i], nil
}

// unreadable warns that the audit log could not be read, unless it is not there
// or not for this token.
func unreadable(ctx context.Context, instanceID string, err error) diag.Diagnostics {
	switch losant.StatusCode(err) {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return nil
	}
	if ctx.Err() != nil {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("The audit log of instance "+instanceID+" could not be read",
		"Who made the changes that this plan shows stays unknown.\n\n"+err.Error())}
}
