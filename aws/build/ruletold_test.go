package build_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/build"
)

// The rule that setup builds really mails: who, from where and how.
func TestAReadIsToldByTheRule(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.d.EventBridge = true
		b.build()
		confirmAll(t, b)
		time.Sleep(5 * time.Second)
		if _, err := b.a.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second)
		mails, err := b.aws.Inbox().List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		told := false
		for _, m := range mails {
			told = told || strings.Contains(m.Body, "Someone read the secret prod/db.")
		}
		if !told {
			t.Errorf("no mail of the rule among %d", len(mails))
		}
	})
}

func confirmAll(t *testing.T, b *box) {
	t.Helper()
	mails, err := b.aws.Inbox().List(t.Context())
	if err != nil || len(mails) != 2 {
		t.Fatalf("mails %v, error %v", mails, err)
	}
	for _, m := range mails {
		for _, link := range m.Links {
			if link.Kind == "confirm" {
				if err := build.ConfirmLink(context.WithoutCancel(t.Context()), b.a, link.URL); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
