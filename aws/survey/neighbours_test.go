package survey_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
)

// What the same key did around the read comes, and nothing of long before.
func TestNeighbours(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		ctx := t.Context()
		if _, err := b.a.SNS.ListTopics(ctx, &sns.ListTopicsInput{}); err != nil { // long before
			t.Fatal(err)
		}
		time.Sleep(20 * time.Minute)
		name := aws.String("db")
		if _, err := b.a.Secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: name, SecretString: aws.String("x")}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if _, err := b.a.Secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: name}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Minute) // until Event history has them
		reads, err := survey.Reads(ctx, b.a)
		if err != nil || len(reads) != 1 {
			t.Fatalf("%d reads, %v", len(reads), err)
		}
		before := b.wire.calls
		n, err := survey.Neighbours(ctx, b.a, reads[0])
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, r := range n.Records {
			names = append(names, r.EventName)
		}
		if got := strings.Join(names, " "); got != "CreateSecret" || n.More || b.wire.calls-before != 1 {
			t.Errorf("found %s, more %v, in %d calls", got, n.More, b.wire.calls-before)
		}
		if !strings.HasPrefix(n.By, "access key ") || n.Around != 15*time.Minute {
			t.Errorf("by %q around %s", n.By, n.Around)
		}
		byName := reads[0]
		byName.KeyID = ""
		if n, err = survey.Neighbours(ctx, b.a, byName); err != nil || len(n.Records) != 1 || n.By != "user name "+byName.Who.Name.Safe() {
			t.Errorf("by the name: %+v, %v", n, err)
		}
		service := record.Read{Who: record.Who{Kind: record.WhoService, Name: foreign.New("rds.amazonaws.com")}}
		if _, err := survey.Neighbours(ctx, b.a, service); err == nil {
			t.Error("looked for a service that has neither key nor user")
		}
	})
}

// Calls that repeat are one line, whichever way they are sorted; the other side of
// the read is another.
func TestRuns(t *testing.T) {
	at := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	list := []record.Record{}
	for _, s := range []int{-9, -8, -7, 1, 2} {
		list = append(list, record.Record{EventName: "GetSecretValue", EventTime: at.Add(time.Duration(s) * time.Second)})
	}
	list = append(list, record.Record{EventName: "GetSecretValue", ErrorCode: foreign.New("AccessDeniedException"), EventTime: at.Add(3 * time.Second)})
	check := func(runs []survey.Run, want ...string) {
		t.Helper()
		var got []string
		for _, r := range runs {
			got = append(got, fmt.Sprintf("%s to %s: %d%s", r.Oldest.Sub(at), r.EventTime.Sub(at), r.N, r.ErrorCode.Safe()))
		}
		if !slices.Equal(got, want) {
			t.Errorf("runs %q, want %q", got, want)
		}
	}
	before, after, denied := "-9s to -7s: 3", "1s to 2s: 2", "3s to 3s: 1AccessDeniedException"
	check(survey.Runs(list, at), before, after, denied)
	slices.Reverse(list)
	check(survey.Runs(list, at), denied, after, before)
	check(survey.Runs(nil, at))
}
