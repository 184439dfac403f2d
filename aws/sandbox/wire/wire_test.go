package wire_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/sandbox/serve"
	"secretwatch/aws/sandbox/wire"
)

var (
	noon  = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	point = time.Date(2026, time.November, 22, 11, 59, 58, 250_000_000, time.UTC)
)

// bench is a dispatcher over a few operations that keep what they were asked.
type bench struct {
	*wire.Dispatcher
	statistics []*cloudwatch.GetMetricStatisticsInput
	attributes map[string]string
	finished   []*wire.Call
	refuse     error
	trouble    *wire.Error
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{}
	d, err := wire.NewDispatcher([]wire.Service{
		{
			SigningName: "monitoring", EventSource: "monitoring.amazonaws.com",
			Targets: []string{"GraniteServiceVersion20100801"}, Version: "2010-08-01",
			Namespace:   "http://monitoring.amazonaws.com/doc/2010-08-01/",
			ErrorPrefix: "com.amazonaws.cloudwatch.v2010_08_01",
			Operations: []wire.Operation{
				wire.Op("GetMetricStatistics", b.getMetricStatistics), wire.Op("SetAlarmState", b.setAlarmState),
			},
		},
		{
			SigningName: "sns", EventSource: "sns.amazonaws.com", Version: "2010-03-31",
			Namespace: "http://sns.amazonaws.com/doc/2010-03-31/", Unsigned: []string{"Unsubscribe"},
			Operations: []wire.Operation{
				wire.Op("CreateTopic", b.createTopic), wire.Op("GetTopicAttributes", b.getTopicAttributes),
				wire.Op("Unsubscribe", b.unsubscribe),
			},
		},
		{
			SigningName: "cloudtrail", EventSource: "cloudtrail.amazonaws.com", Targets: []string{"CloudTrail_20131101"},
			Operations: []wire.Operation{wire.Op("DescribeTrails", b.describeTrails)},
		},
	}, nil, wire.Options{
		Lock: &sync.Mutex{}, Now: func() time.Time { return noon }, Region: "us-east-1",
		Caller:    func(key string) wire.Caller { return wire.Caller{Type: "IAMUser", UserName: "ann", AccessKeyID: key} },
		Authorize: func(*wire.Call) error { return b.refuse },
		Trouble:   func(string, string) (time.Duration, *wire.Error) { return 0, b.trouble },
		Finished:  func(c *wire.Call, _, _ any, _ error) { b.finished = append(b.finished, c) },
	})
	if err != nil {
		t.Fatal(err)
	}
	b.Dispatcher = d
	return b
}

func (b *bench) getMetricStatistics(_ *wire.Call, in *cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
	b.statistics = append(b.statistics, in)
	return &cloudwatch.GetMetricStatisticsOutput{
		Label: aws.String("Secret is <accessed> & counted"),
		Datapoints: []types.Datapoint{
			{Timestamp: aws.Time(point), Sum: aws.Float64(1), SampleCount: aws.Float64(0.25), Unit: types.StandardUnitNone, ExtendedStatistics: map[string]float64{"p99": 12.5}},
			{Timestamp: aws.Time(noon), Sum: aws.Float64(0)},
		},
	}, nil
}

func (b *bench) setAlarmState(*wire.Call, *cloudwatch.SetAlarmStateInput) (*cloudwatch.SetAlarmStateOutput, error) {
	return nil, &wire.Error{Code: "ResourceNotFound", Message: "there is no such alarm", Status: http.StatusNotFound}
}

func (b *bench) createTopic(c *wire.Call, in *sns.CreateTopicInput) (*sns.CreateTopicOutput, error) {
	b.attributes = in.Attributes
	return &sns.CreateTopicOutput{TopicArn: aws.String("arn:aws:sns:" + c.Region + ":111122223333:" + *in.Name)}, nil
}

func (b *bench) getTopicAttributes(*wire.Call, *sns.GetTopicAttributesInput) (*sns.GetTopicAttributesOutput, error) {
	return &sns.GetTopicAttributesOutput{Attributes: b.attributes}, nil
}

func (b *bench) unsubscribe(*wire.Call, *sns.UnsubscribeInput) (*sns.UnsubscribeOutput, error) {
	return &sns.UnsubscribeOutput{}, nil
}

func (b *bench) describeTrails(_ *wire.Call, in *cloudtrail.DescribeTrailsInput) (*cloudtrail.DescribeTrailsOutput, error) {
	if len(in.TrailNameList) != 1 || !aws.ToBool(in.IncludeShadowTrails) {
		return nil, wire.Errorf("InvalidTrailNameException", "names did not arrive")
	}
	return &cloudtrail.DescribeTrailsOutput{TrailList: []trailtypes.Trail{{Name: aws.String(in.TrailNameList[0])}}}, nil
}

func (b *bench) config() aws.Config {
	return aws.Config{
		Region: "eu-central-1", BaseEndpoint: aws.String("http://sandbox.internal"),
		HTTPClient:  serve.Memory{Handler: b}.Client(),
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
	}
}

// post sends a request as a client would, and gives status, headers and body.
func (b *bench) post(t *testing.T, header map[string]string, path, body string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://sandbox.internal"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := serve.Memory{Handler: b}.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(got)
}

func signed(service string) string {
	return "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/eu-central-1/" + service + "/aws4_request, SignedHeaders=host, Signature=00"
}

func statisticsInput() *cloudwatch.GetMetricStatisticsInput {
	return &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String("Secret Watch/ä"), MetricName: aws.String("Secret is accessed"), Period: aws.Int32(60),
		StartTime: aws.Time(noon.Add(-time.Hour)), EndTime: aws.Time(point),
		Dimensions: []types.Dimension{{Name: aws.String("a"), Value: aws.String("1")}, {Name: aws.String("b"), Value: aws.String("")}},
		Statistics: []types.Statistic{types.StatisticSum, types.StatisticSampleCount},
	}
}

// The same question over CBOR, JSON and query arrives as the same input, and is
// answered with the same values.
func TestCloudWatchSpeaksThreeProtocolsAlike(t *testing.T) {
	b := newBench(t)
	out, err := cloudwatch.NewFromConfig(b.config()).GetMetricStatistics(t.Context(), statisticsInput())
	if err != nil {
		t.Fatal(err)
	}
	jsonOut, err := cloudwatch.NewFromConfig(b.config(), overJSON).GetMetricStatistics(t.Context(), statisticsInput())
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Datapoints) != 2 || !out.Datapoints[0].Timestamp.Equal(point) || *out.Datapoints[0].SampleCount != 0.25 ||
		out.Datapoints[0].ExtendedStatistics["p99"] != 12.5 || *out.Label != "Secret is <accessed> & counted" {
		t.Errorf("CBOR answer is %+v", out)
	}
	for i := range out.Datapoints {
		got, want := jsonOut.Datapoints[i], out.Datapoints[i]
		if !got.Timestamp.Equal(*want.Timestamp) || *got.Sum != *want.Sum || got.Unit != want.Unit || !reflect.DeepEqual(got.ExtendedStatistics, want.ExtendedStatistics) {
			t.Errorf("JSON answered %+v, CBOR %+v", got, want)
		}
	}
	resp, body := b.post(t, map[string]string{
		"Authorization": signed("monitoring"), "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
	}, "/", "Action=GetMetricStatistics&Version=2010-08-01&Namespace=Secret+Watch%2F%C3%A4&MetricName=Secret+is+accessed&Period=60"+
		"&StartTime=2026-11-22T11%3A00%3A00Z&EndTime=2026-11-22T11%3A59%3A58.250Z&Statistics.member.1=Sum&Statistics.member.2=SampleCount"+
		"&Dimensions.member.1.Name=a&Dimensions.member.1.Value=1&Dimensions.member.2.Name=b&Dimensions.member.2.Value=")
	want := `<GetMetricStatisticsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><GetMetricStatisticsResult><Datapoints>` +
		`<member><ExtendedStatistics><entry><key>p99</key><value>12.5</value></entry></ExtendedStatistics><SampleCount>0.25</SampleCount><Sum>1</Sum><Timestamp>2026-11-22T11:59:58.25Z</Timestamp><Unit>None</Unit></member>` +
		`<member><Sum>0</Sum><Timestamp>2026-11-22T12:00:00Z</Timestamp></member></Datapoints><Label>Secret is &lt;accessed&gt; &amp; counted</Label></GetMetricStatisticsResult>` +
		`<ResponseMetadata><RequestId>` + resp.Header.Get("x-amzn-RequestId") + `</RequestId></ResponseMetadata></GetMetricStatisticsResponse>`
	if body != want {
		t.Errorf("query answer is\n%s\nwant\n%s", body, want)
	}
	if len(b.statistics) != 3 {
		t.Fatalf("%d inputs arrived, want 3", len(b.statistics))
	}
	for i, got := range b.statistics {
		if !reflect.DeepEqual(got, statisticsInput()) {
			g, _ := json.Marshal(got)
			t.Errorf("protocol %d: input is %s", i, g)
		}
	}
}

func TestMapsAndOddNamesGoBothWays(t *testing.T) {
	b := newBench(t)
	client := sns.NewFromConfig(b.config())
	attributes := map[string]string{"DisplayName": "A & B", "Policy": `{"a":"<b>"}`}
	if _, err := client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("t"), Attributes: attributes}); err != nil {
		t.Fatal(err)
	}
	got, err := client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: aws.String("arn")})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Attributes, attributes) {
		t.Errorf("attributes came back as %v", got.Attributes)
	}
	trails := cloudtrail.NewFromConfig(b.config())
	described, err := trails.DescribeTrails(t.Context(), &cloudtrail.DescribeTrailsInput{
		TrailNameList: []string{"x"}, IncludeShadowTrails: aws.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(described.TrailList) != 1 || *described.TrailList[0].Name != "x" {
		t.Errorf("trails are %+v", described.TrailList)
	}
	// Some clients put the Java package before the target.
	resp, body := b.post(t, map[string]string{
		"Authorization": signed("cloudtrail"), "Content-Type": "application/x-amz-json-1.1",
		"X-Amz-Target": "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.DescribeTrails",
	}, "/", `{"trailNameList":["x"],"includeShadowTrails":true,"Later":{"unknown":[1]}}`)
	if resp.StatusCode != http.StatusOK || body != `{"trailList":[{"Name":"x"}]}` {
		t.Errorf("DescribeTrails answered %d %s", resp.StatusCode, body)
	}
}

func TestEveryCallIsSeenWithItsCaller(t *testing.T) {
	b := newBench(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://sandbox.internal/",
		strings.NewReader("Action=CreateTopic&Version=2010-03-31&Name=t"))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", signed("sns"))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("User-Agent", "aws-cli/1.45")
	resp, err := serve.Memory{Handler: b}.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if len(b.finished) != 1 {
		t.Fatalf("%d calls were seen, want 1", len(b.finished))
	}
	c := b.finished[0]
	if c.Service != "sns" || c.Operation != "CreateTopic" || c.Region != "eu-central-1" || c.Agent != "aws-cli/1.45" ||
		c.Source != "127.0.0.1" || c.EventSource != "sns.amazonaws.com" || c.ReadOnly || c.Caller.UserName != "ann" ||
		c.Caller.AccessKeyID != "AKIDEXAMPLE" || c.RequestID != resp.Header.Get("x-amzn-RequestId") || c.Params["name"] != "t" {
		t.Errorf("call is %+v", c)
	}
	if got := resp.Header.Get("Date"); got != "Sun, 22 Nov 2026 12:00:00 GMT" {
		t.Errorf("Date is %q, want the sandbox's clock", got)
	}
}

func TestUnsignedRequests(t *testing.T) {
	b := newBench(t)
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	resp, body := b.post(t, form, "/", "Action=Unsubscribe&SubscriptionArn=arn")
	if resp.StatusCode != http.StatusOK || !strings.Contains(body, "<UnsubscribeResponse") {
		t.Errorf("a link in a mail answered %d %s", resp.StatusCode, body)
	}
	resp, body = b.post(t, form, "/", "Action=CreateTopic&Version=2010-03-31&Name=t")
	if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, "<Code>MissingAuthenticationToken</Code>") {
		t.Errorf("an unsigned CreateTopic answered %d %s", resp.StatusCode, body)
	}
	if len(b.finished) != 0 {
		t.Errorf("unsigned calls made %d records", len(b.finished))
	}
	presigned := "/?Action=CreateTopic&Version=2010-03-31&Name=t&X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Feu-west-1%2Fsns%2Faws4_request"
	if resp, body = b.post(t, nil, presigned, ""); resp.StatusCode != http.StatusOK || !strings.Contains(body, "arn:aws:sns:eu-west-1:") {
		t.Errorf("a presigned URL answered %d %s", resp.StatusCode, body)
	}
}

func TestTroubleAndRefusal(t *testing.T) {
	b := newBench(t)
	client := sns.NewFromConfig(b.config())
	call := func() error {
		_, err := client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("t")})
		return err
	}
	b.trouble = &wire.Error{Code: "Throttling", Message: "Rate exceeded", Status: http.StatusBadRequest}
	if err := call(); err == nil || !strings.Contains(err.Error(), "Throttling: Rate exceeded") {
		t.Errorf("trouble gave %v", err)
	}
	if len(b.finished) != 0 {
		t.Error("a throttled call made a record")
	}
	b.trouble, b.refuse = nil, &wire.Error{Code: "AuthorizationError", Message: "no", Status: http.StatusForbidden}
	if err := call(); err == nil || !strings.Contains(err.Error(), "AuthorizationError") {
		t.Errorf("a refusal gave %v", err)
	}
	if len(b.finished) != 1 {
		t.Errorf("a refused call made %d records, want 1", len(b.finished))
	}
}

func TestGzipAndBodyLimit(t *testing.T) {
	b := newBench(t)
	header := map[string]string{"Authorization": signed("monitoring"), "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "GraniteServiceVersion20100801.GetMetricStatistics"}
	resp, body := b.post(t, header, "/", strings.Repeat(" ", wire.MaxBody+1))
	if resp.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(body, "RequestEntityTooLargeException") {
		t.Errorf("a body over the limit answered %d %.100s", resp.StatusCode, body)
	}
	header["Content-Encoding"] = "gzip"
	if resp, body = b.post(t, header, "/", gzipped(t, `{"Namespace":"packed"}`)); resp.StatusCode != http.StatusOK || *b.statistics[0].Namespace != "packed" {
		t.Errorf("a packed body answered %d %s", resp.StatusCode, body)
	}
	var bomb bytes.Buffer
	bomb.Grow(2 * wire.MaxBody)
	bomb.Write(bytes.Repeat([]byte{' '}, 2*wire.MaxBody))
	if resp, _ = b.post(t, header, "/", gzipped(t, bomb.String())); resp.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a packed body that is too large answered %d", resp.StatusCode)
	}
}
