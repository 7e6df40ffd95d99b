package customnode_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/mockserver"
	"github.com/losant/terraform-provider-losant/internal/testing/acctest"
)

const (
	statsType  = typeName + "_stats"
	errorsType = typeName + "_errors"
	deviceID   = "60106426dc03c6aad06540bb"
)

// day is a range from which the client computes a length.
func day(changes object) object {
	config := object{"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"}
	for name, value := range changes {
		config[name] = value
	}
	return config
}

// The number of intervals depends on what Losant does with those without runs.
func TestStatsOfACustomNode(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]int{"zeros": 25, "left-out": 2} {
		srv := mockserver.Start(t, mockserver.With("node-stats-gaps", setting))
		id := srv.AddCustomNode(mockserver.Doc{"name": "node"})
		srv.AddCustomNodeRuns(id, mockserver.Doc{"time": "2026-01-01T00:10:00Z", "runCount": 3, "pathsCompleted": 4, "pathsFailed": 1, "wallTime": 1.5})
		srv.AddCustomNodeRuns(id, mockserver.Doc{"time": "2026-01-02T00:00:00Z", "runCount": 7})
		got, diagnostics := acctest.NewServer(t, srv, nil).ReadData(statsType, day(object{"custom_node_id": id}))
		acctest.ExpectDetails(t, diagnostics)
		metrics, _ := got["metrics"].([]any)
		if len(metrics) != want {
			t.Errorf("%s: %d intervals, want %d", setting, len(metrics), want)
			continue
		}
		first := object{"date": "2026-01-01T00:00:00.000Z", "runs": 3.0, "paths_completed": 4.0, "paths_failed": 1.0, "wall_time": 1.5}
		last := object{"date": "2026-01-02T00:00:00.000Z", "runs": 7.0, "paths_completed": 0.0, "paths_failed": 0.0, "wall_time": 0.0}
		if diff := cmp.Diff([]any{first, last}, []any{metrics[0], metrics[want-1]}); diff != "" {
			t.Errorf("%s: first and last (-want +got):\n%s", setting, diff)
		}
	}
}

func TestErrorsOfACustomNode(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]int{"1000": 120, "100": 100} {
		srv := mockserver.Start(t, mockserver.With("node-errors-limit", setting))
		id := srv.AddCustomNode(mockserver.Doc{"name": "node"})
		for range 119 {
			srv.AddCustomNodeError(id, mockserver.Doc{"time": "2026-01-01T00:10:00Z"})
		}
		srv.AddCustomNodeError(id, mockserver.Doc{
			"time": "2026-01-01T12:00:00Z", "deviceId": deviceID, "deviceName": "pump", "flowVersion": "v1", "flowVersionId": deviceID, "nodeId": "a", "nodeLabel": "HTTP",
			"error": mockserver.Doc{"name": "TypeError", "message": "x is undefined"},
		})
		got, diagnostics := acctest.NewServer(t, srv, nil).ReadData(errorsType, day(object{"custom_node_id": id, "limit": 200}))
		acctest.ExpectDetails(t, diagnostics)
		list, _ := got["errors"].([]any)
		if len(list) != want {
			t.Errorf("%s: %d errors, want %d", setting, len(list), want)
		}
		bare := object{"date": "2026-01-01T00:10:00.000Z"}
		for _, name := range []string{"name", "message", "node_id", "node_label", "device_id", "device_name", "version", "version_id"} {
			bare[name] = nil
		}
		full := object{
			"date": "2026-01-01T12:00:00.000Z", "name": "TypeError", "message": "x is undefined", "node_id": "a", "node_label": "HTTP",
			"device_id": deviceID, "device_name": "pump", "version": "v1", "version_id": deviceID,
		}
		if diff := cmp.Diff([]any{full, bare}, list[:2]); diff != "" {
			t.Errorf("%s: errors (-want +got):\n%s", setting, diff)
		}
	}
}

// Both ends of the range are sent, and are the same for the whole run.
func TestRunsAreRequestedAsConfigured(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddCustomNode(mockserver.Doc{"name": "node"})
	s := acctest.NewServer(t, srv, nil)
	for name, tc := range map[string]struct {
		typeName string
		config   object
		want     string // duration and the parameter of the type
	}{
		"stats of the last day":          {statsType, object{}, "86400000 3600000"},
		"stats by day":                   {statsType, object{"last": "7d", "resolution": "1d"}, "604800000 86400000"},
		"stats with a huge resolution":   {statsType, object{"resolution": "99999999999w"}, "86400000 3162240000000"},
		"errors of the last day":         {errorsType, object{}, "86400000 25"},
		"errors of an hour with a limit": {errorsType, object{"last": "1h", "limit": 3}, "3600000 3"},
		"errors with an instance":        {errorsType, object{"instance_id": srv.InstanceID()}, "86400000 25"},
	} {
		srv.ResetRequests()
		tc.config["custom_node_id"] = id
		got, diagnostics := s.ReadData(tc.typeName, tc.config)
		acctest.ExpectDetails(t, diagnostics)
		sent := srv.Requests(http.MethodGet)[0].Query
		if parts := sent.Get("duration") + " " + sent.Get("resolution") + sent.Get("limit"); parts != tc.want {
			t.Errorf("%s: sent %q, want %q", name, parts, tc.want)
		}
		text, _ := got["end"].(string)
		end, err := time.Parse(time.RFC3339, text)
		if err != nil || sent.Get("end") != strconv.FormatInt(end.UnixMilli(), 10) {
			t.Errorf("%s: sent the end %s for %v", name, sent.Get("end"), got["end"])
		}
	}
}

func TestRunsReportErrors(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t)
	id := srv.AddCustomNode(mockserver.Doc{"name": "node"})
	s := acctest.NewServer(t, srv, nil)
	denied := acctest.NewServer(t, srv, object{"api_token": srv.AddToken("instanceCustomNode.get")})
	for typeName, what := range map[string]string{statsType: "statistics", errorsType: "errors"} {
		_, diagnostics := denied.ReadData(typeName, object{"custom_node_id": id})
		acctest.ExpectDetails(t, diagnostics, "all.Instance.read, instanceCustomNode.*, "+map[string]string{statsType: "instanceCustomNode.stats", errorsType: "instanceCustomNode.errors"}[typeName])
		for want, config := range map[string]object{
			"ERROR Could not read the " + what + " of custom node " + deviceID + ": ": {"custom_node_id": deviceID},
			"must be an id of 24 hexadecimal digits":                                  {"custom_node_id": "node"},
			"Range ends before it starts":                                             {"custom_node_id": id, "start": "2999-01-01T00:00:00Z"},
			"Invalid duration":                                                        {"custom_node_id": id, "last": "a day"},
		} {
			_, diagnostics := s.ReadData(typeName, config)
			acctest.ExpectDetails(t, diagnostics, want)
		}
	}
	_, diagnostics := s.ReadData(statsType, object{"custom_node_id": id, "resolution": "1s"})
	acctest.ExpectDetails(t, diagnostics, "resolution is too small for the duration")
	_, diagnostics = s.ReadData(errorsType, object{"custom_node_id": id, "limit": 1001})
	acctest.ExpectDetails(t, diagnostics, "must be from 1 to 1000")
}
