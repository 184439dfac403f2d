package sandbox_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/serve"
)

// call is one request of AWS's, as it is on the wire.
type call struct {
	name, method, path, service, body string
	header                            map[string]string
}

// The calls of each protocol that the benchmarks repeat.
var (
	readCall  = call{"json 1.1", http.MethodPost, "/", "secretsmanager", `{"SecretId":"TopSecretInfo"}`, map[string]string{"X-Amz-Target": "secretsmanager.GetSecretValue", "Content-Type": "application/x-amz-json-1.1"}}
	wireCalls = []call{
		readCall,
		{"json 1.0", http.MethodPost, "/", "monitoring", `{}`, map[string]string{"X-Amz-Target": "GraniteServiceVersion20100801.DescribeAlarms", "Content-Type": "application/x-amz-json-1.0"}},
		{"query", http.MethodPost, "/", "sns", "Action=GetTopicAttributes&Version=2010-03-31&TopicArn=" + topicARN, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
		{"rpc v2 cbor", http.MethodPost, "/service/GraniteServiceVersion20100801/operation/DescribeAlarms", "monitoring", "\xa0", map[string]string{"Smithy-Protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}},
		{"rest xml", http.MethodGet, "/" + bucket + "?policy", "s3", "", nil},
	}
)

func (k call) request() *http.Request {
	r := httptest.NewRequestWithContext(context.Background(), k.method, "http://sandbox.internal"+k.path, strings.NewReader(k.body))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=SANDBOXADMIN/20000101/us-east-1/"+k.service+"/aws4_request, SignedHeaders=host, Signature=0")
	for name, value := range k.header {
		r.Header.Set(name, value)
	}
	return r
}

// built is a sandbox with the whole chain, outside of any bubble.
func built(tb testing.TB) *sandbox.Sandbox {
	tb.Helper()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(box.Close)
	for _, k := range []call{
		{"", http.MethodPost, "/", "secretsmanager", `{"Name":"TopSecretInfo","SecretString":"x","ClientRequestToken":"11111111-2222-3333-4444-555555555555"}`, map[string]string{"X-Amz-Target": "secretsmanager.CreateSecret", "Content-Type": "application/x-amz-json-1.1"}},
		{"", http.MethodPut, "/" + bucket, "s3", "", nil},
		{"", http.MethodPut, "/" + bucket + "?policy", "s3", bucketPolicy, nil},
		logsCall("CreateLogGroup", `{"logGroupName":"`+group+`"}`),
		queryCall("iam", "2010-05-08", "CreateRole&RoleName="+role+"&AssumeRolePolicyDocument="+escape(roleTrust)),
		queryCall("iam", "2010-05-08", "PutRolePolicy&RoleName="+role+"&PolicyName=delivery&PolicyDocument="+escape(rolePerms)),
		queryCall("sns", "2010-03-31", "CreateTopic&Name=stories"),
		queryCall("sns", "2010-03-31", "Subscribe&Protocol=email&Endpoint=reader%40example.com&TopicArn="+topicARN),
		trailCall("CreateTrail", `{"Name":"stories","S3BucketName":"`+bucket+`","IsMultiRegionTrail":true,"CloudWatchLogsLogGroupArn":"`+groupARN+`","CloudWatchLogsRoleArn":"`+roleARN+`"}`),
		trailCall("StartLogging", `{"Name":"stories"}`),
		logsCall("PutMetricFilter", `{"logGroupName":"`+group+`","filterName":"reads","filterPattern":"{ $.eventName = \"GetSecretValue\" }","metricTransformations":[{"metricName":"reads","metricNamespace":"Stories","metricValue":"1","defaultValue":0}]}`),
		{"", http.MethodPost, "/", "monitoring", `{"AlarmName":"reads","Namespace":"Stories","MetricName":"reads","Statistic":"Sum","Period":60,"EvaluationPeriods":1,"Threshold":1,"ComparisonOperator":"GreaterThanOrEqualToThreshold","TreatMissingData":"notBreaching","AlarmActions":["` + topicARN + `"]}`, map[string]string{"X-Amz-Target": "GraniteServiceVersion20100801.PutMetricAlarm", "Content-Type": "application/x-amz-json-1.0"}},
	} {
		serveCall(tb, box, k)
	}
	for _, m := range box.Mails() {
		for _, link := range m.Links {
			if err := box.Inbox().Open(context.Background(), link.URL); err != nil {
				tb.Fatal(err)
			}
		}
	}
	return box
}

func logsCall(operation, body string) call {
	return call{"", http.MethodPost, "/", "logs", body, map[string]string{"X-Amz-Target": "Logs_20140328." + operation, "Content-Type": "application/x-amz-json-1.1"}}
}

func trailCall(operation, body string) call {
	return call{"", http.MethodPost, "/", "cloudtrail", body, map[string]string{"X-Amz-Target": "CloudTrail_20131101." + operation, "Content-Type": "application/x-amz-json-1.1"}}
}

func queryCall(service, version, action string) call {
	return call{"", http.MethodPost, "/", service, "Version=" + version + "&Action=" + action, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}}
}

func escape(document string) string {
	return strings.NewReplacer("%", "%25", "&", "%26", "=", "%3D", "+", "%2B", " ", "%20", "\n", "%20").Replace(document)
}

// serveCall has the handler answer in this goroutine, where a panic is seen.
func serveCall(tb testing.TB, box *sandbox.Sandbox, k call) {
	tb.Helper()
	w := httptest.NewRecorder()
	box.Handler().ServeHTTP(w, k.request())
	if w.Code/100 != 2 {
		tb.Fatalf("%s %s: %d %s", k.service, k.header["X-Amz-Target"], w.Code, w.Body)
	}
}

// BenchmarkCalls is how many calls a second the sandbox answers, by protocol,
// records and all; the last is one client of the SDK's over loopback.
func BenchmarkCalls(b *testing.B) {
	for _, k := range wireCalls {
		b.Run(strings.ReplaceAll(k.name, " ", "-"), func(b *testing.B) {
			box := built(b)
			b.ReportAllocs()
			for b.Loop() {
				serveCall(b, box, k)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
		})
	}
	b.Run("sdk-over-loopback", func(b *testing.B) {
		box := built(b)
		server, err := serve.Listen(b.Context(), "127.0.0.1:0", box.Handler())
		if err != nil {
			b.Fatal(err)
		}
		defer func() { _ = server.Close() }()
		config := box.Config("")
		config.BaseEndpoint, config.HTTPClient = aws.String(server.URL()), nil
		client := secretsmanager.NewFromConfig(config)
		for b.Loop() {
			if _, err := client.GetSecretValue(b.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	})
}

// BenchmarkHourOfReads is an hour of a hundred reads a second, through the
// whole chain, on a clock that is moved; heap-MiB is what is held at its end.
// Run it with -benchtime 1x.
func BenchmarkHourOfReads(b *testing.B) {
	for b.Loop() {
		box := built(b)
		before := heap()
		reads(b, box, time.Hour)
		b.ReportMetric(float64(heap()-before)/(1<<20), "heap-MiB")
	}
}

// reads makes a hundred reads in every second of d.
func reads(tb testing.TB, box *sandbox.Sandbox, d time.Duration) {
	tb.Helper()
	for range int(d / time.Second) {
		for range 100 {
			serveCall(tb, box, readCall)
		}
		box.Advance(time.Second)
	}
}

// heap is how many bytes are in use.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
