package contract

import (
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
)

// Setup is the answer of setup --json.
type Setup struct {
	SchemaVersion int        `json:"schemaVersion"`
	Monitor       string     `json:"monitor"`
	Account       string     `json:"account"`
	Region        string     `json:"region"`
	Resources     []Resource `json:"resources"`
	Waiting       []string   `json:"waiting"`
}

// Resource is one part of the monitor and what setup did to it.
type Resource struct {
	Kind       string `json:"kind"`
	Name       string `json:"name"`
	ARN        string `json:"arn,omitempty"`
	Action     string `json:"action"` // created, unchanged, updated, adopted or deleted
	DurationMs int64  `json:"durationMs"`
}

// NewSetup tells what was done. Changes that failed or were not tried are left
// out: the error on stderr speaks of them.
func NewSetup(d monitor.Desired, results []build.Result, waiting []string) Setup {
	s := Setup{
		SchemaVersion: SchemaVersion, Monitor: d.Monitor, Account: d.Account, Region: d.Region,
		Resources: []Resource{}, Waiting: append([]string{}, waiting...),
	}
	for _, r := range results {
		if r.State != build.Done {
			continue
		}
		s.Resources = append(s.Resources, Resource{
			Kind: string(r.Change.Kind.Contract()), Name: r.Change.Name, ARN: r.Change.ARN,
			Action: Done(r.Change.Action), DurationMs: r.Took.Milliseconds(),
		})
	}
	return s
}

// Done is the word for what was done.
func Done(a monitor.Action) string {
	switch a {
	case monitor.ActionCreate:
		return "created"
	case monitor.ActionUpdate:
		return "updated"
	case monitor.ActionDelete:
		return "deleted"
	case monitor.ActionAdopt:
		return "adopted"
	default:
		return "unchanged"
	}
}

// Plan is the answer of plan --json.
type Plan struct {
	SchemaVersion int      `json:"schemaVersion"`
	Changes       []Change `json:"changes"`
	Cost          Cost     `json:"cost"`
}

// Change is one line of a plan.
type Change struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Action  string `json:"action"` // create, update, none or delete
	Why     string `json:"why"`
	Blocked bool   `json:"blocked,omitempty"` // a person has to decide first; why says what
}

// Cost is what the monitor would cost a month, estimated.
type Cost struct {
	MonthlyUSD float64    `json:"monthlyUSD"`
	Lines      []CostLine `json:"lines"`
	PricesAsOf string     `json:"pricesAsOf"`
}

// CostLine is one item of the cost.
type CostLine struct {
	Item string  `json:"item"`
	USD  float64 `json:"usd"`
	Why  string  `json:"why"`
}

// NewPlan turns a plan and its price into the contract's shape.
func NewPlan(changes []monitor.Change, price build.Cost) Plan {
	p := Plan{
		SchemaVersion: SchemaVersion, Changes: []Change{},
		Cost: Cost{MonthlyUSD: price.MonthlyUSD, Lines: []CostLine{}, PricesAsOf: price.PricesAsOf},
	}
	for _, c := range changes {
		line := Change{Kind: string(c.Kind.Contract()), Name: c.Name, Why: c.Why, Action: "none"}
		switch c.Action {
		case monitor.ActionCreate, monitor.ActionUpdate, monitor.ActionDelete:
			line.Action = string(c.Action)
		case monitor.ActionBlocked:
			line.Blocked = true
		default:
		}
		p.Changes = append(p.Changes, line)
	}
	for _, l := range price.Lines {
		p.Cost.Lines = append(p.Cost.Lines, CostLine{Item: l.Item, USD: l.USD, Why: l.Why})
	}
	return p
}

// Destroy is the answer of destroy --json.
type Destroy struct {
	SchemaVersion int         `json:"schemaVersion"`
	Deleted       []Deleted   `json:"deleted"`
	Remaining     []Remaining `json:"remaining"`
}

// Deleted is something that is gone.
type Deleted struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

// Remaining is something that is still there, why, and until when.
type Remaining struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	Why    string `json:"why"`
	GoneBy Time   `json:"goneBy"`
}

// NewDestroy turns what a teardown did into the contract's shape.
func NewDestroy(d build.Destroyed) Destroy {
	out := Destroy{SchemaVersion: SchemaVersion, Deleted: []Deleted{}, Remaining: []Remaining{}}
	for _, c := range d.Deleted {
		out.Deleted = append(out.Deleted, Deleted{Kind: string(c.Kind.Contract()), Name: c.Name})
	}
	for _, r := range d.Remaining {
		out.Remaining = append(out.Remaining, Remaining{Kind: string(r.Kind.Contract()), Name: r.Name, Why: r.Why, GoneBy: Time{r.GoneBy}})
	}
	return out
}
