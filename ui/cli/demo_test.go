package cli_test

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/ui/cli"
)

// saboteur is a standard output that breaks the topic's policy, as a stranger
// with the AWS CLI would, at the moment the demo begins to read the secret.
type saboteur struct {
	t    *testing.T
	out  bytes.Buffer
	done bool
}

func (s *saboteur) Write(b []byte) (int, error) {
	n, _ := s.out.Write(b)
	if !s.done && strings.Contains(s.out.String(), "3. Reading the secret") {
		s.done = true
		s.breakPolicy()
	}
	return n, nil
}

func (s *saboteur) breakPolicy() {
	url := regexp.MustCompile(`AWS_ENDPOINT_URL=(\S+)`).FindStringSubmatch(s.out.String())[1]
	c := sns.New(sns.Options{Region: "us-east-1", BaseEndpoint: &url, Credentials: credentials.NewStaticCredentialsProvider("x", "y", "")})
	topics, err := c.ListTopics(s.t.Context(), &sns.ListTopicsInput{})
	if err != nil || len(topics.Topics) != 1 {
		s.t.Errorf("topics: %+v, %v", topics, err)
		return
	}
	arn := topics.Topics[0].TopicArn
	_, err = c.SetTopicAttributes(s.t.Context(), &sns.SetTopicAttributesInput{
		TopicArn: arn, AttributeName: aws.String("Policy"),
		AttributeValue: aws.String(`{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"` +
			*arn + `","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`),
	})
	if err != nil {
		s.t.Error(err)
	}
}

func TestDemoWithABrokenTopicPolicySaysSo(t *testing.T) {
	t.Parallel()
	out := &saboteur{t: t}
	var errs bytes.Buffer
	code := cli.Main(t.Context(), []string{"demo"}, cli.Streams{In: strings.NewReader(""), Out: out, Err: &errs, Env: os.Environ()}, cli.Build{})
	if code != cli.ExitBroken {
		t.Errorf("exit status %d, want 1", code)
	}
	text := out.out.String()
	for _, want := range []string{
		"[BROKEN] action",
		"CloudWatch Alarms is not authorized to perform: SNS:Publish on resource",
		"(topic-policy-denies)",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the demo does not say %q", want)
		}
	}
	if strings.Contains(text, "Subject: ALARM") {
		t.Error("the demo shows a mail that cannot have come")
	}
	if !strings.Contains(errs.String(), "error: no e-mail came") {
		t.Errorf("stderr: %s", errs.String())
	}
	if t.Failed() {
		t.Log(text)
	}
}

func TestTwoDemosDiffer(t *testing.T) {
	t.Parallel()
	told := make(chan string, 2)
	for range cap(told) {
		go func() {
			code, out, errs := program("").run(t, "demo")
			if code != 0 {
				t.Errorf("exit status %d\n%s\n%s", code, out, errs)
			}
			told <- out
		}()
	}
	ids := map[string]bool{}
	for range cap(told) {
		out := <-told
		for _, what := range []string{`request id (\S+) at`, `event id ([0-9a-f-]+)`} {
			m := regexp.MustCompile(what).FindStringSubmatch(out)
			if m == nil {
				t.Errorf("no %s in\n%s", what, out)
				continue
			}
			if ids[m[1]] {
				t.Errorf("%s came twice: %s", what, m[1])
			}
			ids[m[1]] = true
		}
	}
}
