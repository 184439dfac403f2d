package wire_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/fxamacker/cbor/v2"
)

// The types are those that AWS answers with.
func TestErrorsInEveryProtocol(t *testing.T) {
	b := newBench(t)
	form := "application/x-www-form-urlencoded"
	for _, test := range []struct {
		name        string
		contentType string
		target      string
		path        string
		body        string
		status      int
		contains    string
		header      string // x-amzn-ErrorType
	}{
		{
			"json not found", "application/x-amz-json-1.0", "GraniteServiceVersion20100801.SetAlarmState", "/", `{}`, 404,
			`{"__type":"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound","message":"there is no such alarm"}`,
			"com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound",
		},
		{
			"query not found", form, "", "/", "Action=SetAlarmState&Version=2010-08-01", 404,
			`<ErrorResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/"><Error><Type>Sender</Type><Code>ResourceNotFound</Code><Message>there is no such alarm</Message></Error><RequestId>`, "",
		},
		{"json unknown operation", "application/x-amz-json-1.1", "CloudTrail_20131101.Explode", "/", `{}`, 400, `"__type":"UnknownOperationException"`, "UnknownOperationException"},
		{"json unknown service", "application/x-amz-json-1.1", "DynamoDB_20120810.ListTables", "/", `{}`, 400, `"__type":"UnknownOperationException"`, "UnknownOperationException"},
		{"query unknown operation", form, "", "/", "Action=Explode&Version=2010-03-31", 400, `<Code>InvalidAction</Code><Message>Could not find operation Explode for version 2010-03-31</Message>`, ""},
		{"json broken", "application/x-amz-json-1.1", "CloudTrail_20131101.DescribeTrails", "/", `{"trailNameList":[`, 400, `"__type":"SerializationException"`, "SerializationException"},
		{"json wrong kind", "application/x-amz-json-1.1", "CloudTrail_20131101.DescribeTrails", "/", `{"trailNameList":[1]}`, 400, `NUMBER_VALUE can not be converted to a String`, "SerializationException"},
		{"json not a list", "application/x-amz-json-1.1", "CloudTrail_20131101.DescribeTrails", "/", `{"trailNameList":"x"}`, 400, `Expected list or null`, "SerializationException"},
		{"json number asked", "application/x-amz-json-1.0", "GraniteServiceVersion20100801.GetMetricStatistics", "/", `{"Period":"60"}`, 400, `STRING_VALUE can not be converted to an Integer`, "com.amazon.coral.service#SerializationException"},
		{"json array", "application/x-amz-json-1.1", "CloudTrail_20131101.DescribeTrails", "/", `[]`, 400, `SerializationException`, "SerializationException"},
		{"json two values", "application/x-amz-json-1.1", "CloudTrail_20131101.DescribeTrails", "/", `{} {}`, 400, `SerializationException`, "SerializationException"},
		{"query number", form, "", "/", "Action=GetMetricStatistics&Version=2010-08-01&Period=abc", 400, `<Code>MalformedInput</Code>`, ""},
		{"query time", form, "", "/", "Action=GetMetricStatistics&Version=2010-08-01&StartTime=noon", 400, `<Code>MalformedInput</Code><Message>timestamp must follow ISO8601</Message>`, ""},
		{"query time without end", form, "", "/", "Action=GetMetricStatistics&Version=2010-08-01&StartTime=1e300", 400, `<Code>MalformedInput</Code>`, ""},
		{"query structure as text", form, "", "/", "Action=GetMetricStatistics&Version=2010-08-01&Dimensions.member.1=x", 400, `<Code>MalformedInput</Code>`, ""},
		{"query too deep", form, "", "/", "Action=GetMetricStatistics&Version=2010-08-01&" + strings.Repeat("a.", 1000) + "a=1", 400, `<Code>MalformedInput</Code>`, ""},
		{"query broken form", form, "", "/", "Action=GetMetricStatistics&Version=2010-08-01&a=%zz", 400, `<Code>MalformedInput</Code>`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			header := map[string]string{"Authorization": signed("monitoring"), "Content-Type": test.contentType}
			if strings.Contains(test.body, "2010-03-31") {
				header["Authorization"] = signed("sns")
			}
			if test.target != "" {
				header["X-Amz-Target"] = test.target
			}
			resp, body := b.post(t, header, test.path, test.body)
			if resp.StatusCode != test.status || !strings.Contains(body, test.contains) {
				t.Errorf("answered %d %s\nwant %d %s", resp.StatusCode, body, test.status, test.contains)
			}
			if got := resp.Header.Get("x-amzn-ErrorType"); got != test.header {
				t.Errorf("x-amzn-ErrorType is %q, want %q", got, test.header)
			}
		})
	}
}

func TestCBORErrors(t *testing.T) {
	b := newBench(t)
	header := map[string]string{"Authorization": signed("monitoring"), "Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
	for _, test := range []struct {
		name, operation, body string
		status                int
		want                  string
		query                 string
	}{
		{"not found", "SetAlarmState", "\xa0", http.StatusNotFound, "com.amazonaws.cloudwatch.v2010_08_01#ResourceNotFound", "ResourceNotFound;Sender"},
		{"unknown operation", "Explode", "\xa0", http.StatusNotFound, "com.amazon.coral.service#UnknownOperationException", "InvalidAction;Sender"},
		{"broken", "SetAlarmState", "\xbf\x61", http.StatusBadRequest, "com.amazon.coral.service#SerializationException", "MalformedInput;Sender"},
		{"not a map", "SetAlarmState", "\x83\x01\x02\x03", http.StatusBadRequest, "com.amazon.coral.service#SerializationException", "MalformedInput;Sender"},
		{"wrong kind", "SetAlarmState", "\xa1\x69AlarmName\x01", http.StatusBadRequest, "com.amazon.coral.service#SerializationException", "MalformedInput;Sender"},
		{"key that is no text", "SetAlarmState", "\xa1\x01\x01", http.StatusBadRequest, "com.amazon.coral.service#SerializationException", "MalformedInput;Sender"},
	} {
		t.Run(test.name, func(t *testing.T) {
			resp, body := b.post(t, header, "/service/GraniteServiceVersion20100801/operation/"+test.operation, test.body)
			var got map[string]string
			if err := cbor.Unmarshal([]byte(body), &got); err != nil {
				t.Fatal(err)
			}
			if resp.StatusCode != test.status || got["__type"] != test.want || got["message"] == "" {
				t.Errorf("answered %d %v, want %d %s", resp.StatusCode, got, test.status, test.want)
			}
			if q := resp.Header.Get("x-amzn-query-error"); q != test.query {
				t.Errorf("x-amzn-query-error is %q, want %q", q, test.query)
			}
			if p := resp.Header.Get("Smithy-Protocol"); p != "rpc-v2-cbor" {
				t.Errorf("Smithy-Protocol is %q", p)
			}
		})
	}
}

// The SDK makes its own error types of both.
func TestSDKUnderstandsErrors(t *testing.T) {
	b := newBench(t)
	for name, options := range map[string]func(*cloudwatch.Options){"cbor": func(*cloudwatch.Options) {}, "json": overJSON} {
		_, err := cloudwatch.NewFromConfig(b.config(), options).SetAlarmState(t.Context(), &cloudwatch.SetAlarmStateInput{
			AlarmName: aws.String("a"), StateReason: aws.String("r"), StateValue: types.StateValueOk,
		})
		var notFound *types.ResourceNotFound
		if !errors.As(err, &notFound) || notFound.ErrorMessage() != "there is no such alarm" {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
