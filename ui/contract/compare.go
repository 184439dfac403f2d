package contract

import (
	"secretwatch/aws/compare"
	"secretwatch/aws/doctor"
)

// Compare is the answer of compare --json.
type Compare struct {
	SchemaVersion int           `json:"schemaVersion"`
	Monitor       string        `json:"monitor"`
	Secret        string        `json:"secret"`
	Email         string        `json:"email"`
	Ended         string        `json:"ended"`            // done, interrupted or failed
	Error         string        `json:"error,omitempty"`  // why it failed
	Doctor        *Verdict      `json:"doctor,omitempty"` // why it could not begin
	Remedy        *Remedy       `json:"remedy,omitempty"` // what mends that
	StartedAt     Time          `json:"startedAt"`
	EndedAt       Time          `json:"endedAt"`
	Inbox         bool          `json:"inbox"` // mails were seen themselves
	Reads         []CompareRead `json:"reads"`
	Ways          []CompareWay  `json:"ways"`
	Flood         *CompareFlood `json:"flood,omitempty"`
	PricesAsOf    string        `json:"pricesAsOf"`
	Verdict       []string      `json:"verdict"`
	Kept          []string      `json:"kept"` // ways that are part of the monitor
	Removed       []CompareItem `json:"removed"`
	Left          []CompareItem `json:"left"`
}

// CompareRead is one of the experiment's reads.
type CompareRead struct {
	RequestID string `json:"requestId"`
	EventID   string `json:"eventId"` // of its record, "" where that was not seen
	At        Time   `json:"at"`
}

// CompareWay is what one way did.
type CompareWay struct {
	Way         string        `json:"way"` // trail, alarm or eventbridge
	Topic       string        `json:"topic"`
	Skipped     string        `json:"skipped,omitempty"`
	OnAlready   bool          `json:"onAlready"`      // before the experiment, which leaves it on
	Note        string        `json:"note,omitempty"` // how its mails are counted
	Sent        int           `json:"sent"`
	AboutSecret int           `json:"aboutSecret"`
	Noise       int           `json:"noise"`
	NoiseOwn    int           `json:"noiseOwn"` // of noise: only this program's own calls have caused it
	Unknown     int           `json:"unknown"`
	AfterMs     []*int64      `json:"afterMs"` // of each read, null where no mail told of it
	MonthlyUSD  float64       `json:"monthlyUSD"`
	CostWhy     string        `json:"costWhy"`
	Trouble     string        `json:"trouble,omitempty"`
	Mails       []CompareMail `json:"mails"`
}

// CompareMail is one mail.
type CompareMail struct {
	At      Time     `json:"at"`
	GrainMs int64    `json:"grainMs"` // at may be as much too late
	Source  string   `json:"source"`
	Subject string   `json:"subject"`
	Lines   []string `json:"lines"`
	About   string   `json:"about"` // secret, other or unknown
	// OwnCalls says that nothing but this program's own calls is in the files.
	OwnCalls bool  `json:"ownCalls,omitempty"`
	Reads    []int `json:"reads"` // those that it tells of, from 1
}

// CompareFlood is a trail that notifies the alarm's own topic.
type CompareFlood struct {
	Trail     string `json:"trail"`
	Topic     string `json:"topic"`
	MailsADay *int   `json:"mailsADay"` // null where it cannot be told
	From      string `json:"from"`
}

// CompareItem is something that the experiment had made.
type CompareItem struct {
	Kind string `json:"kind"` // topic, rule or trail-notification
	Name string `json:"name"`
	Why  string `json:"why,omitempty"`
}

// How an experiment ends.
const (
	CompareDone        = "done"
	CompareInterrupted = "interrupted"
	CompareFailed      = "failed" // ended early, or never began
)

// NewCompareUnfit is the answer where the monitor is not well enough to measure.
func NewCompareUnfit(monitor string, r compare.Result, verdict doctor.Finding) Compare {
	c := NewCompare(monitor, r)
	v := NewVerdict(verdict)
	c.Doctor, c.Remedy = &v, NewFinding(verdict).Remedy
	return c
}

// NewCompare turns a result into the contract's shape.
func NewCompare(monitor string, r compare.Result) Compare {
	c := Compare{
		SchemaVersion: SchemaVersion, Monitor: monitor, Secret: r.Secret, Email: r.Email, Ended: CompareDone,
		StartedAt: Time{r.Started}, EndedAt: Time{r.Ended}, Inbox: r.Inbox, PricesAsOf: compare.PricesAsOf,
		Reads: []CompareRead{}, Ways: []CompareWay{}, Verdict: compare.Verdict(r), Removed: []CompareItem{}, Left: []CompareItem{}, Kept: []string{},
	}
	if r.Kept {
		c.Kept = append(c.Kept, string(compare.WayRule))
	}
	switch {
	case r.Interrupted:
		c.Ended = CompareInterrupted
	case r.Failed != "":
		c.Ended, c.Error = CompareFailed, r.Failed
	}
	for _, read := range r.Reads {
		c.Reads = append(c.Reads, CompareRead{read.RequestID, read.EventID, Time{read.At}})
	}
	for _, o := range r.Ways {
		c.Ways = append(c.Ways, newCompareWay(r, o))
	}
	if f := r.Flood; f != nil {
		c.Flood = &CompareFlood{Trail: f.Trail, Topic: f.Topic, From: f.From}
		if f.MailsADay >= 0 {
			c.Flood.MailsADay = &f.MailsADay
		}
	}
	for _, t := range r.Removed {
		c.Removed = append(c.Removed, CompareItem{Kind: string(t.Kind), Name: t.Name})
	}
	for _, l := range r.Left {
		c.Left = append(c.Left, CompareItem{string(l.Kind), l.Name, l.Why})
	}
	return c
}

func newCompareWay(r compare.Result, o compare.Outcome) CompareWay {
	w := CompareWay{
		Way: string(o.Way), Topic: o.Topic, Skipped: o.Skipped, OnAlready: o.OnAlready, Note: o.Note, Trouble: o.Trouble, MonthlyUSD: o.MonthlyUSD, CostWhy: o.CostWhy,
		Sent: o.Count(), AboutSecret: o.Of(compare.AboutSecret), Noise: o.Of(compare.AboutOther), NoiseOwn: o.OwnCalls(), Unknown: o.Of(compare.AboutUnknown),
		AfterMs: []*int64{}, Mails: []CompareMail{},
	}
	for i := range r.Reads {
		var ms *int64
		if after, ok := r.After(o, i); ok {
			n := after.Milliseconds()
			ms = &n
		}
		w.AfterMs = append(w.AfterMs, ms)
	}
	for _, m := range o.Mails {
		mail := CompareMail{
			At: Time{m.At}, GrainMs: m.Grain.Milliseconds(), Source: string(m.Source), Subject: m.Subject.Raw(), About: string(m.About), OwnCalls: m.OwnCalls,
			Lines: []string{}, Reads: []int{},
		}
		for _, l := range m.Lines {
			mail.Lines = append(mail.Lines, l.Raw())
		}
		for _, i := range m.Reads {
			mail.Reads = append(mail.Reads, i+1)
		}
		w.Mails = append(w.Mails, mail)
	}
	return w
}
