package mockserver

import "regexp"

// use tells which documents may hold a member.
type use uint8

const (
	create   use = 1 << iota // The body of a POST.
	patch                    // The body of a PATCH.
	seed                     // A document that control adds.
	edit                     // Changes that control makes.
	writable = create | patch | seed | edit
	readOnly = seed | edit // What the API shows and never takes.
)

// kind is what a value must be before its bounds count.
type kind int

const (
	aString kind = iota
	anInteger
	aNumber
	aBoolean
	aDate
	aDateOrBoolean
	anID
	anEmail
	aScope // Of an instance.
	aURI
	anObject
	aList
	aCount // An object of objects of numbers: payloads by group and origin.
)

// field is the rule for one member. Strings are measured in code points, lists in items, and integers by value; a max
// of 0 is none.
type field struct {
	name     string
	use      use
	required use // The documents that must hold it.
	kind     kind
	min, max int
	enum     []string
	pattern  *regexp.Regexp
	item     *field  // The items of a list.
	unique   bool    // No item of the list may repeat.
	nullable bool    // Null is taken.
	blank    bool    // An empty string is taken, whatever the kind.
	shapes   []shape // The alternatives of an object, of which exactly one must fit.
}

// shape is the closed set of members of an object.
type shape []field

var (
	mfaModes  = []string{"notRequired", "adminRequired", "required"}
	orgRoles  = []string{"admin", "edit", "collaborate", "view", "none"}
	tagKey    = regexp.MustCompile(`^[0-9a-zA-Z_-]{1,255}$`)
	aTagValue = field{name: "value", use: writable, required: writable, min: 1, max: 255}
)

// noMembers is the body of operations that need none; official clients send {} there.
var noMembers = []shape{{}}

var organizationShape = shape{
	{name: "name", use: writable, required: create | seed, min: 1, max: 255},
	{name: "description", use: writable, max: 32767},
	{name: "iconColor", use: writable, max: 64},
	{name: "limits", use: writable, kind: anObject, shapes: []shape{limitShape}},
	{name: "members", use: create | seed, kind: aList, max: 10, item: &field{kind: anObject, shapes: memberShapes}},
	{name: "whitelistedEmailDomains", use: writable, kind: aList, item: &field{min: 3, max: 45}},
	{name: "auditLogEnabled", use: writable, kind: aBoolean},
	{name: "disabledAt", use: writable, kind: aDateOrBoolean},
	{name: "isReadOnly", use: writable, kind: aBoolean},
	{name: "tags", use: writable, kind: aList, max: 100, item: &field{kind: anObject, shapes: []shape{{
		{name: "key", use: writable, required: writable, pattern: tagKey}, aTagValue,
	}}}},
	{name: "referralId", use: writable, max: 1024},
	{name: "mfaMode", use: writable, enum: mfaModes},
	{name: "banner", use: writable, kind: anObject, shapes: []shape{{
		{name: "message", use: writable, max: 2048},
		{name: "level", use: writable, enum: []string{"info", "warning", "critical"}},
	}}},

	{name: "id", use: seed, kind: anID},
	{name: "instanceId", use: seed, kind: anID},
	{name: "creationDate", use: readOnly, kind: aDate},
	{name: "lastUpdated", use: readOnly, kind: aDate},
	{name: "planId", use: readOnly, max: 1024},
	{name: "customerId", use: readOnly, max: 1024},
	{name: "subscriptionId", use: readOnly, max: 1024},
	{name: "billingEmail", use: readOnly, kind: anEmail, max: 1024},
	{name: "subscriptionStatus", use: readOnly, enum: []string{"trialing", "active", "past_due", "canceled", "unpaid"}},
	{name: "currentPeriodStart", use: readOnly, kind: aDate},
	{name: "currentPeriodEnd", use: readOnly, kind: aDate},
}

// memberShapes are the two ways to name a new member: by account, or by an e-mail that may have none.
var memberShapes = []shape{
	append(shape{{name: "userId", use: writable, required: writable, kind: anID}}, roleFields...),
	append(shape{
		{name: "email", use: writable, required: writable, kind: anEmail, max: 1024},
		{name: "disallowTransfer", use: writable, kind: aBoolean},
	}, roleFields...),
}

// roleFields are also the body of a change of roles, which need not name any.
var roleFields = shape{
	{name: "role", use: writable, required: create | seed, enum: orgRoles},
	{name: "applicationRoles", use: writable, kind: aList, max: 100, item: &resourceRole},
	{name: "dashboardRoles", use: writable, kind: aList, max: 100, item: &resourceRole},
}

var resourceRole = field{kind: anObject, shapes: []shape{{
	{name: "resourceId", use: writable, required: writable, kind: anID},
	{name: "role", use: writable, required: writable, enum: []string{"collaborate", "view", "none"}},
}}}

var instanceShape = shape{
	{name: "orgDefaultLimitConfig", use: writable, kind: anObject, shapes: []shape{limitShape}},
	{name: "mfaMode", use: writable, enum: mfaModes},
	{name: "reportConfigs", use: writable, kind: aList, max: 10, item: &field{kind: anObject, shapes: []shape{reportShape}}},

	{name: "id", use: seed, kind: anID},
	{name: "name", use: readOnly, min: 1, max: 255},
	{name: "creationDate", use: readOnly, kind: aDate},
	{name: "lastUpdated", use: readOnly, kind: aDate},
	{name: "allowAuditLogging", use: readOnly, kind: aBoolean},
	{name: "limits", use: readOnly, kind: anObject, shapes: []shape{instanceLimitShape}},
	{name: "members", use: readOnly, kind: aList, item: &field{kind: anObject, shapes: []shape{{
		{name: "userId", use: writable, required: writable, kind: anID}, instanceRole,
	}}}},
}

var instanceRole = field{name: "role", use: writable, required: writable, enum: []string{"admin", "view"}}

// instanceMemberShapes both take the other's first member too: a person may be named twice.
var instanceMemberShapes = []shape{
	{
		{name: "userId", use: writable, required: writable, kind: anID},
		{name: "email", use: writable, kind: anEmail, max: 1024},
		instanceRole,
	},
	{
		{name: "email", use: writable, required: writable, kind: anEmail, max: 1024},
		{name: "userId", use: writable, kind: anID},
		instanceRole,
	},
}

var reportShape = shape{
	{name: "id", use: writable, max: 48},
	{name: "cron", use: writable, required: writable, max: 255},
	{name: "timezone", use: writable, max: 255},
	{name: "emails", use: writable, kind: aList, max: 10, item: &field{kind: anEmail, max: 1024}},
	{name: "callbackUrl", use: writable, kind: aURI, max: 1024},
	{name: "resourceGroupBy", use: writable, enum: []string{"application", "organization"}},
	{name: "dateGroupBy", use: writable, enum: []string{"day", "month"}},
	{name: "periods", use: writable, kind: anInteger, min: 1, max: 90},
	{name: "includeSandbox", use: writable, kind: aBoolean},
}

// accountShape is a person with a Losant account, which only control can make.
var accountShape = shape{
	{name: "userId", use: seed, kind: anID},
	{name: "email", use: readOnly, required: seed, kind: anEmail, max: 1024},
	{name: "firstName", use: readOnly, min: 1, max: 1024},
	{name: "lastName", use: readOnly, max: 1024},
	{name: "avatarUrl", use: readOnly, kind: aURI, max: 1024},
	{name: "twoFactorAuthEnabled", use: readOnly, kind: aBoolean},
	{name: "ssoLinked", use: readOnly, kind: aBoolean},
}

var instanceTokenShape = shape{
	{name: "name", use: writable, required: create | seed, min: 1, max: 255},
	{name: "description", use: writable, max: 32767},
	{name: "status", use: writable, enum: []string{"active", "inactive"}},
	{name: "scope", use: create | readOnly, kind: aList, unique: true, item: &field{kind: aScope}},
	{name: "expirationDate", use: create | readOnly, kind: aDate},
	{name: "creationDate", use: readOnly, kind: aDate},
}

var notificationRuleShape = shape{
	{name: "name", use: writable, required: create | seed, min: 1, max: 255},
	{name: "targetType", use: create | seed, required: create | seed, enum: []string{"organization"}},
	{name: "targetQueryJson", use: writable, required: create | seed, max: 8192},
	{name: "description", use: writable, max: 32767},
	{name: "enabled", use: writable, kind: aBoolean},
	{name: "callbackUrl", use: writable, kind: aURI, max: 1024, nullable: true, blank: true},
	{name: "emailConfig", use: writable, kind: anObject, nullable: true, shapes: []shape{{
		{name: "subjectTemplate", use: writable, required: writable, min: 1, max: 1024},
		{name: "bodyTemplate", use: writable, required: writable, max: 32767},
		{name: "sendToTarget", use: writable, enum: []string{"admins", "members", "none"}},
		{name: "sendToOwner", use: writable, enum: []string{"admins", "members", "none"}},
		{name: "sendToAddresses", use: writable, kind: aList, max: 10, item: &field{kind: anEmail, max: 1024}},
	}}},
	{name: "ruleConfig", use: writable, required: create | seed, kind: anObject, shapes: []shape{{
		{name: "ruleType", use: writable, required: writable, enum: []string{"payloadUsage", "notebookMinuteUsage"}},
		{name: "thresholdType", use: writable, required: writable, enum: []string{"percentOfLimit"}},
		{name: "threshold", use: writable, required: writable, kind: aNumber, max: 1000},
		{name: "maxFrequency", use: writable, enum: []string{"billingCycle", "daily"}},
	}}},
	{name: "creationDate", use: readOnly, kind: aDate},
}
