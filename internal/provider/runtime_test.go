package provider_test

import (
	"maps"
	"math"
	"os"
	"runtime/debug"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/losant/terraform-provider-losant/internal/provider"
)

// variables are all that TuneProcess reads.
var variables = []string{
	"GOGC", "GOMEMLIMIT", "TF_LOG", "TF_LOG_PROVIDER", "TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_LOSANT",
}

// tuned is what TuneProcess makes of a process.
type tuned struct {
	Environment map[string]string
	GCPercent   int
	MemoryLimit int64
}

// tuneProcess calls TuneProcess with the variables that a user has set, and
// restores the process afterwards.
func tuneProcess(t *testing.T, env map[string]string) tuned {
	t.Helper()
	for _, name := range variables {
		t.Setenv(name, env[name]) // Restores the variable after the test.
		if env[name] == "" {
			if err := os.Unsetenv(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(math.MaxInt64)
	provider.TuneProcess()
	got := tuned{Environment: map[string]string{}}
	for _, name := range variables {
		if value, ok := os.LookupEnv(name); ok {
			got.Environment[name] = value
		}
	}
	got.GCPercent, got.MemoryLimit = debug.SetGCPercent(percent), debug.SetMemoryLimit(limit)
	return got
}

func TestProcessIsTunedIfTheUserSetNothing(t *testing.T) {
	want := tuned{
		Environment: map[string]string{"TF_LOG_SDK": "OFF", "TF_LOG_SDK_PROTO": "OFF", "TF_LOG_SDK_FRAMEWORK": "OFF", "TF_LOG_PROVIDER_LOSANT": "OFF"},
		GCPercent:   400,
		MemoryLimit: 192 << 20,
	}
	if diff := cmp.Diff(want, tuneProcess(t, nil)); diff != "" {
		t.Errorf("process (-want +got):\n%s", diff)
	}
}

func TestTuningOverridesNoVariable(t *testing.T) {
	for _, name := range variables {
		t.Run(name, func(t *testing.T) {
			quiet := tuneProcess(t, nil)
			set := map[string]string{name: "50"}
			got := tuneProcess(t, set)
			want := quiet
			switch name {
			case "GOGC":
				want.Environment = maps.Clone(quiet.Environment)
				want.Environment[name] = "50"
				want.GCPercent = 100 // The value before the call.
			case "GOMEMLIMIT":
				want.Environment = maps.Clone(quiet.Environment)
				want.Environment[name] = "50"
				want.MemoryLimit = math.MaxInt64
			default: // One log level of the user keeps all logs as they are.
				want.Environment = set
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("process (-want +got):\n%s", diff)
			}
		})
	}
}
