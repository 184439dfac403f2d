package compare_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/compare"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
)

// everyoneMay is a topic policy under which every service publishes.
const everyoneMay = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"SNS:Publish","Resource":"*"}]}`

// notifies has the trail notify a topic under a policy that lets it.
func (b *box) notifies(topic string) {
	b.t.Helper()
	ctx := context.Background()
	must(b.a.SNS.SetTopicAttributes(ctx, &sns.SetTopicAttributesInput{
		TopicArn: aws.String(topic), AttributeName: aws.String("Policy"), AttributeValue: aws.String(everyoneMay),
	}))
	must(b.a.CloudTrail.UpdateTrail(ctx, &cloudtrail.UpdateTrailInput{Name: aws.String(b.n.Trail), SnsTopicName: aws.String(topic)}))
}

func (b *box) person(name string) string {
	b.t.Helper()
	return *must(b.a.SNS.CreateTopic(context.Background(), &sns.CreateTopicInput{Name: aws.String(name)})).TopicArn
}

// What is not ours stays as it is; the way is left out with the reason, and the
// others are measured.
func TestWaysThatAreLeftOut(t *testing.T) {
	for _, c := range []struct {
		name    string
		prepare func(*box, *compare.Options)
		skipped map[compare.Way]string // and a part of the reason
	}{
		{"the trail is another's", func(b *box, _ *compare.Options) {
			must(b.a.CloudTrail.RemoveTags(context.Background(), &cloudtrail.RemoveTagsInput{
				ResourceId: aws.String(b.n.TrailARN(b.a.Place)), TagsList: []trailtypes.Tag{{Key: aws.String("secretwatch:monitor")}},
			}))
		}, map[compare.Way]string{compare.WayTrail: "was not made by setup"}},
		{
			"the trail notifies a topic", func(b *box, _ *compare.Options) { b.notifies(b.person("audit")) },
			map[compare.Way]string{compare.WayTrail: "notifies the topic audit already"},
		},
		{
			"a person's topic has the name", func(b *box, _ *compare.Options) { b.person("secretwatch-" + b.n.Monitor + "_files") },
			map[compare.Way]string{compare.WayTrail: "it is not the experiment's"},
		},
		{
			"a person's topic has the rule's name", func(b *box, _ *compare.Options) { b.person("secretwatch-" + b.n.Monitor + "_reads") },
			map[compare.Way]string{compare.WayRule: "it is not the experiment's"},
		},
		{"a person's rule has the name", func(b *box, _ *compare.Options) {
			must(b.a.Events.PutRule(context.Background(), &eventbridge.PutRuleInput{
				Name: aws.String("secretwatch-" + b.n.Monitor + "_reads"), EventPattern: aws.String(`{"source":["aws.s3"]}`),
			}))
		}, map[compare.Way]string{compare.WayRule: "it is not the experiment's"}},
		{"nobody confirms", func(_ *box, o *compare.Options) {
			o.MayOpen, o.ConfirmWithin = func(context.Context, int) bool { return false }, time.Minute
		}, map[compare.Way]string{compare.WayTrail: "did not confirm", compare.WayRule: "did not confirm"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, sandbox.Fast, func(t *testing.T, b *box) {
				o := b.options(1)
				c.prepare(b, &o)
				before := b.state()
				r := b.run(o)
				if after := b.state(); after != before {
					t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
				}
				for _, w := range compare.Ways() {
					out, want := r.Way(w), c.skipped[w]
					_, told := r.Mean(w)
					switch {
					case want == "" && (out.Skipped != "" || told != 1):
						t.Errorf("%s told of %d reads, skipped %q", w, told, out.Skipped)
					case want != "" && (!strings.Contains(out.Skipped, want) || len(out.Mails) > 0):
						t.Errorf("%s is skipped with %q and has %d mails", w, out.Skipped, len(out.Mails))
					}
				}
				if r.Flood != nil {
					t.Errorf("a flood: %+v", r.Flood)
				}
			})
		})
	}
}

// As the exercise has it: the trail notifies the alarm's own topic.
func TestAFloodIsRecognised(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		topic := b.n.TopicARN(b.a.Place)
		b.notifies(topic)
		first := len(b.Mails())
		for range 20 {
			if _, err := trace.Read(t.Context(), b.a, b.n.Secret); err != nil {
				t.Fatal(err)
			}
			time.Sleep(30 * time.Second)
		}
		if r := b.run(b.options(1)); r.Flood == nil || r.Flood.MailsADay != -1 {
			t.Errorf("after some minutes: flood %+v", r.Flood)
		}
		time.Sleep(time.Hour)
		floods := 0
		for _, m := range b.Mails()[first:] {
			if strings.HasPrefix(m.Subject, "[Amazon CloudTrail]") {
				floods++
			}
		}
		before := b.state()
		r := b.run(b.options(1))
		if after := b.state(); after != before {
			t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
		}
		if r.Flood == nil || r.Flood.Trail != b.n.Trail || r.Flood.Topic != topic || floods < 20 || r.Flood.MailsADay < floods || r.Flood.MailsADay > floods+20 {
			t.Errorf("flood %+v, and %d mails came", r.Flood, floods)
		}
		for _, w := range []compare.Way{compare.WayTrail, compare.WayAlarm} {
			if o := r.Way(w); o.Skipped != "" || !o.OnAlready || o.Topic != topic || o.Of(compare.AboutSecret) != 1 {
				t.Errorf("%s: skipped %q, on already %v, %d mails about the secret", w, o.Skipped, o.OnAlready, o.Of(compare.AboutSecret))
			}
		}
		// Where SNS counted nothing, the files tell.
		chain := b.take(survey.Doctor)
		chain.Mails = monitor.Seen[monitor.MailCounts]{}
		second, err := compare.Run(t.Context(), b.a, chain, b.options(1))
		if err != nil || second.Flood == nil || second.Flood.MailsADay < floods || !strings.Contains(second.Flood.From, "the trail's files") {
			t.Errorf("flood by files %+v, error %v, and %d mails came before", second.Flood, err, floods)
		}
		verdict := compare.Verdict(r)
		if last := verdict[len(verdict)-1]; !strings.Contains(last, "off the alarm's topic") {
			t.Errorf("the advice is %s", last)
		}
	})
}

func TestAnAddressThatGetsNoMails(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		before := b.state()
		o := b.options(1)
		o.Email = "ben@example.com"
		if _, err := compare.Run(t.Context(), b.a, b.take(survey.Doctor), o); err == nil || !strings.Contains(err.Error(), "ben@example.com gets none") {
			t.Errorf("error %v", err)
		}
		if after := b.state(); after != before {
			t.Errorf("changed:\n%s", after)
		}
	})
}
