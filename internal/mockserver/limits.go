package mockserver

// limitShape is the 34 limits of an organization. Counts, bytes, seconds and minutes are all integers.
var limitShape = limitFields(map[string][2]int{"dataTTL": {86400, 0}, "systemInterval": {5, 3600}})

// instanceLimitShape is the same limits without bounds, and four more.
var instanceLimitShape = append(limitFields(nil),
	field{name: "organization", use: writable, kind: anInteger},
	field{name: "instanceApiToken", use: writable, kind: anInteger},
	field{name: "instanceNotificationRule", use: writable, kind: anInteger},
	field{name: "instanceCustomNode", use: writable, kind: anInteger})

func limitFields(bounds map[string][2]int) shape {
	var out shape
	for name := range instanceLimits {
		if !ownLimits[name] {
			out = append(out, field{name: name, use: writable, kind: anInteger, min: bounds[name][0], max: bounds[name][1]})
		}
	}
	return out
}

// ownLimits is the limits of an instance that an organization does not have.
var ownLimits = map[string]bool{
	"organization": true, "instanceApiToken": true, "instanceNotificationRule": true, "instanceCustomNode": true,
}

// instanceLimits is the limits of a new instance.
var instanceLimits = map[string]float64{
	"apitoken": 10000, "application": 1000, "applicationcertificate": 10000, "applicationcertificateauthority": 10000,
	"applicationkey": 10000, "credential": 1000, "dashboard": 1000, "datatable": 1000, "device": 100000,
	"devicerecipe": 10000, "experiencedomain": 1000, "experienceendpoint": 5000, "experiencegroup": 1000,
	"experienceslug": 1000, "experienceuser": 10000, "experienceversion": 10000, "experienceview": 5000,
	"file": 10000, "flow": 10000, "integration": 500, "notebook": 1000, "privatefile": 10000, "resourcejob": 1000,
	"webhook": 10000, "dataTTL": 31536000, "member": 1000, "payload": 750000000, "storage": 10737418240,
	"notebookMinutesPerRun": 120, "notebookMinutesPerMonth": 9300, "notebookInParallel": 50,
	"experienceFlowSlots": 300, "applicationFlowSlots": 3500, "systemInterval": 5,
	"organization": 10000, "instanceApiToken": 1000, "instanceNotificationRule": 1000, "instanceCustomNode": 1000,
}

// defaultLimits returns the limits of a new organization. A key that is neither in the default configuration nor in the
// limits of the instance is absent, which means unlimited.
func (s *Server) defaultLimits(in *instance) Doc {
	config, limits := object(in.doc, "orgDefaultLimitConfig"), object(in.doc, "limits")
	if s.settingIs("create-defaults", "instance") {
		config = nil
	}
	out := Doc{}
	for _, f := range limitShape {
		if v, ok := config[f.name]; ok {
			out[f.name] = v
		} else if v, ok := limits[f.name]; ok {
			out[f.name] = v
		}
	}
	return out
}

// checkLimits checks that limits do not exceed those of the instance, and returns what to store.
func (s *Server) checkLimits(in *instance, requested Doc) (Doc, error) {
	bounds, out := object(in.doc, "limits"), clone(requested)
	for _, f := range limitShape {
		v, isSet := requested[f.name].(float64)
		bound, isBound := bounds[f.name].(float64)
		if !isSet || !isBound {
			continue
		}
		above := v > bound
		if f.name == "systemInterval" {
			// A lower interval is more generous, so the limit of the instance might be a minimum.
			above = s.settingIs("system-interval-limit", "minimum") && v < bound
		}
		switch {
		case !above || s.settingIs("above-instance-limit", "accepted"):
		case s.settingIs("above-instance-limit", "clamped"):
			out[f.name] = bound
		default:
			return nil, invalid("limits.%s must not exceed the limit of the instance, which is %.0f", f.name, bound)
		}
	}
	return out, nil
}

// full reports whether a count has reached a limit. An absent limit means unlimited.
func (s *Server) full(limits Doc, name string, count int) bool {
	limit, ok := limits[name].(float64)
	if !ok || (limit == 0 && s.settingIs("zero-limit", "unlimited")) {
		return false
	}
	return float64(count) >= limit
}
