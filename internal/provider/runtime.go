package provider

import (
	"log"
	"os"
	"runtime/debug"
)

const (
	gcPercent   = 400
	memoryLimit = 192 << 20 // bytes
)

// sdkLogLevels are the variables that the plugin SDK reads its log levels from.
var sdkLogLevels = []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_LOSANT"}

// TuneProcess sets up the process that serves the provider. Call it before the
// server starts. It does not override variables that the user has set.
func TuneProcess() {
	quietSDKLogs()
	tuneGarbageCollector()
}

// tuneGarbageCollector trades memory, of which the provider needs little, for
// time: by default, garbage collection would take a fifth of the CPU time. The
// limit makes the collector run more often before memory becomes scarce.
func tuneGarbageCollector() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}

// quietSDKLogs turns off the logs of the plugin SDK and the provider unless the
// user has set a log level. Otherwise they write every line to standard error,
// where Terraform parses and discards it: with a thousand resources, a third of
// the provider's CPU time.
func quietSDKLogs() {
	for _, name := range append([]string{"TF_LOG", "TF_LOG_PROVIDER"}, sdkLogLevels...) {
		if os.Getenv(name) != "" {
			return
		}
	}
	for _, name := range sdkLogLevels {
		if err := os.Setenv(name, "OFF"); err != nil {
			log.Printf("[WARN] %s: %s", name, err)
		}
	}
}
