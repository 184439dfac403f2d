package survey_test

import (
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
