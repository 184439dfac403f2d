package survey_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/survey"
)

func TestRecentEvents(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		if n, err := survey.EventsPerMinute(t.Context(), b.a); err != nil || n != 0 {
			t.Errorf("in an empty account %v events a minute, error %v", n, err)
		}
		if _, err := b.a.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String("prod/db"), SecretString: aws.String("x")}); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if _, err := b.a.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(30 * time.Second)
		}
		time.Sleep(20 * time.Minute) // the pace of AWS
		records, err := survey.ReadRecords(t.Context(), b.a)
		if err != nil || len(records) != 10 || records[0].EventName != "GetSecretValue" || records[0].SecretID.Raw() != "prod/db" {
			t.Fatalf("%d records, error %v", len(records), err)
		}
		if !records[0].EventTime.After(records[9].EventTime) {
			t.Error("the oldest comes first")
		}
		if n, err := survey.EventsPerMinute(t.Context(), b.a); err != nil || n < 0.4 || n > 4 {
			t.Errorf("%v events a minute, error %v", n, err)
		}
	})
}
