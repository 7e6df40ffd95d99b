package mockserver

import (
	"math"
	"regexp"
	"slices"
)

var customNodeShape = shape{
	{name: "name", use: writable, required: create | seed, min: 1, max: 255},
	{name: "triggers", use: writable, required: create | seed, kind: aList, item: &field{kind: anObject, shapes: []shape{
		triggerShape([]string{"virtualButton"}, []string{"virtualButton"},
			field{name: "groupId", use: writable, max: 48},
			field{name: "payload", use: writable, max: 262144},
			field{name: "deviceId", use: writable, kind: anID, nullable: true, blank: true}),
		triggerShape(triggerTypes, triggerNames, field{name: "triggerId", use: writable, max: 48}),
	}}},
	{name: "nodes", use: writable, required: create | seed, kind: aList, item: &field{kind: anObject, shapes: []shape{{
		{name: "type", use: writable, required: writable, min: 1, max: 1024},
		{name: "id", use: writable, max: 1024},
		{name: "config", use: writable, kind: anObject},
		{name: "meta", use: writable, kind: anObject},
		outputIDs,
	}}}},
	{name: "customNodeConfig", use: writable, kind: anObject, shapes: []shape{{
		{name: "outputCount", use: writable, required: writable, kind: anInteger, min: 1, max: 2},
		{name: "resultMode", use: writable, required: writable, enum: []string{"optional", "required", "none"}},
		{name: "resultDescription", use: writable, max: 32767},
		{name: "fields", use: writable, required: writable, kind: aList, max: 100, item: &field{kind: anObject, shapes: configFieldShapes()}},
	}}},
	{name: "customNodeSupports", use: writable, kind: aList, max: 1, item: &field{enum: []string{"cloud", "edge"}}},
	{name: "description", use: writable, max: 32767},
	{name: "shortDescription", use: writable, max: 1024},
	{name: "iconData", use: writable, max: 32767, nullable: true, pattern: regexp.MustCompile(`^data:image/(jpg|jpeg|png|svg\+xml);base64,[0-9a-zA-Z+/=]*$`)},
	{name: "docsUrl", use: writable, max: 1024},
	{name: "category", use: writable, enum: []string{"data", "experience", "logic", "output", "debug", ""}},
	{name: "minimumAgentVersion", use: writable, pattern: regexp.MustCompile(`^(0|([1-9]\d*))\.(0|([1-9]\d*))\.(0|([1-9]\d*))$`)},
	{name: "creationDate", use: readOnly, kind: aDate},
}

var triggerTypes = []string{
	"customNodeStart", "deviceCreate", "deviceCommand", "deviceIdConnect", "deviceTagConnect", "deviceIdDisconnect", "deviceTagDisconnect", "inboundEmail", "notebook", "onBoot", "onConnect", "onDisconnect", "resourceJobComplete", "resourceJobIteration", "resourceJobIterationTimeout", "udp", "webhook",
}

var triggerNames = []string{
	"customNodeStart", "deviceCreate", "deviceCommand", "deviceIdsTagsConnect", "deviceIdsTagsDisconnect", "eeaInit", "flowError", "inboundEmail", "notebook", "onBoot", "onConnect", "onDisconnect", "resourceJobComplete", "resourceJobIteration", "resourceJobIterationTimeout", "udp", "webhook",
}

// undocumentedTriggerFields are fields of a trigger's meta that requests may have and documented responses do not.
var undocumentedTriggerFields = []string{"icon", "color", "inputCount", "outputCount", "triggerId", "groupId", "payload", "deviceId", "id"}

var outputIDs = field{
	name: "outputIds", use: writable, kind: aList, max: 100,
	item: &field{kind: aList, max: 100, item: &field{min: 1, max: 48}},
}

// coordinate is a number of any size.
func coordinate(name string) field {
	return field{name: name, use: writable, kind: aNumber, min: math.MinInt32}
}

func triggerShape(types, names []string, more ...field) shape {
	meta := append(shape{
		{name: "name", use: writable, enum: names},
		{name: "category", use: writable, enum: []string{"trigger"}},
		{name: "label", use: writable, min: 1, max: 255},
		coordinate("x"), coordinate("y"), coordinate("inputCount"), coordinate("outputCount"),
		{name: "uiId", use: writable, max: 48},
		{name: "description", use: writable, max: 32767},
		{name: "icon", use: writable, max: 1024},
		{name: "color", use: writable, max: 1024},
		{name: "id", use: writable, max: 48},
	}, more...)
	return shape{
		{name: "type", use: writable, required: writable, enum: types},
		{name: "key", use: writable, max: 1024},
		{name: "config", use: writable, kind: anObject, shapes: []shape{{}}},
		{name: "meta", use: writable, kind: anObject, shapes: []shape{meta}},
		outputIDs,
	}
}

// configFieldShapes returns the shapes of the fields that a custom node has in the workflow editor, one for each type.
func configFieldShapes() []shape {
	required := field{name: "required", use: writable, kind: aBoolean}
	option := shape{
		{name: "value", use: writable, required: writable, min: 1, max: 1024},
		{name: "label", use: writable, max: 1024},
	}
	var shapes []shape
	for kind, more := range map[string]shape{
		"checkbox": {{name: "defaultValue", use: writable, kind: aBoolean}},
		"select": {
			{name: "defaultValue", use: writable, required: writable, min: 1, max: 1024},
			{name: "options", use: writable, required: writable, kind: aList, max: 100, item: &field{kind: anObject, shapes: []shape{option}}},
		},
		"stringTemplate": {{name: "defaultValue", use: writable, max: 1024}, required, {name: "validRegExp", use: writable, max: 1024}},
		"numberTemplate": {coordinate("defaultValue"), required, coordinate("validMin"), coordinate("validMax")},
		"jsonTemplate":   {{name: "defaultValue", use: writable, max: 32767}, required},
		"payloadPath":    {required},
		"section":        {},
	} {
		shapes = append(shapes, append(shape{
			{name: "type", use: writable, required: writable, enum: []string{kind}},
			{name: "label", use: writable, required: writable, min: 1, max: 1024},
			{name: "id", use: writable, min: 1, max: 1024},
			{name: "description", use: writable, max: 32767},
		}, more...))
	}
	// The order of the shapes decides which error is returned.
	slices.SortFunc(shapes, func(a, b shape) int { return compareStrings(a[0].enum[0], b[0].enum[0]) })
	return shapes
}
