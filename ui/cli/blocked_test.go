package cli

import (
	"testing"

	"secretwatch/aws/monitor"
)

// A reason that several parts share is said once.
func TestARefusalGivesAReasonOnce(t *testing.T) {
	const shared = "belongs to a comparison that runs"
	err := blocked([]monitor.Change{
		{Kind: monitor.KindRuleTopic, Name: "db_reads", Action: monitor.ActionBlocked, Why: shared},
		{Kind: monitor.KindTopic, Name: "db", Action: monitor.ActionCreate, Why: shared},
		{Kind: monitor.KindAlarm, Name: "db", Action: monitor.ActionBlocked, Why: "it computes"},
		{Kind: monitor.KindRule, Name: "db_reads", Action: monitor.ActionBlocked, Why: shared},
	})
	const want = "rule's topic db_reads, EventBridge rule db_reads: belongs to a comparison that runs; alarm db: it computes"
	if err == nil || err.Error() != want {
		t.Errorf("said %v, want %s", err, want)
	}
	if err := blocked([]monitor.Change{{Action: monitor.ActionNone}}); err != nil {
		t.Error(err)
	}
}
