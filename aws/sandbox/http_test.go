package sandbox_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox"
)

// ask makes a request to the sandbox's own endpoints.
func (c *chain) ask(method, path, body string, header http.Header) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.ctx, method, c.box.Base()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for name, values := range header {
		req.Header[name] = values
	}
	resp, err := (&http.Client{Transport: c.box.Transport()}).Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

func TestHealthSaysThatItIsASandbox(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		status, body := c.ask(http.MethodGet, "/_sandbox/health", "", nil)
		var health map[string]any
		if err := json.Unmarshal([]byte(body), &health); err != nil || status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		if health["sandbox"] != true || health["pace"] != "fast" || health["account"] != account {
			t.Errorf("health %v", health)
		}
		if !c.inbox.Is(c.ctx) {
			t.Error("the client does not take it for a sandbox")
		}
	})
}

func TestStartLine(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.box.SetBase("http://127.0.0.1:4566")
		want := "export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_ACCESS_KEY_ID=SANDBOXADMIN AWS_SECRET_ACCESS_KEY=sandbox AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1"
		if got := c.box.StartLine(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestAdvanceOverHTTP(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		before := c.box.Now()
		if status, body := c.ask(http.MethodPost, "/_sandbox/advance", `{"seconds":3600}`, nil); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		if moved := c.box.Now().Sub(before); moved != time.Hour {
			t.Errorf("the clock moved by %v", moved)
		}
		for _, body := range []string{`{"seconds":0}`, `{"seconds":-5}`, `{"seconds":1e12}`, `{`, ``} {
			if status, _ := c.ask(http.MethodPost, "/_sandbox/advance", body, nil); status != http.StatusBadRequest {
				t.Errorf("%q: %d, want 400", body, status)
			}
		}
		if moved := c.box.Now().Sub(before); moved != time.Hour {
			t.Errorf("bad requests moved the clock by %v", moved-time.Hour)
		}
	})
}

func TestResetEmptiesTheAccount(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		c.read()
		if status, body := c.ask(http.MethodPost, "/_sandbox/reset", "", nil); status != http.StatusOK {
			t.Fatalf("%d %s", status, body)
		}
		c.wait(time.Minute)
		if mails := c.mails(); len(mails) != 0 {
			t.Errorf("mails after reset: %v", mails)
		}
		trails := must[*cloudtrail.DescribeTrailsOutput](c)(c.trail.DescribeTrails(c.ctx, &cloudtrail.DescribeTrailsInput{}))
		if len(trails.TrailList) != 0 {
			t.Errorf("trails after reset: %v", trails.TrailList)
		}
		c.build() // and all can be built again
	})
}

func TestOtherSitesPagesMayNotChangeIt(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		if status, _ := c.ask(http.MethodPost, "/_sandbox/reset", "", http.Header{"Origin": {"https://example.com"}}); status != http.StatusForbidden {
			t.Errorf("a foreign page: %d, want 403", status)
		}
		if status, _ := c.ask(http.MethodPost, "/_sandbox/reset", "", http.Header{"Origin": {"http://sandbox.internal"}}); status != http.StatusOK {
			t.Errorf("its own page: %d, want 200", status)
		}
	})
}

func TestPageEscapesForeignText(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		c.do(c.topics.Publish(c.ctx, &sns.PublishInput{TopicArn: aws.String(topicARN), Subject: aws.String("<b>hello</b>"), Message: aws.String("<script>alert(1)</script>\njavascript:alert(1)\n\u202etxt.exe\x1b[2J")}))
		status, page := c.ask(http.MethodGet, "/_sandbox/", "", nil)
		if status != http.StatusOK || !strings.Contains(page, "This is not AWS.") || !strings.Contains(page, "&lt;b&gt;hello&lt;/b&gt;") {
			t.Errorf("%d %s", status, page)
		}
		if strings.Contains(page, "<script>") {
			t.Error("the page runs a mail's script")
		}
		if strings.ContainsAny(page, "\u202e\x1b") {
			t.Error("a mail turns the page's direction")
		}
		if !strings.Contains(page, `<a href="http://sandbox.internal/confirmation.html?`) {
			t.Error("the page lacks the confirmation's link")
		}
	})
}

func TestBrowserIsLedToThePage(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		if status, page := c.ask(http.MethodGet, "/", "", http.Header{"Accept": {"text/html,*/*"}}); status != http.StatusOK || !strings.Contains(page, "No mail yet.") {
			t.Errorf("%d %s", status, page)
		}
	})
}

func TestBadLinks(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		for _, path := range []string{"/confirmation.html", "/confirmation.html?TopicArn=" + topicARN + "&Token=abc", "/unsubscribe.html?SubscriptionArn=x"} {
			if status, body := c.ask(http.MethodGet, path, "", nil); status != http.StatusBadRequest || !strings.Contains(body, "This is not AWS") {
				t.Errorf("%s: %d %s", path, status, body)
			}
		}
		if status, _ := c.ask(http.MethodGet, "/_sandbox/nonsense", "", nil); status != http.StatusNotFound {
			t.Errorf("an unknown page: %d", status)
		}
	})
}

func TestTrouble(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		// The SDK tries three times, so that one failure would not be seen.
		trouble := func(body string) {
			t.Helper()
			if status, answer := c.ask(http.MethodPost, "/_sandbox/trouble", body, nil); status != http.StatusOK {
				t.Fatalf("%s: %d %s", body, status, answer)
			}
		}
		for kind, want := range map[string]string{"throttle": "ThrottlingException", "5xx": "InternalFailure", "expired-token": "ExpiredTokenException"} {
			count := "3"
			if kind == "expired-token" {
				count = "1"
			}
			trouble(`{"service":"secretsmanager","operation":"GetSecretValue","kind":"` + kind + `","count":` + count + `}`)
			_, err := c.secrets.GetSecretValue(c.ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)})
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != want {
				t.Errorf("%s: %v, want %s", kind, err, want)
			}
			c.read()
		}
		trouble(`{"kind":"latency","milliseconds":5000}`)
		before := time.Now()
		c.read()
		if took := time.Since(before); took < 5*time.Second {
			t.Errorf("with latency a read took %v", took)
		}
		if status, _ := c.ask(http.MethodPost, "/_sandbox/trouble", `{"kind":"nonsense"}`, nil); status != http.StatusBadRequest {
			t.Errorf("an unknown kind: %d", status)
		}
	})
}

func TestDroppedDeliveryLeavesNoTrace(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		c.wait(time.Minute)
		c.do(c.topics.ListTopics(c.ctx, &sns.ListTopicsInput{})) // another delivery, on the way
		c.wait(time.Second)
		if err := c.box.Trouble(sandbox.Trouble{Kind: sandbox.DropDelivery, Operation: "GetSecretValue"}); err != nil {
			t.Fatal(err)
		}
		c.wait(2 * time.Second)
		since := c.box.Now()
		c.read()
		c.wait(10 * time.Second)
		if n := len(c.alarmMails()); n != 0 {
			t.Errorf("%d alarm mails", n)
		}
		if events := c.lookup(); len(events) != 1 {
			t.Errorf("the Event history has %d reads", len(events))
		}
		status := c.status()
		if at := status.LatestCloudWatchLogsDeliveryTime; at != nil && at.After(since) || status.LatestCloudWatchLogsDeliveryError != nil {
			t.Errorf("delivered at %v, error %v", at, status.LatestCloudWatchLogsDeliveryError)
		}
	})
}

func TestReadInAnotherRegion(t *testing.T) {
	for multi, want := range map[bool]int{true: 1, false: 0} {
		story(t, sandbox.Options{}, func(c *chain) {
			c.build()
			c.do(c.trail.UpdateTrail(c.ctx, &cloudtrail.UpdateTrailInput{Name: aws.String(trailName), IsMultiRegionTrail: aws.Bool(multi)}))
			elsewhere := secretsmanager.NewFromConfig(c.box.Config("eu-west-1"))
			c.do(elsewhere.CreateSecret(c.ctx, &secretsmanager.CreateSecretInput{Name: aws.String(secretID), SecretString: aws.String("x")}))
			c.wait(time.Minute)
			c.do(elsewhere.GetSecretValue(c.ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)}))
			c.wait(10 * time.Second)
			if n := len(c.alarmMails()); n != want {
				t.Errorf("multi-region %v: %d alarm mails, want %d", multi, n, want)
			}
			if events := c.lookup(); len(events) != 0 {
				t.Errorf("multi-region %v: the Event history of the home region has %d reads", multi, len(events))
			}
		})
	}
}

// The record that reaches the log group is the one of the Event history, and
// says who read, from what, with which request.
func TestRecordTellsWhoRead(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		root := secretsmanager.NewFromConfig(c.box.ConfigFor("", "ROOT"), func(o *secretsmanager.Options) { o.AppID = "secretwatch-test" })
		c.do(root.GetSecretValue(c.ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)}))
		c.wait(5 * time.Second)
		events := must[*cloudwatchlogs.FilterLogEventsOutput](c)(c.logs.FilterLogEvents(c.ctx, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: aws.String(group), FilterPattern: aws.String(pattern),
		})).Events
		if len(events) != 1 {
			t.Fatalf("%d events", len(events))
		}
		if history := c.lookup(); len(history) != 1 || *history[0].CloudTrailEvent != *events[0].Message || *history[0].Username != "root" {
			t.Errorf("the Event history differs: %v", history)
		}
		var r struct {
			UserIdentity      struct{ Type, ARN string }
			UserAgent         string
			RequestParameters map[string]string
			ResponseElements  any
			RequestID         string
		}
		if err := json.Unmarshal([]byte(*events[0].Message), &r); err != nil {
			t.Fatal(err)
		}
		if r.UserIdentity.Type != "Root" || r.UserIdentity.ARN != "arn:aws:iam::123456789012:root" || r.RequestParameters["secretId"] != secretID {
			t.Errorf("%+v", r)
		}
		if r.ResponseElements != nil || r.RequestID == "" || !strings.Contains(r.UserAgent, "secretwatch-test") {
			t.Errorf("%+v", r)
		}
		if strings.Contains(*events[0].Message, "the value") {
			t.Error("the record holds the secret's value")
		}
	})
}
