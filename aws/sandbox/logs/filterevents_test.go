package logs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/sandbox/wire"
)

// pages follows the token and gives the messages of each page.
func (b *bench) pages(in cloudwatchlogs.FilterLogEventsInput) []string {
	b.t.Helper()
	in.LogGroupName = aws.String("reads")
	var all []string
	for {
		b.now = b.now.Add(time.Second) // within the quota
		out, err := b.filterLogEvents(b.call(), &in)
		if err != nil {
			b.t.Fatal(err)
		}
		if out.Events == nil || out.SearchedLogStreams == nil {
			b.t.Errorf("a page lacks its lists: %+v", out)
		}
		var messages []string
		for _, e := range out.Events {
			messages = append(messages, *e.Message)
		}
		all = append(all, strings.Join(messages, " "))
		if in.NextToken = out.NextToken; in.NextToken == nil {
			return all
		}
	}
}

func TestFilterLogEventsSearches(t *testing.T) {
	b := newBench(t)
	start := b.now.UnixMilli()
	for i, stream := range []string{"a1", "a2", "b1", "b1"} {
		if err := b.Deliver("us-east-1", "reads", stream, []string{fmt.Sprint("m", i)}); err != nil {
			t.Fatal(err)
		}
		b.now = b.now.Add(time.Second)
	}
	for _, test := range []struct {
		name string
		in   cloudwatchlogs.FilterLogEventsInput
		want []string
	}{
		// As AWS answers: what was found has a token, and the page behind it is
		// empty.
		{"everything", cloudwatchlogs.FilterLogEventsInput{}, []string{"m0 m1 m2 m3", ""}},
		{"nothing", cloudwatchlogs.FilterLogEventsInput{FilterPattern: aws.String("x")}, []string{""}},
		{"one a page", cloudwatchlogs.FilterLogEventsInput{Limit: aws.Int32(1), StartTime: aws.Int64(start + 2000)}, []string{"m2", "m3", ""}},
		{"newest first", cloudwatchlogs.FilterLogEventsInput{Limit: aws.Int32(3), StartFromHead: aws.Bool(false)}, []string{"m3 m2 m1", "m0", ""}},
		{"both ends of the window", cloudwatchlogs.FilterLogEventsInput{StartTime: aws.Int64(start + 1000), EndTime: aws.Int64(start + 2000)}, []string{"m1 m2", ""}},
		{"streams", cloudwatchlogs.FilterLogEventsInput{LogStreamNames: []string{"a2", "b1"}}, []string{"m1 m2 m3", ""}},
		{"prefix", cloudwatchlogs.FilterLogEventsInput{LogStreamNamePrefix: aws.String("a")}, []string{"m0 m1", ""}},
		{"unmasked", cloudwatchlogs.FilterLogEventsInput{Unmask: true, StartFromHead: aws.Bool(true), EndTime: aws.Int64(start)}, []string{"m0", ""}},
		{"a window that ends before it starts", cloudwatchlogs.FilterLogEventsInput{StartTime: aws.Int64(start + 2000), EndTime: aws.Int64(start)}, []string{""}},
	} {
		if got := b.pages(test.in); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// A search through much gives up now and then with an empty page and a token:
// the end is where the token ends.
func TestLongSearchHasEmptyPages(t *testing.T) {
	for _, head := range []bool{true, false} {
		b := newBench(t)
		for range 15 {
			b.deliver(strings.Repeat("x", 1<<20))
		}
		b.deliver("needle")
		for range 15 {
			b.deliver(strings.Repeat("x", 1<<20))
		}
		got := b.pages(cloudwatchlogs.FilterLogEventsInput{FilterPattern: aws.String("needle"), StartFromHead: aws.Bool(head)})
		if fmt.Sprintf("%q", got) != `["" "needle" "" ""]` && fmt.Sprintf("%q", got) != `["" "needle" ""]` {
			t.Errorf("from the head %v: %q", head, got)
		}
	}
}

func TestFilterLogEventsQuota(t *testing.T) {
	for region, quota := range map[string]int{"us-east-1": 25, "eu-west-1": 10, "eu-central-1": 5} {
		b := newBench(t)
		c := &wire.Call{Region: region}
		if _, err := b.createLogGroup(c, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("quota")}); err != nil {
			t.Fatal(err)
		}
		in := &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("quota")}
		for i := range quota {
			if _, err := b.filterLogEvents(c, in); err != nil {
				t.Fatalf("%s: call %d: %v", region, i+1, err)
			}
		}
		_, err := b.filterLogEvents(c, in)
		if got := textOf(err); got != "ThrottlingException: Rate exceeded" {
			t.Errorf("%s: call %d: %q", region, quota+1, got)
		}
		b.now = b.now.Add(time.Second)
		if _, err := b.filterLogEvents(c, in); err != nil {
			t.Errorf("%s: a second later: %v", region, err)
		}
	}
}

func TestFilterLogEventsRefuses(t *testing.T) {
	b := newBench(t)
	b.deliver("x")
	group := aws.String("reads")
	for name, test := range map[string]struct {
		in   cloudwatchlogs.FilterLogEventsInput
		want string
	}{
		"no group":        {cloudwatchlogs.FilterLogEventsInput{}, "InvalidParameterException: 1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null"},
		"name and id":     {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, LogGroupIdentifier: group}, "ValidationException: LogGroup name and LogGroup ARN are mutually exclusive parameters."},
		"star in the id":  {cloudwatchlogs.FilterLogEventsInput{LogGroupIdentifier: aws.String(readsARN + ":*")}, `InvalidParameterException: 1 validation error detected: Value 'arn:aws:logs:us-east-1:123456789012:log-group:reads:*' at 'logGroupIdentifier' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w#+=/:,.@-]*`},
		"unknown stream":  {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, LogStreamNames: []string{"gone"}}, "ResourceNotFoundException: The specified log stream does not exist."},
		"two ways":        {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, LogStreamNames: []string{"stream"}, LogStreamNamePrefix: aws.String("s")}, "InvalidParameterException: logStreamNamePrefix and logStreamNames are mutually exclusive parameters."},
		"before 1970":     {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, StartTime: aws.Int64(-1)}, "InvalidParameterException: 1 validation error detected: Value '-1' at 'startTime' failed to satisfy constraint: Member must have value greater than or equal to 0"},
		"ending so":       {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, EndTime: aws.Int64(-1)}, "InvalidParameterException: 1 validation error detected: Value '-1' at 'endTime' failed to satisfy constraint: Member must have value greater than or equal to 0"},
		"none a page":     {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, Limit: aws.Int32(0)}, "InvalidParameterException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		"a token of ours": {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, NextToken: aws.String("3" + strings.Repeat("x", 55))}, "InvalidParameterException: The specified nextToken is invalid."},
		"bad pattern":     {cloudwatchlogs.FilterLogEventsInput{LogGroupName: group, FilterPattern: aws.String("a*")}, "InvalidParameterException: Invalid character(s) in term '*'"},
	} {
		_, err := b.filterLogEvents(b.call(), &test.in)
		if got := textOf(err); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
