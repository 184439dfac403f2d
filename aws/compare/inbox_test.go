package compare_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
)

// noise reads another secret and makes other calls until ctx ends, as everyone
// else in an account does.
func (b *box) noise(ctx context.Context) {
	other := []string{"prod/api", "prod/db-old"}
	for i := 0; ctx.Err() == nil; i++ {
		_, _ = b.a.Secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(other[i%2])})
		_, _ = b.a.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: aws.String("prod/db")})
		_, _ = b.a.IAM.ListRoles(ctx, &iam.ListRolesInput{})
		select {
		case <-ctx.Done():
		case <-time.After(3 * time.Second):
		}
	}
}

// counts are what the inbox itself says of one way.
type counts struct {
	mails, noise int
	after        []time.Duration // from each read to its mail
}

// byHand reads the inbox as a person would who has the reads' request ids.
func (b *box) byHand(t *testing.T, mails []inbox.Mail, reads []compare.Read) map[compare.Way]*counts {
	t.Helper()
	n := len(reads)
	by := map[compare.Way]*counts{}
	for _, w := range compare.Ways() {
		by[w] = &counts{after: make([]time.Duration, n)}
	}
	found := func(w compare.Way, at time.Time, tells func(int) bool) {
		c, told := by[w], false
		c.mails++
		for i, r := range reads {
			if tells(i) && c.after[i] == 0 {
				c.after[i], told = at.Sub(r.At), true
			}
		}
		if !told {
			c.noise++
		}
	}
	for _, m := range mails {
		switch {
		case m.To != address, strings.Contains(m.Subject, "Subscription Confirmation"):
		case strings.HasPrefix(m.Subject, "[Amazon CloudTrail]"):
			text := b.file(t, m.Body)
			found(compare.WayTrail, m.At, func(i int) bool { return strings.Contains(text, reads[i].RequestID) })
		case m.Subject == `ALARM: "`+b.n.Alarm+`" in US East (N. Virginia)`:
			found(compare.WayAlarm, m.At, func(i int) bool {
				return m.At.After(reads[i].At) && (i+1 == n || m.At.Before(reads[i+1].At))
			})
		case m.Subject == "AWS Notification Message":
			found(compare.WayRule, m.At, func(i int) bool { return strings.Contains(m.Body, reads[i].RequestID) })
		default:
			t.Errorf("nobody knows this mail: %s", m.Subject)
		}
	}
	return by
}

// file is the log file of which a mail tells.
func (b *box) file(t *testing.T, body string) string {
	t.Helper()
	var told struct {
		Bucket string   `json:"s3Bucket"`
		Keys   []string `json:"s3ObjectKey"`
	}
	first, _, _ := strings.Cut(body, "\n")
	if err := json.Unmarshal([]byte(first), &told); err != nil || len(told.Keys) != 1 {
		t.Fatalf("the mail says %s: %v", first, err)
	}
	// Our own client ends a call, and with it the connection, when it answers.
	client := s3.NewFromConfig(b.Config(""), func(o *s3.Options) { o.UsePathStyle = true })
	out := must(client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String(told.Bucket), Key: aws.String(told.Keys[0])}))
	packed := must(io.ReadAll(out.Body))
	return string(must(io.ReadAll(must(gzip.NewReader(bytes.NewReader(packed))))))
}

// Mails, noise and times of each way are the inbox's own, while others read
// other secrets and call what they like.
func TestTheMeasuresAreTheInboxs(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		for _, name := range []string{"prod/api", "prod/db-old"} {
			must(b.a.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: aws.String(name), SecretString: aws.String("x")}))
		}
		ctx, stop := context.WithCancel(t.Context())
		go b.noise(ctx)
		first := len(b.Mails())
		r := b.run(b.options(3))
		stop()
		synctest.Wait()
		mails := b.Mails()[first:]
		by := b.byHand(t, mails, r.Reads)
		for _, w := range compare.Ways() {
			o, want := r.Way(w), by[w]
			if o.Count() != want.mails || o.Of(compare.AboutOther) != want.noise || o.Of(compare.AboutUnknown) != 0 || !o.Exact() {
				t.Errorf("%s: %d mails, %d of them noise, and the inbox has %d and %d", w, o.Count(), o.Of(compare.AboutOther), want.mails, want.noise)
			}
			for i := range r.Reads {
				if got, ok := r.After(o, i); !ok || got != want.after[i] || got <= 0 || got > 15*time.Second {
					t.Errorf("%s: read %d after %v, and by the inbox after %v", w, i+1, got, want.after[i])
				}
			}
			if mean, told := r.Mean(w); told != 3 || mean != (want.after[0]+want.after[1]+want.after[2])/3 {
				t.Errorf("%s: %v on average over %d reads", w, mean, told)
			}
			for _, m := range o.Mails {
				if !slices.ContainsFunc(mails, func(have inbox.Mail) bool {
					return have.At.Equal(m.At) && have.Subject == m.Subject.Raw() && strings.HasPrefix(strings.TrimSpace(have.Body), strings.TrimSuffix(m.Lines[0].Raw(), "..."))
				}) {
					t.Errorf("%s: no mail of %v begins with %s", w, m.At, m.Lines[0])
				}
			}
		}
		if by[compare.WayTrail].noise < 3 || by[compare.WayAlarm].noise+by[compare.WayRule].noise > 0 {
			t.Errorf("noise: %d files, %d of the alarm, %d of the rule", by[compare.WayTrail].noise, by[compare.WayAlarm].noise, by[compare.WayRule].noise)
		}
		b.readsHappened(t, r.Reads)
		for _, w := range compare.Ways() {
			t.Log(w, *by[w])
		}
		if v := compare.Verdict(r); len(v) != 3 || strings.Count(strings.Join(v, " "), ". ") != 2 {
			t.Errorf("the verdict is %q", v)
		}
	})
}

// readsHappened asks Event history when the reads were.
func (b *box) readsHappened(t *testing.T, reads []compare.Read) {
	t.Helper()
	time.Sleep(10 * time.Second)
	events := must(b.a.CloudTrail.LookupEvents(t.Context(), &cloudtrail.LookupEventsInput{LookupAttributes: []trailtypes.LookupAttribute{
		{AttributeKey: trailtypes.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue")},
	}})).Events
	for i, r := range reads {
		ok := slices.ContainsFunc(events, func(e trailtypes.Event) bool {
			return strings.Contains(aws.ToString(e.CloudTrailEvent), r.RequestID) && aws.ToTime(e.EventTime).Sub(r.At).Abs() <= time.Second
		})
		if !ok {
			t.Errorf("no record of read %d at %v", i+1, r.At)
		}
	}
}

// Another trail than the monitor's may be the one that floods.
func TestAFloodOfAnotherTrail(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		topic := b.n.TopicARN(b.a.Place)
		must(b.a.SNS.SetTopicAttributes(t.Context(), &sns.SetTopicAttributesInput{
			TopicArn: aws.String(topic), AttributeName: aws.String("Policy"), AttributeValue: aws.String(everyoneMay),
		}))
		bucket := b.n.Bucket + "-2"
		must(b.a.S3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String(bucket)}))
		must(b.a.S3.PutBucketPolicy(t.Context(), &s3.PutBucketPolicyInput{Bucket: aws.String(bucket), Policy: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":["s3:GetBucketAcl","s3:PutObject"],"Resource":["arn:aws:s3:::` + bucket + `","arn:aws:s3:::` + bucket + `/*"]}]}`)}))
		must(b.a.CloudTrail.CreateTrail(t.Context(), &cloudtrail.CreateTrailInput{Name: aws.String("company"), S3BucketName: aws.String(bucket), SnsTopicName: aws.String(topic)}))
		must(b.a.CloudTrail.StartLogging(t.Context(), &cloudtrail.StartLoggingInput{Name: aws.String("company")}))
		for range 5 {
			must(b.a.IAM.ListRoles(t.Context(), &iam.ListRolesInput{}))
			time.Sleep(time.Minute)
		}
		time.Sleep(time.Hour) // before that nothing is said of a day
		first := 0
		for _, m := range b.Mails() {
			if strings.HasPrefix(m.Subject, "[Amazon CloudTrail]") {
				first++
			}
		}
		before := b.state()
		r := b.run(b.options(1))
		if r.Flood == nil || r.Flood.Trail != "company" || r.Flood.Topic != topic || first < 5 || r.Flood.MailsADay < first || r.Flood.MailsADay > first+5 {
			t.Errorf("flood %+v, and %d mails came", r.Flood, first)
		}
		if out := r.Way(compare.WayTrail); out.Skipped != "" || out.OnAlready || out.Of(compare.AboutSecret) != 2 || out.Of(compare.AboutUnknown) != 0 {
			t.Errorf("both trails: skipped %q, on already %v, %d mails about the secret, %d unclear", out.Skipped, out.OnAlready, out.Of(compare.AboutSecret), out.Of(compare.AboutUnknown))
		}
		if out := r.Way(compare.WayAlarm); out.Count() != 1 || out.Of(compare.AboutSecret) != 1 {
			t.Errorf("the alarm: %d mails, %d about the secret", out.Count(), out.Of(compare.AboutSecret))
		}
		if after := b.state(); after != before {
			t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
		}
	})
}
