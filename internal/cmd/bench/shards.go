package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/losant/terraform-provider-losant/internal/testing/tfcli"
)

const (
	shardSize  = 2500
	shardOf    = 20_000 // organizations of the instance
	rootAtMost = 15 * time.Minute
)

const shardsHeader = `| plan | time | requests | CPU | of the provider | memory of the provider |
| --- | --- | --- | --- | --- | --- |`

// benchShards measures a shard alone, two shards side by side, and one root module with all organizations.
func benchShards(ctx context.Context, mirror *tfcli.Mirror, dir string, turns int) error {
	fmt.Println(shardsHeader)
	both := testcase{organizations: 2 * shardSize, others: shardOf - 2*shardSize, latency: latency}
	source, err := both.bed(ctx, mirror, filepath.Join(dir, "both"))
	if err != nil {
		return err
	}
	defer source.close()
	var shards []*bed
	for i := range 2 {
		shard, err := source.shard(ctx, mirror, filepath.Join(dir, fmt.Sprintf("shard%d", i)), i*shardSize)
		if err != nil {
			return err
		}
		shards = append(shards, shard)
	}
	for _, beds := range [][]*bed{shards[:1], shards} {
		var samples []sample
		for range turns {
			s, err := planTogether(ctx, beds)
			if err != nil {
				return err
			}
			samples = append(samples, s)
		}
		printShards(fmt.Sprintf("%d × %d of %d organizations", len(beds), shardSize, shardOf), median(samples))
	}
	return benchRoot(ctx, mirror, filepath.Join(dir, "root"))
}

// benchRoot measures one plan of all organizations, which ends in time or not at all.
func benchRoot(ctx context.Context, mirror *tfcli.Mirror, dir string) error {
	name := fmt.Sprintf("%d organizations in one root module", shardOf)
	root, err := testcase{organizations: shardOf, latency: latency}.bed(ctx, mirror, dir)
	if err != nil {
		return err
	}
	defer root.close()
	limited, cancel := context.WithTimeout(ctx, rootAtMost)
	defer cancel()
	s, err := planTogether(limited, []*bed{root})
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		fmt.Printf("| %s | more than %s | | | | |\n", name, rootAtMost)
		return nil
	}
	if err == nil {
		printShards(name, s)
	}
	return err
}

func printShards(name string, s sample) {
	fmt.Printf("| %s | %s | %d | %s | %s | %.0f MiB |\n", name, seconds(s.wall), s.requests, seconds(s.cpu), seconds(s.providerCPU), s.providerMiB)
}

// planTogether plans beds of one mock server at the same time. The sample has the sums, the time until the last plan
// ended, and the largest memory of a provider.
func planTogether(ctx context.Context, beds []*bed) (sample, error) {
	beds[0].mock.ResetRequests()
	start := time.Now()
	samples, errs := make([]sample, len(beds)), make([]error, len(beds))
	var group sync.WaitGroup
	for i, b := range beds {
		group.Go(func() { samples[i], errs[i] = run(ctx, b.Workspace, "plan", "-detailed-exitcode", "-no-color") })
	}
	group.Wait()
	all := sample{wall: time.Since(start), requests: len(beds[0].mock.Requests())}
	for _, s := range samples {
		all.cpu += s.cpu
		all.providerCPU += s.providerCPU
		all.providerMiB = max(all.providerMiB, s.providerMiB)
	}
	return all, errors.Join(errs...)
}

// shard returns a bed on the same mock server that manages a part of the organizations.
func (b *bed) shard(ctx context.Context, mirror *tfcli.Mirror, dir string, first int) (*bed, error) {
	w, err := workspace(mirror, dir, b.Env...)
	if err != nil {
		return nil, err
	}
	shard := &bed{Workspace: w, mock: b.mock, server: b.server}
	text := fmt.Sprintf(config, shardSize, 0, oneOrganization)
	if err := shard.configure(ctx, strings.ReplaceAll(text, "${count.index}", fmt.Sprintf("${count.index + %d}", first))); err != nil {
		return nil, err
	}
	return shard, cutState(filepath.Join(b.Dir, "terraform.tfstate"), filepath.Join(dir, "terraform.tfstate"), first)
}

// cutState copies a state with the organizations of a shard only.
func cutState(from, to string, first int) error {
	text, err := os.ReadFile(from) //nolint:gosec // The benchmark has created the folder.
	if err != nil {
		return err
	}
	var state map[string]any
	if err := json.Unmarshal(text, &state); err != nil {
		return err
	}
	resources, _ := state["resources"].([]any)
	for _, r := range resources {
		resource, _ := r.(map[string]any)
		instances, _ := resource["instances"].([]any)
		part := make([]any, 0, shardSize)
		for i, entry := range instances[first : first+shardSize] {
			instance, _ := entry.(map[string]any)
			instance = maps.Clone(instance)
			instance["index_key"] = i
			part = append(part, instance)
		}
		resource["instances"] = part
	}
	if text, err = json.Marshal(state); err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o600)
}
