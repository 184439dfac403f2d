package build

import (
	"fmt"
	"math"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Cost is an estimate of what a monitor costs a month, at the list prices of
// us-east-1.
type Cost struct {
	MonthlyUSD float64
	Lines      []CostLine
	PricesAsOf string // date, such as 2026-11-22
}

// CostLine is one part of it.
type CostLine struct {
	Item string
	USD  float64
	Why  string // safe for a terminal
}

// The list prices, with the pages they are from.
//
// https://aws.amazon.com/eventbridge/pricing/ has the events of AWS services for
// free.
const (
	pricesAsOf  = "2026-11-22"
	secretUSD   = 0.40 // https://aws.amazon.com/secrets-manager/pricing/
	metricUSD   = 0.30 // https://aws.amazon.com/cloudwatch/pricing/
	alarmUSD    = 0.10 // the same page, a standard alarm
	logsGBUSD   = 0.50 // the same page, ingestion
	copyUSD     = 2.00 // https://aws.amazon.com/cloudtrail/pricing/, 100,000 events of a further copy
	copyEvents  = 100_000
	smallEvents = 12_000 // management events a month in a small account: about 400 a day
	recordBytes = 1_750  // of one CloudTrail record, on average
)

// Price estimates what the monitor costs a month. What is there already and not
// ours costs nothing more.
func Price(d monitor.Desired, s monitor.Snapshot) Cost {
	p := planner{d, s}
	trail := p.trailLine()
	lines := []CostLine{
		p.secretLine(), trail, p.bucketLine(), p.logsLine(),
		{"custom metric", metricUSD, "$0.30 a month; the first 10 of an account are free"},
		{"alarm", alarmUSD, "$0.10 a month; the first 10 of an account are free"},
		{"e-mail", 0, "the first 1,000 mails a month are free, then $2.00 per 100,000"},
	}
	if !d.AlarmOnly && (d.EventBridge || s.ByRule()) {
		lines = append(lines, CostLine{"EventBridge rule", 0, "events of AWS services are free; its mails count among the e-mails, one for every read"})
	}
	c := Cost{Lines: lines, PricesAsOf: pricesAsOf}
	for _, l := range lines {
		c.MonthlyUSD += l.USD
	}
	c.MonthlyUSD = cents(c.MonthlyUSD)
	return c
}

func (p planner) secretLine() CostLine {
	if p.d.SecretExists {
		return CostLine{"secret", 0, "is there already"}
	}
	return CostLine{"secret", secretUSD, "$0.40 a month, and $0.05 per 10,000 calls"}
}

// trailLine looks for another trail that records here: the first copy of the
// management events is free, and the older trail has it.
func (p planner) trailLine() CostLine {
	if t := p.s.Trail.Value; t != nil && !p.d.Ours(t.Tags) {
		return CostLine{"trail", 0, "is there already"}
	}
	if other, ok := p.otherTrail(); ok {
		usd := cents(copyUSD * smallEvents / copyEvents)
		return CostLine{"trail", usd, fmt.Sprintf(
			"the trail %s most likely has the free first copy of the management events already; "+
				"a second costs $2.00 per 100,000 events, here for %s a month, in a busy account far more: --trail %[1]s shares that one",
			foreign.Safe(other.Name), thousands(smallEvents))}
	}
	return CostLine{"trail", 0, "the first copy of management events is free"}
}

func (p planner) otherTrail() (monitor.Trail, bool) {
	if !p.s.Trails.There() {
		return monitor.Trail{}, false
	}
	own := p.trailARN()
	for _, t := range *p.s.Trails.Value {
		if t.ARN != own && (t.MultiRegion || t.HomeRegion == p.d.Region) {
			return t, true
		}
	}
	return monitor.Trail{}, false
}

func (p planner) bucketLine() CostLine {
	return CostLine{"bucket", 0, "CloudTrail's compressed files of a small account stay below a cent"}
}

func (p planner) logsLine() CostLine {
	if g := p.s.LogGroup.Value; g != nil && !p.d.Ours(g.Tags) {
		return CostLine{"log group", 0, "is there already"}
	}
	usd := cents(logsGBUSD * smallEvents * recordBytes / 1e9)
	return CostLine{"log group", usd, fmt.Sprintf(
		"$0.50 per GB of records, taking %s events a month for a small account; the first 5 GB of an account are free, and a busy account pays more",
		thousands(smallEvents))}
}

// thousands is a number of four to six digits as people write it.
func thousands(n int) string { return fmt.Sprintf("%d,%03d", n/1000, n%1000) }

// cents rounds to a hundredth of a dollar.
func cents(usd float64) float64 { return math.Round(usd*100) / 100 }
