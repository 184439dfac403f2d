package sandbox_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// The shapes of AWS's errors. Each gives the code and whether the answer is
// one.
type shape func(t *testing.T, w *httptest.ResponseRecorder) string

func jsonShape(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var e struct {
		Type string `json:"__type"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Header().Get("x-amzn-RequestId") == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/x-amz-json-1.") {
		t.Errorf("%v: %v %s", err, w.Header(), w.Body)
	}
	return e.Type
}

func queryShape(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var e struct {
		XMLName   xml.Name `xml:"ErrorResponse"`
		Type      string   `xml:"Error>Type"`
		Code      string   `xml:"Error>Code"`
		RequestID string   `xml:"RequestId"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &e); err != nil || e.Type != "Sender" || e.RequestID == "" || e.RequestID != w.Header().Get("x-amzn-RequestId") {
		t.Errorf("%v: %v %s", err, w.Header(), w.Body)
	}
	return e.Code
}

func cborShape(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var e struct {
		Type string `cbor:"__type"`
	}
	if err := cbor.Unmarshal(w.Body.Bytes(), &e); err != nil || w.Header().Get("Smithy-Protocol") != "rpc-v2-cbor" || w.Header().Get("Content-Type") != "application/cbor" {
		t.Errorf("%v: %v %q", err, w.Header(), w.Body)
	}
	return e.Type
}

func s3Shape(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var e struct {
		XMLName   xml.Name `xml:"Error"`
		Code      string
		RequestID string `xml:"RequestId"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &e); err != nil || e.RequestID == "" || e.RequestID != w.Header().Get("x-amz-request-id") {
		t.Errorf("%v: %v %s", err, w.Header(), w.Body)
	}
	return e.Code
}

// Requests that no SDK makes are answered in the shape of their protocol, and
// the sandbox goes on.
func TestMalformedRequests(t *testing.T) {
	box := built(t)
	deep := strings.Repeat(`{"a":[`, 100_000)
	for _, test := range []struct {
		call
		status int
		code   string
		shape  shape
	}{
		{trailCall("DescribeTrails", `{"trailNameList":[`), 400, "SerializationException", jsonShape},
		{trailCall("DescribeTrails", `{"trailNameList":{"a":1}}`), 400, "SerializationException", jsonShape},
		{trailCall("DescribeTrails", "\x00\xff\xfe"), 400, "SerializationException", jsonShape},
		{trailCall("DescribeTrails", deep), 400, "SerializationException", jsonShape},
		{trailCall("PutEventSelectors", `{"EventSelectors":[{"IncludeManagementEvents":"yes"}]}`), 400, "SerializationException", jsonShape},
		{trailCall("", `{}`), 400, "UnknownOperationException", jsonShape},
		{trailCall("Describe Trails\u0000", `{}`), 400, "UnknownOperationException", jsonShape},
		{trailCall("GetTrailStatus", `{"Name":null}`), 400, "InvalidTrailNameException", jsonShape},
		{trailCall("LookupEvents", `{"MaxResults":99999999999999999999}`), 400, "SerializationException", jsonShape},
		{trailCall("LookupEvents", `{"NextToken":"`+strings.Repeat("x", 10_000)+`"}`), 400, "InvalidNextTokenException", jsonShape},
		{logsCall("FilterLogEvents", `[]`), 400, "SerializationException", jsonShape},
		{logsCall("FilterLogEvents", `{"logGroupName":"`+group+`","nextToken":"%%%"}`), 400, "InvalidParameterException", jsonShape},
		{logsCall("PutMetricFilter", `{"logGroupName":"`+group+`","filterName":"f","filterPattern":"{ ((((","metricTransformations":[{}]}`), 400, "InvalidParameterException", jsonShape},
		{logsCall("PutRetentionPolicy", `{"logGroupName":"`+group+`","retentionInDays":-1}`), 400, "InvalidParameterException", jsonShape},
		{smallCall(`{"SecretId":5}`, "GetSecretValue"), 400, "SerializationException", jsonShape},
		{smallCall(`{}`, "GetSecretValue"), 400, "InvalidParameterException", jsonShape},
		{smallCall(`{}`, "ExplodeSecret"), 400, "UnknownOperationException", jsonShape},
		{alarmsCall("PutMetricAlarm", `{"Threshold":"NaN"}`), 400, "", jsonShape},
		{alarmsCall("GetMetricStatistics", `{"StartTime":-1e300,"Period":60}`), 400, "", jsonShape},
		{alarmsCall("DescribeAlarmHistory", `{"NextToken":"AAAA"}`), 400, "", jsonShape},
		{queryCall("sns", "2010-03-31", "Subscribe&TopicArn=arn&Protocol=%ff"), 400, "", queryShape},
		{queryCall("sns", "2010-03-31", "GetTopicAttributes&TopicArn=%zz"), 400, "MalformedInput", queryShape},
		{queryCall("sns", "2010-03-31", "Explode"), 400, "InvalidAction", queryShape},
		{queryCall("sns", "2010-03-31", ""), 400, "MissingAction", queryShape},
		{queryCall("iam", "2010-05-08", "CreateRole&RoleName=r&AssumeRolePolicyDocument=%7B"), 400, "MalformedPolicyDocument", queryShape},
		{queryCall("iam", "2010-05-08", "PutRolePolicy&RoleName="+role+"&PolicyName=p&PolicyDocument="+strings.Repeat("%5B", 5000)), 400, "MalformedPolicyDocument", queryShape},
		{queryCall("monitoring", "2010-08-01", "GetMetricStatistics&Dimensions.member.99999999999999999999.Name=a"), 400, "", queryShape},
		{queryCall("monitoring", "2010-08-01", "PutMetricAlarm&"+strings.Repeat("a.", 5000)+"=1"), 400, "MalformedInput", queryShape},
		{cborCall("DescribeAlarms", "\xbf\x61"), 400, "com.amazon.coral.service#SerializationException", cborShape},
		{cborCall("DescribeAlarms", strings.Repeat("\x81", 100_000)), 400, "com.amazon.coral.service#SerializationException", cborShape},
		{cborCall("DescribeAlarms", "\xa1\x6aAlarmNames\x9b\x7f\xff\xff\xff\xff\xff\xff\xff"), 400, "com.amazon.coral.service#SerializationException", cborShape},
		{cborCall("PutMetricData", "\xa1\x69Namespace\xf6"), 400, "", cborShape},
		{cborCall("Explode", "\xa0"), 404, "com.amazon.coral.service#UnknownOperationException", cborShape},
		{cborCall("", "\xa0"), 400, "", cborShape},
		{s3Call(http.MethodPut, "/"+bucket+"?policy", "{"), 400, "MalformedPolicy", s3Shape},
		{s3Call(http.MethodPut, "/"+bucket+"?lifecycle", "<LifecycleConfiguration"), 400, "MalformedXML", s3Shape},
		{s3Call(http.MethodPost, "/"+bucket+"?delete", "<Delete><Object>"), 400, "MalformedXML", s3Shape},
		{s3Call(http.MethodPut, "/"+bucket+"?versioning", strings.Repeat("<a>", 50_000)), 400, "MalformedXML", s3Shape},
		{s3Call(http.MethodPut, "/Not_A_Bucket", ""), 400, "InvalidBucketName", s3Shape},
		{s3Call(http.MethodGet, "/"+bucket+"?list-type=2&max-keys=many", ""), 400, "InvalidArgument", s3Shape},
		{s3Call("BREW", "/"+bucket+"/k", ""), 501, "NotImplemented", s3Shape},
	} {
		name := test.service + " " + test.header["X-Amz-Target"] + test.path
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			box.Handler().ServeHTTP(w, test.request())
			if w.Code != test.status {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			code := test.shape(t, w)
			if test.code == "" && code == "" || test.code != "" && code != test.code && !strings.HasSuffix(code, "#"+test.code) {
				t.Errorf("the code is %q, want %q: %s", code, test.code, w.Body)
			}
		})
	}
	reads(t, box, 1e9) // a hundred reads are answered as before
}

func smallCall(body, operation string) call {
	return call{"", http.MethodPost, "/", "secretsmanager", body, map[string]string{"X-Amz-Target": "secretsmanager." + operation, "Content-Type": "application/x-amz-json-1.1"}}
}

func alarmsCall(operation, body string) call {
	return call{"", http.MethodPost, "/", "monitoring", body, map[string]string{"X-Amz-Target": "GraniteServiceVersion20100801." + operation, "Content-Type": "application/x-amz-json-1.0"}}
}

func cborCall(operation, body string) call {
	return call{"", http.MethodPost, "/service/GraniteServiceVersion20100801/operation/" + operation, "monitoring", body, map[string]string{"Smithy-Protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}}
}

func s3Call(method, path, body string) call { return call{"", method, path, "s3", body, nil} }

// Gzip that is none, a body that is cut off, and no credentials at all are
// refused too.
func TestMalformedAroundTheBody(t *testing.T) {
	box := built(t)
	for _, test := range []struct {
		name, header, value, code string
		status                    int
	}{
		{"gzip that is none", "Content-Encoding", "gzip", "SerializationException", 400},
		{"no credentials", "Authorization", "", "MissingAuthenticationTokenException", 403},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := trailCall("DescribeTrails", `{}`).request()
			r.Header.Set(test.header, test.value)
			if test.value == "" {
				r.Header.Del(test.header)
			}
			w := httptest.NewRecorder()
			box.Handler().ServeHTTP(w, r)
			if code := jsonShape(t, w); w.Code != test.status || !strings.HasSuffix(code, test.code) {
				t.Errorf("%d %s, want %d %s: %s", w.Code, code, test.status, test.code, w.Body)
			}
		})
	}
}
