package topics

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/wire"
)

const topicARN = "arn:aws:sns:us-east-1:123456789012:reads"

// bench is a State with its clock, its mails and its metrics.
type bench struct {
	*State
	t     *testing.T
	now   time.Time
	box   inbox.Box
	count map[string]float64
}

func (b *bench) Now() time.Time       { return b.now }
func (b *bench) At(time.Time, func()) { b.t.Error("topics need no timer") }

// signed is a call of an IAM user, unsigned one of a reader of a mail.
func (b *bench) signed() *wire.Call {
	return &wire.Call{Region: "us-east-1", Caller: wire.Caller{AccessKeyID: "AKIA1", ARN: "arn:aws:iam::123456789012:user/ann"}}
}
func (b *bench) unsigned() *wire.Call { return &wire.Call{Region: "us-east-1"} }

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), count: map[string]float64{}}
	b.State = New(Deps{
		Account: "123456789012", Clock: b, Base: func() string { return "http://127.0.0.1:4566" }, Mail: b.box.Add,
		Metric: func(_, topic, metric string, value float64) { b.count[topic+" "+metric] += value },
	})
	if _, err := b.createTopic(b.signed(), &sns.CreateTopicInput{Name: aws.String("reads")}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bench) subscribe(protocol string) string {
	b.t.Helper()
	out, err := b.State.subscribe(b.signed(), &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String(protocol), Endpoint: aws.String("ann@example.com"), ReturnSubscriptionArn: true})
	if err != nil {
		b.t.Fatal(err)
	}
	return *out.SubscriptionArn
}

func (b *bench) newest() inbox.Mail {
	all := b.box.All()
	return all[len(all)-1]
}

// open opens the newest mail's link of a kind.
func (b *bench) open(kind string) error {
	b.t.Helper()
	for _, link := range b.newest().Links {
		if link.Kind != kind {
			continue
		}
		u, err := url.Parse(link.URL)
		if err != nil {
			b.t.Fatal(err)
		}
		if kind == inbox.Unsubscribe {
			return b.UnsubscribeByLink(u.Query())
		}
		_, err = b.ConfirmByLink(u.Query())
		return err
	}
	b.t.Fatalf("no %s link in %v", kind, b.newest())
	return nil
}

func (b *bench) listedARN() string {
	b.t.Helper()
	out, err := b.listSubscriptionsByTopic(b.signed(), &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topicARN)})
	if err != nil {
		b.t.Fatal(err)
	}
	if len(out.Subscriptions) == 0 {
		return ""
	}
	return *out.Subscriptions[0].SubscriptionArn
}

func (b *bench) publish(change func(*sns.PublishInput)) error {
	input := &sns.PublishInput{TopicArn: aws.String(topicARN), Message: aws.String(`{"level":"high"}`), Subject: aws.String("hello")}
	if change != nil {
		change(input)
	}
	_, err := b.State.publish(b.signed(), input)
	return err
}

func textOf(err error) string {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Code + ": " + e.Message
	}
	return ""
}

func TestConfirmByLink(t *testing.T) {
	b := newBench(t)
	arn := b.subscribe("email")
	if got := b.listedARN(); got != "PendingConfirmation" {
		t.Errorf("listed as %s", got)
	}
	m := b.newest()
	if m.Subject != "AWS Notification - Subscription Confirmation" || m.From != "Amazon Web Services Notifications <no-reply@sns.amazonaws.com>" {
		t.Errorf("subject %q from %q", m.Subject, m.From)
	}
	if err := b.publish(nil); err != nil || len(b.box.All()) != 1 {
		t.Errorf("a pending subscription got mail: %v", err)
	}
	if err := b.open(inbox.Confirm); err != nil {
		t.Fatal(err)
	}
	if got := b.listedARN(); got != arn {
		t.Errorf("listed as %s, want %s", got, arn)
	}
	if err := b.publish(nil); err != nil || b.newest().Subject != "hello" {
		t.Errorf("no mail after confirmation: %v", err)
	}
	if b.count["reads NumberOfMessagesPublished"] != 2 || b.count["reads NumberOfNotificationsDelivered"] != 1 {
		t.Errorf("counts %v", b.count)
	}
}

func TestPendingSubscriptionExpires(t *testing.T) {
	b := newBench(t)
	b.subscribe("email")
	b.now = b.now.Add(48*time.Hour - time.Second)
	if got := b.listedARN(); got != "PendingConfirmation" {
		t.Errorf("before 48 h listed as %q", got)
	}
	b.now = b.now.Add(time.Second)
	if got := b.listedARN(); got != "" {
		t.Errorf("after 48 h listed as %q", got)
	}
	if err := b.open(inbox.Confirm); !errors.Is(err, ErrToken) {
		t.Errorf("the link after 48 h: %v", err)
	}
}

func TestSubscribeAgainMailsAgain(t *testing.T) {
	b := newBench(t)
	first := b.subscribe("email")
	if second := b.subscribe("email"); second != first || len(b.box.All()) != 2 {
		t.Errorf("%s and %s, %d mails", first, second, len(b.box.All()))
	}
}

func TestUnsubscribeByLink(t *testing.T) {
	b := newBench(t)
	b.subscribe("email")
	if err := b.open(inbox.Confirm); err != nil {
		t.Fatal(err)
	}
	if err := b.publish(nil); err != nil {
		t.Fatal(err)
	}
	if err := b.open(inbox.Unsubscribe); err != nil {
		t.Fatal(err)
	}
	if got := b.listedARN(); got != "Deleted" {
		t.Errorf("listed as %s, want Deleted", got)
	}
	if got := b.newest().Subject; got != "AWS Notification - Unsubscribe Confirmation" {
		t.Errorf("the last mail is %q", got)
	}
	// The cancellation mail leads back.
	if err := b.open(inbox.Confirm); err != nil {
		t.Fatal(err)
	}
	if got := b.listedARN(); !strings.HasPrefix(got, topicARN+":") {
		t.Errorf("subscribed again, listed as %s", got)
	}
}

func TestAuthenticatedSubscriptionOutlivesTheLink(t *testing.T) {
	b := newBench(t)
	arn := b.subscribe("email")
	u, err := url.Parse(b.newest().Links[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	input := &sns.ConfirmSubscriptionInput{TopicArn: aws.String(topicARN), Token: aws.String(u.Query().Get("Token")), AuthenticateOnUnsubscribe: aws.String("true")}
	if _, err := b.confirmSubscription(b.unsigned(), input); textOf(err) == "" {
		t.Error("AuthenticateOnUnsubscribe was taken from an unsigned call")
	}
	if _, err := b.confirmSubscription(b.signed(), input); err != nil {
		t.Fatal(err)
	}
	if err := b.publish(nil); err != nil {
		t.Fatal(err)
	}
	if err := b.open(inbox.Unsubscribe); !errors.Is(err, ErrKept) {
		t.Errorf("the link: %v", err)
	}
	out, err := b.getSubscriptionAttributes(b.signed(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: aws.String(arn)})
	if err != nil || out.Attributes["ConfirmationWasAuthenticated"] != "true" || out.Attributes["PendingConfirmation"] != "false" {
		t.Errorf("%v, %v", out, err)
	}
	if _, err := b.unsubscribe(b.signed(), &sns.UnsubscribeInput{SubscriptionArn: aws.String(arn)}); err != nil || b.listedARN() != "Deleted" {
		t.Errorf("the owner: %v", err)
	}
}

func TestEmailJSON(t *testing.T) {
	b := newBench(t)
	b.subscribe("email-json")
	if !strings.Contains(b.newest().Body, `"Type":"SubscriptionConfirmation"`) {
		t.Errorf("confirmation: %s", b.newest().Body)
	}
	if err := b.open(inbox.Confirm); err != nil {
		t.Fatal(err)
	}
	err := b.PublishByService(topicARN, Publication{Principal: "cloudwatch.amazonaws.com", Subject: "s", Text: "words", JSON: `{"AlarmName":"a"}`})
	if err != nil {
		t.Fatal(err)
	}
	if body := b.newest().Body; !strings.Contains(body, `"Type":"Notification"`) || !strings.Contains(body, `{\"AlarmName\":\"a\"}`) || strings.Contains(body, "words") {
		t.Errorf("mail: %s", body)
	}
}

func TestServiceNeedsThePolicy(t *testing.T) {
	p := Publication{Principal: "cloudwatch.amazonaws.com", SourceARN: "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"}
	for name, test := range map[string]struct {
		attribute, value string
		want             error
	}{
		"untouched":         {"DisplayName", "Reads", nil},
		"only its alarm":    {"Policy", `{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"sns:Publish","Resource":"` + topicARN + `","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"},"StringEquals":{"aws:SourceAccount":"123456789012"}}}]}`, nil},
		"another alarm":     {"Policy", `{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"sns:Publish","Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:b"}}}]}`, ErrDenied},
		"another service":   {"Policy", `{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}`, ErrDenied},
		"AWS's managed key": {"KmsMasterKeyId", "alias/aws/sns", ErrKey},
	} {
		b := newBench(t)
		if _, err := b.setTopicAttributes(b.signed(), &sns.SetTopicAttributesInput{TopicArn: aws.String(topicARN), AttributeName: &test.attribute, AttributeValue: &test.value}); err != nil {
			t.Fatal(err)
		}
		if err := b.PublishByService(topicARN, p); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
	if err := newBench(t).PublishByService(topicARN+"x", p); !errors.Is(err, ErrNoTopic) {
		t.Errorf("no topic: %v", err)
	}
}

func TestFilterPolicy(t *testing.T) {
	attributes := map[string]types.MessageAttributeValue{
		"level": {DataType: aws.String("String"), StringValue: aws.String("high")},
		"size":  {DataType: aws.String("Number"), StringValue: aws.String("5")},
	}
	for _, test := range []struct {
		policy, scope string
		attributes    map[string]types.MessageAttributeValue
		filtered      string // the end of the metric's name; "" passes
	}{
		{`{"level":["high"]}`, "", attributes, ""},
		{`{"level":["low","high"]}`, "", attributes, ""},
		{`{"level":["low"]}`, "", attributes, "MessageAttributes"},
		{`{"level":["high"]}`, "", nil, "NoMessageAttributes"},
		{`{"level":[{"prefix":"hi"}],"size":[{"numeric":[">",1,"<=",5]}]}`, "", attributes, ""},
		{`{"level":[{"anything-but":["high"]}]}`, "", attributes, "MessageAttributes"},
		{`{"other":[{"exists":false}]}`, "", attributes, ""},
		{`{"level":["high"]}`, "MessageBody", nil, ""},
		{`{"level":["low"]}`, "MessageBody", nil, "MessageBody"},
	} {
		b := newBench(t)
		arn := b.subscribe("email")
		if err := b.open(inbox.Confirm); err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{"FilterPolicy": test.policy, "FilterPolicyScope": test.scope} {
			if value == "" {
				continue
			}
			if _, err := b.setSubscriptionAttributes(b.signed(), &sns.SetSubscriptionAttributesInput{SubscriptionArn: aws.String(arn), AttributeName: &name, AttributeValue: &value}); err != nil {
				t.Fatal(err)
			}
		}
		if err := b.publish(func(i *sns.PublishInput) { i.MessageAttributes = test.attributes }); err != nil {
			t.Fatal(err)
		}
		delivered := b.count["reads NumberOfNotificationsDelivered"]
		if passed := test.filtered == ""; passed != (delivered == 1) {
			t.Errorf("%s %s: delivered %v", test.policy, test.scope, delivered)
		} else if !passed && b.count["reads NumberOfNotificationsFilteredOut-"+test.filtered] != 1 {
			t.Errorf("%s %s: counts %v", test.policy, test.scope, b.count)
		}
	}
}

func TestErrorsAreAWSs(t *testing.T) {
	b := newBench(t)
	subscribe := func(protocol, endpoint string) error {
		_, err := b.State.subscribe(b.signed(), &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String(protocol), Endpoint: aws.String(endpoint)})
		return err
	}
	attribute := func(name, value string) error {
		_, err := b.setTopicAttributes(b.signed(), &sns.SetTopicAttributesInput{TopicArn: aws.String(topicARN), AttributeName: &name, AttributeValue: &value})
		return err
	}
	topic := func(input *sns.CreateTopicInput) error {
		_, err := b.createTopic(b.signed(), input)
		return err
	}
	confirm := func(token string) error {
		_, err := b.confirmSubscription(b.signed(), &sns.ConfirmSubscriptionInput{TopicArn: aws.String(topicARN), Token: aws.String(token)})
		return err
	}
	attributes := func(arn string) error {
		_, err := b.getTopicAttributes(b.signed(), &sns.GetTopicAttributesInput{TopicArn: aws.String(arn)})
		return err
	}
	for _, test := range []struct {
		err  error
		want string
	}{
		{subscribe("test-protocol", "x"), "InvalidParameter: Invalid parameter: Amazon SNS does not support this protocol string: test-protocol"},
		{subscribe("email", "no address"), "InvalidParameter: Invalid parameter: Email address"},
		{subscribe("email", "Ann <ann@example.com>"), "InvalidParameter: Invalid parameter: Email address"},
		{attribute("Nonsense", "x"), "InvalidParameter: Invalid parameter: AttributeName"},
		{attribute("Policy", "{"), "InvalidParameter: Invalid parameter: Policy Error: null"},
		{attribute("Policy", `{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*"}]}`), "InvalidParameter: Invalid parameter: Policy statement action out of service scope!"},
		{topic(&sns.CreateTopicInput{Name: aws.String("a b")}), "InvalidParameter: Invalid parameter: Topic Name"},
		{topic(&sns.CreateTopicInput{Name: aws.String(strings.Repeat("a", 257))}), "InvalidParameter: Invalid parameter: Topic Name"},
		{topic(&sns.CreateTopicInput{Name: aws.String("reads"), Attributes: map[string]string{"DisplayName": "x"}}), "InvalidParameter: Invalid parameter: Attributes Reason: Topic already exists with different attributes"},
		{topic(&sns.CreateTopicInput{Name: aws.String("reads"), Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}), "InvalidParameter: Invalid parameter: Tags Reason: Topic already exists with different tags"},
		{confirm("nonsense"), "InvalidParameter: Invalid parameter: Token"},
		{confirm("abcdef"), "InvalidParameter: Invalid token"},
		{attributes("reads"), "InvalidParameter: Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1"},
		{attributes(topicARN + "x"), "NotFound: Topic does not exist"},
		{b.publish(func(i *sns.PublishInput) { i.Message = nil }), "InvalidParameter: Invalid parameter: Empty message"},
		{b.publish(func(i *sns.PublishInput) { i.Subject = aws.String("a\nb") }), "InvalidParameter: Invalid parameter: Subject"},
		{b.publish(func(i *sns.PublishInput) { i.MessageStructure = aws.String("json") }), "InvalidParameter: Invalid parameter: Message Structure - No default entry in JSON message body"},
	} {
		if got := textOf(test.err); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
	if err := topic(&sns.CreateTopicInput{Name: aws.String("reads")}); err != nil {
		t.Errorf("the same topic again: %v", err)
	}
}
