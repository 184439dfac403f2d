package logpage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go/middleware"
)

// body answers every request with itself.
type body struct {
	text   string
	status int
}

func (b body) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: b.status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(strings.NewReader(b.text)), ContentLength: int64(len(b.text)),
	}, nil
}

// ask asks for a page with the SDK's own decoding, or with ours.
func ask(b body, ours bool) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	c := cloudwatchlogs.New(cloudwatchlogs.Options{
		Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: b},
		Credentials: credentials.NewStaticCredentialsProvider("x", "y", ""), RetryMaxAttempts: 1,
	}, func(o *cloudwatchlogs.Options) {
		if ours {
			o.Protocol = Protocol(o.Protocol)
		}
	})
	out, err := c.FilterLogEvents(context.Background(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("g")})
	if out != nil {
		out.ResultMetadata = middleware.Metadata{}
	}
	return out, err
}

func same(t *testing.T, b body) {
	t.Helper()
	want, wantErr := ask(b, false)
	got, err := ask(b, true)
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%.200q: error %v, the SDK's %v", b.text, err, wantErr)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%.200q:\n got %s\nwant %s", b.text, show(got), show(want))
	}
}

func show(out *cloudwatchlogs.FilterLogEventsOutput) string {
	if out == nil {
		return "nothing"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "token %q, searched %v, events %v:", aws.ToString(out.NextToken), out.SearchedLogStreams, out.Events != nil)
	for _, e := range out.Events {
		fmt.Fprintf(&text, " {%q %q %q %v %v}", aws.ToString(e.EventId), aws.ToString(e.LogStreamName), aws.ToString(e.Message),
			aws.ToInt64(e.Timestamp), aws.ToInt64(e.IngestionTime))
	}
	return text.String()
}

var pages = []string{
	`{"events":[{"eventId":"1","ingestionTime":2,"logStreamName":"s","message":"{\"a\":\"b\"}","timestamp":3}],"nextToken":"t","searchedLogStreams":[]}`,
	`{"events":[],"searchedLogStreams":[]}`,
	`{}`,
	` { "events" : [ { "message" : "x" , "timestamp" : -5 } , { } ] } `,
	`{"events":null,"nextToken":null}`,
	`{"events":[{"message":null,"timestamp":null}]}`,
	`{"events":[{"message":"caf\u00e9 \ud83d\ude00 \ud83d x \ude00 \/ \b\f\n\r\t \\ \" é 😀"}]}`,
	`{"events":[{"message":"a","extra":{"deep":[1,2,{"x":true,"y":null,"z":"\"}]"}]},"more":false}],"unknown":"x"}`,
	`{"events":[{"message":"a","message":"b"}]}`,
	`{"events":[{"message":"a","message":null,"timestamp":5,"timestamp":null}]}`,
	`{"nextToken":"a","nextToken":null}`,
	`{"events":[{"message":"a"}],"events":null}`,
	`{"events":[{"message":"a"}],"events":[]}`,
	`{"events":[{"timestamp":1.5e3}]}`,
	`{"events":[{"timestamp":9223372036854775807,"ingestionTime":9223372036854775808}]}`,
	`{"events":[{"timestamp":007}]}`,
	`{"events":[{"message":5}]}`,
	`{"events":[{"message":"a`,
	`{"events":[{"message":"a"}]`,
	`{"events":[{"message":"\q"}]}`,
	`{"events":[{"message":"\u12"}]}`,
	`{"events":[{"message":"` + "\x01" + `"}]}`,
	`{"events":[{"message":"` + "\xff" + `"}]}`,
	`{"events":[{"message":"a"}]} trailing`,
	`{"searchedLogStreams":[{"logStreamName":"s","searchedCompletely":true}]}`,
	`[]`, `null`, ``, `"x"`, `{`, `{"events":{}}`,
}

// What the answer is, is the SDK's to say.
func TestAPageIsReadAsTheSDKReadsIt(t *testing.T) {
	for _, text := range pages {
		same(t, body{text, http.StatusOK})
	}
}

func TestErrorsAreTheSDKs(t *testing.T) {
	same(t, body{`{"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}`, http.StatusBadRequest})
}

func FuzzPage(f *testing.F) {
	for _, text := range pages {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var out cloudwatchlogs.FilterLogEventsOutput
		var work scratch
		work.body = []byte(text)
		if !work.decode(&out, nil) {
			if !reflect.DeepEqual(out, cloudwatchlogs.FilterLogEventsOutput{}) {
				t.Errorf("%q: a page that did not parse left something behind", text)
			}
			return
		}
		want, err := ask(body{text, http.StatusOK}, false)
		if err != nil {
			t.Fatalf("%q: taken as %s, the SDK says %v", text, show(&out), err)
		}
		if show(&out) != show(want) {
			t.Errorf("%q:\n got %s\nwant %s", text, show(&out), show(want))
		}
	})
}

// onePage is a page of about a megabyte of CloudTrail records.
func onePage() string {
	const record = `{\"eventVersion\":\"1.09\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":\"AROA:alice\",\"arn\":\"arn:aws:sts::123456789012:assumed-role/app/alice\"},` +
		`\"eventTime\":\"2026-11-22T10:00:00Z\",\"eventSource\":\"secretsmanager.amazonaws.com\",\"eventName\":\"GetSecretValue\",\"userAgent\":\"aws-cli/2.17.9 md/awscrt#0.20.11\",` +
		`\"requestParameters\":{\"secretId\":\"prod/db\",\"versionStage\":\"AWSCURRENT\"},\"note\":\"caf\u00e9\",\"requestID\":\"0f1e2d3c\",\"eventID\":\"%08d\"}`
	var b strings.Builder
	b.WriteString(`{"events":[`)
	for i := range 1500 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"eventId":"%032d","ingestionTime":1763798400000,"logStreamName":"123456789012_CloudTrail_us-east-1","message":"`+record+`","timestamp":1763798400000}`, i, i)
	}
	b.WriteString(`],"nextToken":"t"}`)
	return b.String()
}

func BenchmarkPage(b *testing.B) {
	page := onePage()
	for _, ours := range []bool{false, true} {
		name := "sdk"
		if ours {
			name = "logpage"
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(page)))
			b.ReportAllocs()
			for b.Loop() {
				if out, err := ask(body{page, http.StatusOK}, ours); err != nil || len(out.Events) != 1500 {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestTooLongIsRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("needs 64 MiB")
	}
	long := `{"nextToken":"` + string(bytes.Repeat([]byte("x"), maxPage)) + `"}`
	if _, err := ask(body{long, http.StatusOK}, true); err == nil || !strings.Contains(err.Error(), "bytes") {
		t.Errorf("error %v", err)
	}
}
