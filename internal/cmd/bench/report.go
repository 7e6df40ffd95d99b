package main

import (
	"fmt"
	"strings"
	"time"
)

// goals are the largest values that a case may have. Zero sets no goal.
type goals struct {
	planWall    time.Duration
	planRatio   float64 // to the floor
	createRatio float64 // to the floor, plus the time of two requests for each object, ten at once
	requests    int
	providerMiB float64
}

// measured is the result of a case.
type measured struct{ floorCreates, creates, floorPlans, plans []sample }

const header = `| case | latency | run | time | floor | ratio | requests | CPU | of the floor | of the provider | memory | goal |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |`

// print prints a row for each kind of run, and returns the missed goals.
func (m measured) print(c testcase) (missed []string) {
	row := func(run string, s, floor sample, ratio float64, verdicts ...verdict) {
		var goals []string
		for _, v := range verdicts {
			if v.most == 0 {
				continue
			}
			goals = append(goals, fmt.Sprintf("%s ≤ %g", v.what, v.most))
			if v.got > v.most {
				goals[len(goals)-1] += " **missed**"
				missed = append(missed, fmt.Sprintf("%s: %s of the %s: %.3g, more than %g", c.name, v.what, run, v.got, v.most))
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
		row("create", s, floor, ratio, verdict{"ratio", ratio, c.goals.createRatio})
	}
	s, floor := median(m.plans), median(m.floorPlans)
	ratio := s.wall.Seconds() / floor.wall.Seconds()
	row("plan", s, floor, ratio,
		verdict{"seconds", s.wall.Seconds(), c.goals.planWall.Seconds()},
		verdict{"ratio", ratio, c.goals.planRatio},
		verdict{"requests", float64(s.requests), float64(c.goals.requests)},
		verdict{"MiB", s.providerMiB, c.goals.providerMiB})
	return missed
}

// verdict compares a measured value with its goal.
type verdict struct {
	what      string
	got, most float64
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }
