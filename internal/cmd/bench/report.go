package main

import (
	"fmt"
	"strings"
	"time"
)

// goals are upper bounds. 0 sets none.
type goals struct {
	planWall    time.Duration
	planRatio   float64 // to the floor
	createRatio float64 // to the floor plus the time of two requests for each object, ten at once
	requests    int
	providerMiB float64
}

// measured holds the samples of a case.
type measured struct{ floorCreates, creates, floorPlans, plans []sample }

const header = `| case | latency | run | time | floor | ratio | requests | CPU | of the floor | of the provider | memory | goal |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`

// print prints a row for each kind of run, and returns the missed goals.
func (m measured) print(c testcase) (missed []string) {
	row := func(run string, s, floor sample, ratio float64, results ...result) {
		var goals []string
		for _, r := range results {
			if r.max == 0 {
				continue
			}
			goals = append(goals, fmt.Sprintf("%s ≤ %g", r.what, r.max))
			if r.got > r.max {
				goals[len(goals)-1] += " **missed**"
				missed = append(missed, fmt.Sprintf("%s: %s of the %s: %.3g is more than %g", c.name, r.what, run, r.got, r.max))
			}
		}
		fmt.Printf("| %s | %d ms | %s | %s | %s | %.2f | %d | %s | %s | %s | %.0f MiB | %s |\n",
			c.name, c.latency.Milliseconds(), run, seconds(s.wall), seconds(floor.wall), ratio, s.requests,
			seconds(s.cpu), seconds(floor.cpu), seconds(s.providerCPU), s.providerMiB, strings.Join(goals, ", "))
	}
	if len(m.creates) > 0 {
		s, floor := median(m.creates), median(m.floorCreates)
		waiting := time.Duration(c.objects()) * 2 * c.latency / 10
		ratio := s.wall.Seconds() / (floor.wall + waiting).Seconds()
		floor.wall += waiting
		row("create", s, floor, ratio, result{"ratio", ratio, c.goals.createRatio})
	}
	s, floor := median(m.plans), median(m.floorPlans)
	ratio := s.wall.Seconds() / floor.wall.Seconds()
	row("plan", s, floor, ratio,
		result{"seconds", s.wall.Seconds(), c.goals.planWall.Seconds()},
		result{"ratio", ratio, c.goals.planRatio},
		result{"requests", float64(s.requests), float64(c.goals.requests)},
		result{"MiB", s.providerMiB, c.goals.providerMiB})
	return missed
}

// result is a measured value and its goal.
type result struct {
	what     string
	got, max float64
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
