package contract

import (
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/watch"
)

// Read is a line of watch --json for one read of a secret.
type Read struct {
	Type      string `json:"type"` // read
	Time      Time   `json:"time"`
	EventID   string `json:"eventId"`
	RequestID string `json:"requestId"`
	Secret    string `json:"secret"`
	Who       Who    `json:"who"`
	How       string `json:"how"`
	Agent     string `json:"agent"`
	From      string `json:"from"`
	Result    string `json:"result"`
	Error     string `json:"error"`
	Test      bool   `json:"test"`
	LagMs     int64  `json:"lagMs"` // from the read until we saw it
}

// Who is the identity behind a read.
type Who struct {
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	ARN     string `json:"arn"`
	Session string `json:"session"`
}

// NewRead turns a read that arrived at into a line.
func NewRead(r watch.Read, at time.Time) Read {
	return Read{
		Type: "read", Time: Time{r.Time}, EventID: r.EventID, RequestID: r.RequestID, Secret: r.Secret.Raw(),
		Who: Who{Kind: string(r.Who.Kind), Name: r.Who.Name.Raw(), ARN: r.Who.ARN.Raw(), Session: r.Who.Session.Raw()},
		How: string(r.How), Agent: r.Agent.Raw(), From: r.From.Raw(), Result: string(r.Result),
		Error: r.Error.Raw(), Test: r.Test, LagMs: max(0, at.Sub(r.Time).Milliseconds()),
	}
}

// Alarm is a line of watch --json for one change of the alarm's state.
type Alarm struct {
	Type    string   `json:"type"` // alarm
	Time    Time     `json:"time"`
	Alarm   string   `json:"alarm"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Reason  string   `json:"reason"`
	Actions []Action `json:"actions"`
}

// Action is what became of one action of a transition.
type Action struct {
	Target string `json:"target"`
	OK     bool   `json:"ok"`
	Error  string `json:"error"`
}

// NewAlarm turns a transition into a line.
func NewAlarm(t watch.Transition) Alarm {
	a := Alarm{
		Type: "alarm", Time: Time{t.At}, Alarm: t.Alarm, From: t.From, To: t.To,
		Reason: t.Reason.Raw(), Actions: []Action{},
	}
	for _, r := range t.Actions {
		a.Actions = append(a.Actions, Action{Target: r.Target, OK: r.OK, Error: r.Error.Raw()})
	}
	return a
}

// Datapoint is a line of watch --json for one minute of the metric.
type Datapoint struct {
	Type   string  `json:"type"` // datapoint
	Time   Time    `json:"time"`
	Metric string  `json:"metric"`
	Value  float64 `json:"value"`
}

// NewDatapoint turns a datapoint into a line.
func NewDatapoint(metric string, p watch.Datapoint) Datapoint {
	return Datapoint{Type: "datapoint", Time: Time{p.At}, Metric: metric, Value: p.Value}
}

// WatchFinding is a line of watch --json for one finding.
type WatchFinding struct {
	Type string `json:"type"` // finding
	Finding
}

// NewWatchFinding turns a finding into a line.
func NewWatchFinding(f doctor.Finding) WatchFinding {
	return WatchFinding{Type: "finding", Finding: NewFinding(f)}
}
