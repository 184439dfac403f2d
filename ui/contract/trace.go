package contract

import (
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/trace"
)

// Trace is the answer of trace --json.
type Trace struct {
	SchemaVersion int        `json:"schemaVersion"`
	RequestID     string     `json:"requestId"`
	Secret        string     `json:"secret"` // as the reader named it
	Test          bool       `json:"test"`
	ReadAt        Time       `json:"readAt"`
	Ended         string     `json:"ended"`   // done, timeout or interrupted
	TotalMs       int64      `json:"totalMs"` // from the read to the last hop that it passed
	Hops          []TraceHop `json:"hops"`
	Verdict       Verdict    `json:"verdict"`
	Remedy        *Remedy    `json:"remedy,omitempty"`
	// Resume is the command that goes on, where the read was not followed to its
	// end.
	Resume string `json:"resume,omitempty"`
}

// TraceHop is one hop on the way from the read to the mail.
type TraceHop struct {
	Hop      string            `json:"hop"`
	Status   string            `json:"status"`
	At       Time              `json:"at"`      // null where the moment is not known
	AfterMs  int64             `json:"afterMs"` // since the read
	TookMs   int64             `json:"tookMs"`  // since the hop before
	DueBy    *Time             `json:"dueBy,omitempty"`
	LateFrom *Time             `json:"lateFrom,omitempty"`
	Code     string            `json:"code,omitempty"`
	Evidence map[string]string `json:"evidence"`
}

// How a trace ended.
const (
	TraceDone        = "done"
	TraceTimeout     = "timeout"
	TraceInterrupted = "interrupted"
)

// NewTrace turns the way of a read and the verdict on it into the contract's
// shape.
func NewTrace(p trace.Path, verdict doctor.Finding, ended, resume string) Trace {
	t := Trace{
		SchemaVersion: SchemaVersion, RequestID: p.Read.RequestID, Secret: p.Read.Secret.Raw(), Test: p.Read.Test,
		ReadAt: Time{p.Read.Time}, Ended: ended, TotalMs: p.Total().Milliseconds(),
		Hops: []TraceHop{}, Verdict: NewVerdict(verdict), Remedy: NewFinding(verdict).Remedy, Resume: resume,
	}
	for _, h := range p.All() {
		t.Hops = append(t.Hops, newTraceHop(h))
	}
	return t
}

func newTraceHop(h trace.Hop) TraceHop {
	out := TraceHop{
		Hop: string(h.Hop), Status: string(h.Status), At: Time{h.At}, AfterMs: h.After.Milliseconds(), TookMs: h.Took.Milliseconds(),
		DueBy: moment(h.Due), LateFrom: moment(h.Late), Code: h.Code, Evidence: map[string]string{},
	}
	for _, e := range h.Evidence {
		if before, ok := out.Evidence[e.Name]; ok {
			out.Evidence[e.Name] = before + "; " + e.Value
			continue
		}
		out.Evidence[e.Name] = e.Value
	}
	return out
}

func moment(t time.Time) *Time {
	if t.IsZero() {
		return nil
	}
	return &Time{t}
}
