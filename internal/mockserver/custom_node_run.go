package mockserver

import (
	"slices"
	"strconv"
	"time"
)

// The keys of the runs of custom nodes, and of their errors, among the objects of an instance.
const (
	nodeRuns   = "custom node runs"
	nodeErrors = "custom node errors"
)

// maxIntervals limits the work for one request.
const maxIntervals = 10_000

var nodeRunShape = shape{
	{name: "time", use: seed, kind: aDate},
	{name: "runCount", use: seed, kind: anInteger},
	{name: "pathsCompleted", use: seed, kind: anInteger},
	{name: "pathsFailed", use: seed, kind: anInteger},
	{name: "wallTime", use: seed, kind: aNumber},
}

var nodeErrorShape = shape{
	{name: "time", use: seed, kind: aDate},
	{name: "deviceId", use: seed, kind: anID},
	{name: "deviceName", use: seed, min: 1, max: 255},
	{name: "flowVersion", use: seed, min: 1, max: 255},
	{name: "flowVersionId", use: seed, kind: anID},
	{name: "nodeId", use: seed},
	{name: "nodeLabel", use: seed},
	{name: "error", use: seed, kind: anObject, shapes: []shape{{{name: "name", use: seed}, {name: "message", use: seed}}}},
}

// spanParams are the parameters of a range that is given by its length and its end.
var spanParams = []param{{name: "duration", fallback: dayMillis, digits: true}, {name: "end", fallback: "0", digits: true}}

// lengthAndEnd returns the range of the request. An end of 0 is the current time.
func (c *call) lengthAndEnd() span {
	s := span{end: c.clock()}
	if end, _ := c.integer("end"); end != 0 {
		s.end = time.UnixMilli(end)
	}
	length, _ := c.integer("duration")
	s.start = time.UnixMilli(s.end.UnixMilli() - length)
	return s
}

// ofNode returns the documents of a custom node with a time in the span.
func (s span) ofNode(docs []Doc, node Doc) []Doc {
	return slices.DeleteFunc(slices.Clone(docs), func(d Doc) bool {
		at := timeOf(d)
		return d["customNodeId"] != node["id"] || at.Before(s.start) || at.After(s.end)
	})
}

func timeOf(doc Doc) time.Time {
	at, _ := time.Parse(time.RFC3339, text(doc, "time"))
	return at
}

// nodeNumbers are the fields of runs that are summed.
var nodeNumbers = []string{"runCount", "pathsCompleted", "pathsFailed", "wallTime"}

// nodeStats sums the runs of each interval of the resolution.
func nodeStats(c *call) (any, error) {
	requested := c.lengthAndEnd()
	resolution, _ := c.integer("resolution")
	switch {
	case resolution < 1:
		return nil, invalid("resolution is less than minimum")
	case requested.end.Sub(requested.start).Milliseconds()/resolution > maxIntervals:
		return nil, invalid("resolution is too small for the duration")
	}
	sums := map[int64]Doc{}
	for _, run := range requested.ofNode(c.instance.objects[nodeRuns], found[Doc](c)) {
		unit := timeOf(run).UnixMilli() / resolution
		if sums[unit] == nil {
			sums[unit] = Doc{}
		}
		for _, name := range nodeNumbers {
			sums[unit][name] = number(sums[unit], name) + number(run, name)
		}
	}
	metrics := []any{}
	first, last := requested.units(time.Duration(resolution) * time.Millisecond)
	for unit := first; unit <= last; unit++ {
		if sums[unit] == nil && c.settingIs("node-stats-gaps", "left-out") {
			continue
		}
		metric := Doc{"time": date(time.UnixMilli(unit * resolution))}
		for _, name := range nodeNumbers {
			metric[name] = number(sums[unit], name)
		}
		metrics = append(metrics, metric)
	}
	doc := Doc{"start": date(requested.start), "end": date(requested.end), "resolution": resolution, "metrics": metrics}
	return c.hypermedia(doc, "flowStats", nil), nil
}

func listNodeErrors(c *call) (any, error) {
	requested := c.lengthAndEnd()
	limit, _ := c.integer("limit")
	greatest, _ := strconv.ParseInt(c.setting("node-errors-limit"), 10, 64)
	limit = min(limit, greatest)
	matches := requested.ofNode(c.instance.objects[nodeErrors], found[Doc](c))
	sortDocs(matches, "time", c.params["sortDirection"], "id")
	items := []any{}
	for _, d := range matches[:min(int(limit), len(matches))] {
		d = clone(d)
		delete(d, "customNodeId")
		delete(d, "id")
		items = append(items, d)
	}
	doc := Doc{
		"start": date(requested.start), "end": date(requested.end), "limit": limit, "sortDirection": c.params["sortDirection"], "errors": items,
	}
	return c.hypermedia(doc, "flowErrors", nil), nil
}

// AddCustomNodeRuns adds runs of a custom node at a time, which defaults to the time of the server. It panics if there is no
// such node or the document is invalid.
func (s *Server) AddCustomNodeRuns(node string, doc Doc) {
	s.mustChange(func() error { return s.addNodeDoc(nodeRuns, nodeRunShape, node, doc) })
}

// AddCustomNodeError adds an error of a run of a custom node, as AddCustomNodeRuns does.
func (s *Server) AddCustomNodeError(node string, doc Doc) {
	s.mustChange(func() error { return s.addNodeDoc(nodeErrors, nodeErrorShape, node, doc) })
}

// customNodeControls returns the control operations of custom nodes, of their runs and of their errors.
func customNodeControls() map[string]control {
	const path = "/_control/instance/nodes"
	controls := crudControls(path, (*Server).addCustomNode, (*Server).editCustomNode, (*Server).removeCustomNode)
	controls["POST "+path+"/{id}/runs"] = func(c controlCall) (any, error) {
		return noContent(c.addNodeDoc(nodeRuns, nodeRunShape, c.path("id"), c.doc))
	}
	controls["POST "+path+"/{id}/errors"] = func(c controlCall) (any, error) {
		return noContent(c.addNodeDoc(nodeErrors, nodeErrorShape, c.path("id"), c.doc))
	}
	return controls
}

func (s *Server) addNodeDoc(kind string, rules shape, node string, doc Doc) error {
	in, _, err := s.nodeByID(lower(node))
	if err != nil {
		return err
	}
	fields, err := rules.read(doc, seed)
	if err != nil {
		return err
	}
	if fields["time"] == nil {
		fields["time"] = date(s.clock())
	}
	fields["time"] = normalizeDate(fields["time"])
	fields["id"], fields["customNodeId"] = s.nextID(), lower(node)
	in.objects[kind] = append(in.objects[kind], fields)
	return nil
}
