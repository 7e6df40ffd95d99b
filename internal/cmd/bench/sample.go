package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

// sample is the cost of one run of Terraform. That of the provider is only known on
// Linux.
type sample struct {
	wall        time.Duration
	cpu         time.Duration // of Terraform and the provider
	providerCPU time.Duration
	providerMiB float64 // maximum resident memory
	requests    int
}

// run runs Terraform and measures it. An exit code other than 0 is an error.
func run(ctx context.Context, w *tfcli.Workspace, args ...string) (sample, error) {
	cmd := w.Command(ctx, args...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return sample{}, err
	}
	done, usage := make(chan struct{}), make(chan sample)
	go func() { usage <- watch(cmd.Process.Pid, done) }()
	err := cmd.Wait()
	wall := time.Since(start)
	close(done)
	s := <-usage
	if err != nil {
		return sample{}, fmt.Errorf("terraform %s: %w\n%s", strings.Join(args, " "), err, tail(output.String()))
	}
	s.wall, s.cpu = wall, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
	return s, nil
}

func tail(text string) string { return text[max(0, len(text)-2000):] }

// watch observes the children of a process, which are providers, until done.
// Terraform starts one for each graph walk. Watch adds their times, and returns the
// largest memory.
func watch(parent int, done <-chan struct{}) sample {
	times, peak := map[int]time.Duration{}, 0.0
	for {
		for _, pid := range children(parent) {
			cpu, mib, err := usageOf(pid)
			if err == nil {
				times[pid] = max(times[pid], cpu)
				peak = max(peak, mib)
			}
		}
		select {
		case <-done:
			var s sample
			for _, cpu := range times {
				s.providerCPU += cpu
			}
			s.providerMiB = peak
			return s
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func children(parent int) []int {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	var pids []int
	for _, list := range lists {
		text, _ := os.ReadFile(list) //nolint:gosec // The path is in /proc.
		for _, word := range strings.Fields(string(text)) {
			if pid, err := strconv.Atoi(word); err == nil {
				pids = append(pids, pid)
			}
		}
	}
	return pids
}

// usageOf returns what a process has used so far.
func usageOf(pid int) (cpu time.Duration, mib float64, err error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, err
	}
	// The name in parentheses may contain anything. The fields from the third on follow.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0, 0, fmt.Errorf("unexpected /proc/%d/stat", pid)
	}
	for _, ticks := range fields[11:13] {
		n, err := strconv.ParseInt(ticks, 10, 64)
		if err != nil {
			return 0, 0, err
		}
		cpu += time.Duration(n) * 10 * time.Millisecond // Linux counts hundredths of a second.
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		if words := strings.Fields(line); len(words) == 3 && words[0] == "VmHWM:" {
			kib, _ := strconv.ParseFloat(words[1], 64)
			mib = kib / 1024
		}
	}
	return cpu, mib, nil
}

// median returns the sample with the median wall time.
func median(samples []sample) sample {
	sorted := slices.SortedFunc(slices.Values(samples), func(a, b sample) int { return int(a.wall - b.wall) })
	return sorted[len(sorted)/2]
}
