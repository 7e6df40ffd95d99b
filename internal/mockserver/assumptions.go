package mockserver

import (
	"fmt"
	"slices"
	"strings"
)

// Assumption is a documented guess about the API. Settings[0] is the default; a client should work with the others as
// well.
type Assumption struct {
	Name, Question string
	Settings       []string
}

// Assumptions returns all assumptions, sorted by name.
func Assumptions() []Assumption {
	return []Assumption{
		{"above-instance-limit", "What happens to a limit above the instance's?", []string{"refused", "accepted", "clamped"}},
		{"already-member", "What happens to the addition or invitation of somebody who is a member or invited already: is it refused, or answered as if it had been done?", []string{"refused", "ok"}},
		{"audit-bodies", "Does the audit log keep the bodies of requests and answers?", []string{"kept", "omitted"}},
		{"audit-failures", "Does the audit log hold changes that were refused?", []string{"omitted", "logged"}},
		{"audit-log-refusal", "What is refused for auditLogEnabled when the instance forbids audit logs: true, any value, or is it ignored?", []string{"true", "any", "ignored"}},
		{"audit-member-target", "What does the audit log name as the target of a change to a member of an organization: the organization or the user?", []string{"Organization", "User"}},
		{"audit-names", "What does the audit log call resources and path parameters: as in its documented example, or as the clients do?", []string{"documented", "client"}},
		{"bad-page", "What happens to a page or perPage that is no number, or negative?", []string{"refused", "ignored"}},
		{"banner-clear", "Does a banner whose message is empty or missing remove the banner, or is it stored as it is?", []string{"removed", "stored"}},
		{"banner-patch", "Does PATCH replace the banner or merge into it?", []string{"replace", "merge"}},
		{"create-defaults", "Do limits left out of a new organization come from orgDefaultLimitConfig first, or only from the instance's limits?", []string{"config-then-instance", "instance"}},
		{"create-result", "Which shape answers the creation of an organization?", []string{"org", "instanceOrg"}},
		{"creator-member", "Who becomes administrator of a new organization: a creating user; also an owner when a token creates; a creating user unless members are given?", []string{"user", "owner", "user-unless-members"}},
		{"default-limits-patch", "Does PATCH merge orgDefaultLimitConfig or replace it?", []string{"merge", "replace"}},
		{"delete-visibility", "Is a deleted organization gone at once, or readable by id twice more?", []string{"immediate", "two-reads"}},
		{"disabled-at-true", "How does disabledAt: true read back?", []string{"now", "true"}},
		{"domains-order", "In which order do whitelistedEmailDomains read back?", []string{"kept", "reversed", "sorted"}},
		{"domains-patch", "Does PATCH replace whitelistedEmailDomains or append to them?", []string{"replace", "append"}},
		{"duplicate-tag-keys", "What happens to tags of equal key?", []string{"kept", "refused", "last-wins"}},
		{"email-case", "Are e-mail addresses kept as given or lowered?", []string{"kept", "lowered"}},
		{"email-match", "Do e-mail addresses that differ in case name the same account?", []string{"any-case", "exact"}},
		{"empty-description", "How does a description without text read back: absent when never set and empty when cleared, always absent, always empty?", []string{"as-left", "omitted", "empty"}},
		{"error-types", "Do errors of status 400, 401 and 403 carry the assumed type, or none?", []string{"assumed", "absent"}},
		{"expired-pending-count", "Does pendingInviteCount count expired invitations?", []string{"excluded", "included"}},
		{"filter-case", "Does the filter glob mind case?", []string{"insensitive", "sensitive"}},
		{"forbidden-status", "Which status answers a token that lacks the scope?", []string{"403", "404"}},
		{"foreign-organization", "Which status answers for an organization of another instance?", []string{"404", "403"}},
		{"granular-roles", "Are the per-resource roles of new members stored or ignored?", []string{"stored", "ignored"}},
		{"icon-color-default", "Which iconColor does a new organization get?", []string{"#057180", "red", "absent"}},
		{"instance-member-unknown", "Which status answers the addition of somebody without an account to the instance?", []string{"400", "404"}},
		{"invite-existing-account", "Does a person with an account who is invited have to accept, or join at once?", []string{"invited", "joined"}},
		{"invite-result", "What answers a new invitation: a collection of it alone, of all invitations, or the invitation itself?", []string{"new-only", "whole-collection", "bare"}},
		{"last-admin", "May the last administrator be removed or downgraded?", []string{"refused", "allowed"}},
		{"last-admin-status", "Which status answers the attempt to remove or downgrade the last administrator?", []string{"400", "403", "409"}},
		{"limits-patch", "Does PATCH merge limits per key, or return the keys left out to their defaults?", []string{"merge", "replace"}},
		{"max-per-page", "To which page size is a larger perPage clamped?", []string{"1000", "100"}},
		{"member-limit", "Is an instance actor bound by the member limit of an organization?", []string{"refused", "accepted"}},
		{"member-without-account", "What answers the addition of an address without an account: a member without userId, the invitation, or a refusal that invites nobody?", []string{"member", "invitation", "refused"}},
		{"mfa-violation", "What happens to a new member, or a new administrator, without the MFA that mfaMode demands?", []string{"refused", "skipped"}},
		{"name-unique", "Must names of organizations be unique?", []string{"no", "yes"}},
		{"not-found-after-create", "Is a new organization readable at once, or is it not found by the first two requests for it?", []string{"immediate", "two-reads"}},
		{"null-fields", "Is null for banner or limits refused, or does it clear them?", []string{"refused", "clears"}},
		{"organization-limit", "Is a new organization above the instance's organization limit refused?", []string{"refused", "accepted"}},
		{"past-disabled-at", "Is a disabledAt in the past accepted?", []string{"accepted", "refused"}},
		{"referral-clear", "How does a cleared referralId read back?", []string{"omitted", "empty"}},
		{"resend-expired", "Can an expired invitation be sent again?", []string{"ok", "refused"}},
		{"resend-id", "Does an invitation that is sent again keep its id?", []string{"kept", "new"}},
		{"rule-callback-clear", "How does a cleared callbackUrl of a notification rule read back?", []string{"omitted", "empty", "null"}},
		{"rule-defaults", "Do the optional settings of a notification rule read back when nobody set them?", []string{"filled", "absent"}},
		{"rule-email-clear", "How does a cleared emailConfig of a notification rule read back?", []string{"omitted", "null"}},
		{"rule-impossible-query", "Is a notification rule refused whose query can match nothing?", []string{"refused", "accepted"}},
		{"rule-patch", "Does PATCH replace emailConfig and ruleConfig of a notification rule or merge into them?", []string{"replace", "merge"}},
		{"rule-query-text", "Does targetQueryJson read back as the text that was sent, or as the same query written anew?", []string{"kept", "rewritten"}},
		{"summary", "What does a summary hold without summaryInclude: the cheap counts, everything, or nothing?", []string{"counts", "full", "nothing"}},
		{"summary-unknown-name", "What happens to an unknown name in summaryInclude?", []string{"ignored", "refused"}},
		{"system-interval-limit", "Is the systemInterval of an organization unbounded, or may it not be below the instance's?", []string{"unchecked", "minimum"}},
		{"tags-order", "In which order do tags read back?", []string{"kept", "reversed", "sorted"}},
		{"tags-patch", "Does PATCH replace tags or append to them?", []string{"replace", "append"}},
		{"token-expired", "Does an API token whose time is over stay listed, or is it gone?", []string{"kept", "gone"}},
		{"token-past-expiration", "Is an API token refused whose expirationDate has passed?", []string{"refused", "accepted"}},
		{"token-scope-omitted", "Which scope does an API token get that names none: all of the instance, or is it refused?", []string{"all.Instance", "refused"}},
		{"token-scope-order", "In which order do the scopes of an API token read back?", []string{"kept", "sorted"}},
		{"unknown-fields", "Do answers hold members and limits that no document lists?", []string{"none", "added"}},
		{"unset-fields", "Are empty arrays and false settings of an organization returned, or left out?", []string{"returned", "omitted"}},
		{"zero-limit", "Does a limit of 0 mean none at all, or no limit?", []string{"none", "unlimited"}},
	}
}

// With changes the setting of an assumption. It panics on an unknown name or setting and lists the known ones.
func With(name, setting string) Option {
	if err := CheckAssumption(name, setting); err != nil {
		panic("mockserver: " + err.Error())
	}
	return func(s *Server) { s.settings[name] = setting }
}

// CheckAssumption returns an error if there is no such assumption or it has no such setting. The error lists those that
// there are.
func CheckAssumption(name, setting string) error {
	var known []string
	for _, a := range Assumptions() {
		known = append(known, a.Name)
		if a.Name != name {
			continue
		}
		if slices.Contains(a.Settings, setting) {
			return nil
		}
		return invalid("assumption %s has no setting %q: it has %s", name, setting, strings.Join(a.Settings, ", "))
	}
	return invalid("no assumption %q: there are %s", name, strings.Join(known, ", "))
}

// defaultSettings returns the first setting of each assumption, by name.
func defaultSettings() map[string]string {
	settings := map[string]string{}
	for _, a := range Assumptions() {
		settings[a.Name] = a.Settings[0]
	}
	return settings
}

func (s *Server) setting(name string) string {
	setting, ok := s.settings[name]
	if !ok {
		panic(fmt.Sprintf("mockserver: no assumption %q", name))
	}
	return setting
}

func (s *Server) is(name, setting string) bool { return s.setting(name) == setting }
