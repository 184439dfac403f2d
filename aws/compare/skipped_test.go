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
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
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
			"a person's topic has the name", func(b *box, _ *compare.Options) { b.person("secretwatch-" + b.n.Monitor + "-files") },
			map[compare.Way]string{compare.WayTrail: "it is not the experiment's"},
		},
		{
			"a person's topic has the rule's name", func(b *box, _ *compare.Options) { b.person("secretwatch-" + b.n.Monitor + "-reads") },
			map[compare.Way]string{compare.WayRule: "it is not the experiment's"},
		},
		{"a person's rule has the name", func(b *box, _ *compare.Options) {
			must(b.a.Events.PutRule(context.Background(), &eventbridge.PutRuleInput{
				Name: aws.String("secretwatch-" + b.n.Monitor + "-reads"), EventPattern: aws.String(`{"source":["aws.s3"]}`),
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
		if r.Flood == nil || r.Flood.Trail != b.n.Trail || r.Flood.Topic != topic || floods < 20 || r.Flood.MailsADay != floods {
			t.Errorf("flood %+v, and %d mails came", r.Flood, floods)
		}
		if skipped := r.Way(compare.WayTrail).Skipped; !strings.Contains(skipped, "the alarm's own topic already") {
			t.Errorf("skipped %q", skipped)
		}
		alarm := r.Way(compare.WayAlarm)
		if alarm.Of(compare.AboutOther) == 0 || alarm.Of(compare.AboutSecret) != 1 {
			t.Errorf("the alarm's topic sent %d mails about the secret, %d others", alarm.Of(compare.AboutSecret), alarm.Of(compare.AboutOther))
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

// A rule that is kept becomes part of the monitor: it stays, the next
// experiment measures it as it is, and destroy can find it.
func TestAKeptRuleStays(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		empty := b.state()
		name := "secretwatch-" + b.n.Monitor + "-reads"
		o := b.options(1)
		o.Keep = true
		if first := b.run(o); !first.Kept || len(first.Removed) != 2 || len(first.Left) > 0 {
			t.Errorf("kept %v, removed %v, left %v", first.Kept, first.Removed, first.Left)
		}
		rule := must(b.a.Events.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: aws.String(name)}))
		if rule.State != eventtypes.RuleStateEnabledWithAllCloudtrailManagementEvents {
			t.Errorf("the rule is %s", rule.State)
		}
		if things, err := compare.Leftovers(t.Context(), b.a, b.n); len(things) > 0 || err != nil {
			t.Errorf("what is kept counts as left over: %v, %v", things, err)
		}
		time.Sleep(time.Minute)
		before := b.state()
		r := b.run(b.options(1))
		if _, told := r.Mean(compare.WayRule); told != 1 || !r.Kept {
			t.Errorf("EventBridge told of %d reads, kept %v", told, r.Kept)
		}
		if after := b.state(); after != before || !strings.Contains(after, "rule/"+name) {
			t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
		}
		kept, err := compare.Kept(t.Context(), b.a, b.n)
		if err != nil || len(kept) != 2 {
			t.Fatalf("kept are %v, error %v", kept, err)
		}
		if _, left := compare.Remove(t.Context(), b.a, kept, nil); len(left) > 0 || b.state() != empty {
			t.Errorf("left %v and\n%s", left, b.state())
		}
	})
}

// A kill while the rule is being kept leaves all of it, or nothing.
func TestKilledWhileKeeping(t *testing.T) {
	for _, c := range []struct {
		calls, left, kept int // of UntagResource
	}{{1, 4, 0}, {2, 2, 2}} {
		story(t, sandbox.Fast, func(t *testing.T, b *box) {
			chain, ctx, n := b.take(survey.Doctor), t.Context(), 0
			b.wire.after = func(i int) {
				if b.wire.made()[i-1] == "UntagResource" {
					if n++; n == c.calls {
						b.wire.set(true)
					}
				}
			}
			o := b.options(1)
			o.Keep = true
			if _, err := compare.Run(ctx, b.a, chain, o); err == nil {
				t.Error("it was not killed")
			}
			b.wire.after = nil
			b.wire.set(false)
			left, err := compare.Leftovers(ctx, b.a, b.n)
			kept, keptErr := compare.Kept(ctx, b.a, b.n)
			if err != nil || keptErr != nil || len(left) != c.left || len(kept) != c.kept {
				t.Errorf("after %d calls: left %v, kept %v, errors %v, %v", c.calls, left, kept, err, keptErr)
			}
			if _, still := compare.Remove(ctx, b.a, append(left, kept...), nil); len(still) > 0 {
				t.Errorf("still there %v", still)
			}
		})
	}
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
