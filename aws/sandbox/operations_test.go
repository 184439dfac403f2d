package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// speakers are the services as the SDK knows them, and how each is spoken to.
var speakers = []struct {
	name   string
	client any
	call   func(operation, body string) call
	empty  string // an input without members
	shape  shape
}{
	{"secretsmanager", (*secretsmanager.Client)(nil), func(o, b string) call { return smallCall(b, o) }, "{}", jsonShape},
	{"cloudtrail", (*cloudtrail.Client)(nil), trailCall, "{}", jsonShape},
	{"logs", (*cloudwatchlogs.Client)(nil), logsCall, "{}", jsonShape},
	{"kms", (*kms.Client)(nil), func(o, b string) call { return amzCall("kms", "TrentService.", o, b) }, "{}", jsonShape},
	{"events", (*eventbridge.Client)(nil), func(o, b string) call { return amzCall("events", "AWSEvents.", o, b) }, "{}", jsonShape},
	{"cloudwatch json", (*cloudwatch.Client)(nil), alarmsCall, "{}", jsonShape},
	{"cloudwatch cbor", (*cloudwatch.Client)(nil), cborCall, "\xa0", cborShape},
	{"cloudwatch query", (*cloudwatch.Client)(nil), func(o, b string) call { return queryCall("monitoring", "2010-08-01", o+b) }, "", queryShape},
	{"sns", (*sns.Client)(nil), func(o, b string) call { return queryCall("sns", "2010-03-31", o+b) }, "", queryShape},
	{"iam", (*iam.Client)(nil), func(o, b string) call { return queryCall("iam", "2010-05-08", o+b) }, "", queryShape},
	{"sts", (*sts.Client)(nil), func(o, b string) call { return queryCall("sts", "2011-06-15", o+b) }, "", queryShape},
}

func amzCall(service, prefix, operation, body string) call {
	return call{"", http.MethodPost, "/", service, body, map[string]string{"X-Amz-Target": prefix + operation, "Content-Type": "application/x-amz-json-1.1"}}
}

// operationsOf are the operations that a client of the SDK has methods for.
func operationsOf(client any) []string {
	var names []string
	t := reflect.TypeOf(client)
	for i := range t.NumMethod() {
		m := t.Method(i)
		if m.Type.NumIn() == 4 && m.Type.In(2).Kind() == reflect.Pointer && m.Type.In(2).Elem().Name() == m.Name+"Input" {
			names = append(names, m.Name)
		}
	}
	return names
}

// Every operation of every service, called with nothing, is answered: with what
// it does, with what it lacks, or, where it is not simulated, with AWS's error
// for an operation that does not exist. Nothing falls over.
func TestEveryOperationIsAnswered(t *testing.T) {
	box := built(t)
	for _, s := range speakers {
		t.Run(s.name, func(t *testing.T) {
			known, all := 0, operationsOf(s.client)
			for _, operation := range all {
				w := httptest.NewRecorder()
				box.Handler().ServeHTTP(w, s.call(operation, s.empty).request())
				if w.Code >= http.StatusInternalServerError {
					t.Errorf("%s: %d %s", operation, w.Code, w.Body)
				}
				code := ""
				if w.Code >= http.StatusBadRequest {
					code = s.shape(t, w)
				}
				if !strings.Contains(code, "UnknownOperation") && code != "InvalidAction" {
					known++
				}
			}
			t.Logf("%d of %d operations are simulated", known, len(all))
			if known == 0 {
				t.Errorf("none of %d operations is simulated", len(all))
			}
		})
	}
}

// FuzzOperations: no operation of the services falls over, whatever its input.
func FuzzOperations(f *testing.F) {
	for i := range speakers {
		for _, body := range []string{"{}", `{"a":1}`, "\xa0", "&a=b", `{"NextToken":"x"}`, `{"MaxResults":-1}`} {
			f.Add(i, "Describe", body)
		}
	}
	for _, seed := range []struct {
		speaker         int
		operation, body string
	}{
		{0, "GetSecretValue", `{"SecretId":"arn:aws:secretsmanager:us-east-1:123456789012:secret:"}`},
		{0, "BatchGetSecretValue", `{"Filters":[{"Key":"name","Values":["!"]}],"MaxResults":1}`},
		{1, "LookupEvents", `{"LookupAttributes":[{"AttributeKey":"EventName","AttributeValue":"x"}],"StartTime":9e99}`},
		{1, "PutEventSelectors", `{"TrailName":"stories","AdvancedEventSelectors":[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]}`},
		{2, "FilterLogEvents", `{"logGroupName":"/stories/reads","filterPattern":"[a, ..., b]","startTime":-1,"limit":1}`},
		{2, "PutLogEvents", `{"logGroupName":"/stories/reads","logStreamName":"s","logEvents":[{"timestamp":1,"message":"m"}]}`},
		{3, "Decrypt", `{"CiphertextBlob":"AAAA"}`},
		{4, "PutRule", `{"Name":"r","EventPattern":"{\"source\":[{\"prefix\":\"a\"}]}"}`},
		{5, "GetMetricStatistics", `{"Namespace":"Stories","MetricName":"reads","StartTime":0,"EndTime":1e12,"Period":1,"Statistics":["Sum"],"ExtendedStatistics":["p99"]}`},
		{5, "PutCompositeAlarm", `{"AlarmName":"c","AlarmRule":"ALARM(reads) AND NOT (OK(\"reads\"))"}`},
		{7, "PutMetricData", "&Namespace=n&MetricData.member.1.MetricName=m&MetricData.member.1.StatisticValues.Sum=1"},
		{8, "SetSubscriptionAttributes", "&AttributeName=FilterPolicy&AttributeValue=%7B%22a%22%3A%5B%7B%22numeric%22%3A%5B%5D%7D%5D%7D"},
		{9, "SimulatePrincipalPolicy", "&PolicySourceArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fx&ActionNames.member.1=a"},
		{10, "AssumeRole", "&RoleArn=arn&RoleSessionName=s&DurationSeconds=0"},
	} {
		f.Add(seed.speaker, seed.operation, seed.body)
	}
	box := built(f)
	f.Fuzz(func(t *testing.T, i int, operation, body string) {
		if i < 0 || i >= len(speakers) || strings.Contains(operation, "LiveTail") {
			t.Skip("no such service, or a stream")
		}
		w := httptest.NewRecorder()
		box.Handler().ServeHTTP(w, speakers[i].call(operation, body).request())
		if w.Code < http.StatusOK || w.Code >= http.StatusInternalServerError {
			t.Errorf("%s: %d %s", fmt.Sprintf("%s %q", speakers[i].name, operation), w.Code, w.Body)
		}
	})
}
