package compare

import (
	"context"
	"strings"
	"time"

	"secretwatch/aws/filter"
	"secretwatch/aws/lookup"
	"secretwatch/aws/monitor"
)

// readEvent is what CloudTrail calls a read.
const readEvent = "GetSecretValue"

// identify looks for the records of the reads that no file has shown. Event
// history has them some minutes after the reads, so the last one's may be
// missing; then the read is known by its request id alone.
func (e *experiment) identify(ctx context.Context) {
	unknown := false
	for _, r := range e.result.Reads {
		unknown = unknown || r.EventID == ""
	}
	if !unknown {
		return
	}
	records, err := lookup.Newest(ctx, e.Account, lookup.For(e.chain.Filters), lookup.Span{From: e.result.Reads[0].At.Add(-time.Minute)})
	if err != nil {
		return // it is a nicety
	}
	for i, r := range e.result.Reads {
		for _, record := range records {
			if record.RequestID == r.RequestID {
				e.result.Reads[i].EventID = record.EventID
			}
		}
	}
}

// eventPattern is the pattern of the experiment's rule. The call that makes the
// rule has it in its record, where a metric filter that looks for text would
// find the event's name; to such a filter it is spelt with an escape, which to
// JSON is the same text. That EventBridge takes it so is not verified on AWS.
func (e *experiment) eventPattern() string {
	pattern := monitor.EventPattern(e.names.Secret, e.secretARN())
	if f := e.chain.Filter.Value; f != nil && filter.LooksForText(f.Pattern.Raw()) {
		return strings.Replace(pattern, `"`+readEvent+`"`, `"Get\u0053ecretValue"`, 1)
	}
	return pattern
}
