package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	writeup "secretwatch/aws/report"
	"secretwatch/ui/contract"
)

// comparisonFrom reads the answer of compare --json from a file; it has to be
// about the report's secret. "" is no file.
func comparisonFrom(file, secret string) (*writeup.Comparison, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // none is an answer
	}
	const hint = "it takes what secretwatch compare --json wrote"
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, usage(fmt.Errorf("read --comparison: %w", err), hint)
	}
	var c contract.Compare
	if err := json.Unmarshal(text, &c); err != nil || c.SchemaVersion != contract.SchemaVersion || len(c.Ways) == 0 {
		return nil, usage(fmt.Errorf("%s holds no comparison", foreign.Safe(file)), hint)
	}
	if c.Secret != secret {
		return nil, usage(fmt.Errorf("%s is about the secret %s, the report is about %s", foreign.Safe(file), foreign.Safe(c.Secret), foreign.Safe(secret)), hint)
	}
	out := &writeup.Comparison{At: c.StartedAt.Time, Reads: len(c.Reads), Ended: c.Ended == contract.CompareDone, Verdict: c.Verdict}
	for _, r := range c.Reads {
		out.Whole = out.Whole || r.At.Nanosecond() == 0
	}
	for _, w := range c.Ways {
		way := writeup.Way{
			Name: compare.Way(w.Way).Word(), Mails: w.Sent, OfThis: w.AboutSecret, OfOthers: w.Noise, OfNobodyKnows: w.Unknown,
			MonthlyUSD: w.MonthlyUSD, Skipped: w.Skipped != "", Trouble: w.Skipped,
		}
		if way.Trouble == "" {
			way.Trouble = w.Trouble
		}
		for _, ms := range w.AfterMs {
			if ms != nil {
				way.After = append(way.After, time.Duration(*ms)*time.Millisecond)
			}
		}
		if len(w.Mails) > 0 {
			way.First = w.Mails[0].Lines
		}
		out.Ways = append(out.Ways, way)
	}
	return out, nil
}
