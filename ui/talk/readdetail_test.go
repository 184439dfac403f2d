package talk

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// All that the screen shows of a read can be heard, also what a later round has
// brought, and nothing in it is a sign for a terminal.
func TestAReadCanBeHeardWhole(t *testing.T) {
	said := listened(t, func() Feed {
		at := time.Now()
		r := watch.Read{Read: record.Read{
			Time: at, EventID: "e-1", RequestID: "r-1", Secret: foreign.New("prod/db"), Result: record.ResultOK, KeyID: "AKIAEXAMPLE",
			Agent: foreign.New("aws-cli/2\x1b[31m md/Botocore#1.43 os/linux"), From: foreign.New("198.51.100.7"),
			Who: record.Who{Kind: record.WhoUser, Name: foreign.New("kim"), ARN: foreign.New("arn:aws:iam::111122223333:user/kim")},
		}, InHistory: at.Add(2 * time.Second)}
		later := r
		later.Update, later.InLogs, later.Matched = true, at.Add(5*time.Second), true
		older := r
		older.EventID, older.Time, older.KeyID = "e-0", at.Add(-time.Hour), "AKIAOLDER"
		batches := make(chan watch.Batch, 3)
		batches <- watch.Batch{At: at, Reads: []watch.Read{older, r}}
		batches <- watch.Batch{At: at, Reads: []watch.Read{later}}
		return Feed{Names: monitor.NamesFor("A", place), Batches: batches}
	}, "read 1", "read 2", "read 3", "read x", "help")
	for _, want := range []string{
		"Who: arn:aws:iam::111122223333:user/kim.", "User agent: aws-cli/2", "Access key: AKIAEXAMPLE.", "With a second factor: no.",
		"In the log group at ", "The metric filter matches it.", "Event id: e-1.", "Request id: r-1.", "Secret: prod/db.",
		"Access key: AKIAOLDER.", "There are 2 reads only; read 1 is the newest.", "Type read and a number, such as read 1 for the newest.",
		"read 1: all that is known of the newest",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not said:\n%s", want, said)
		}
	}
	if strings.Contains(said, "Botocore") || !strings.Contains(said, "and more that json has.") {
		t.Errorf("the user agent is said whole:\n%s", said)
	}
	if strings.Contains(said, "\x1b") {
		t.Errorf("a terminal would obey it: %q", said)
	}
}
