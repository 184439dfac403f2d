package trail

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

func attribute(key types.LookupAttributeKey, value string) []types.LookupAttribute {
	return []types.LookupAttribute{{AttributeKey: key, AttributeValue: aws.String(value)}}
}

func TestLookupRefuses(t *testing.T) {
	now := time.Now()
	name := attribute(types.LookupAttributeKeyEventName, "GetSecretValue")
	for want, input := range map[string]*cloudtrail.LookupEventsInput{
		"InvalidMaxResultsException":       {MaxResults: aws.Int32(51)},
		"InvalidLookupAttributesException": {LookupAttributes: append(name, name...)},
		"InvalidTimeRangeException":        {StartTime: aws.Time(now), EndTime: aws.Time(now.Add(-time.Hour))},
		"InvalidNextTokenException":        {NextToken: aws.String("nonsense")},
		"InvalidEventCategoryException":    {EventCategory: "nonsense"},
	} {
		_, err := newWorld().state().lookupEvents(in("us-east-1"), input)
		if code, _ := codeAndText(err); code != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	_, err := newWorld().state().lookupEvents(in("us-east-1"), &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(0)})
	if code, _ := codeAndText(err); code != "InvalidMaxResultsException" {
		t.Errorf("MaxResults 0: %v", err)
	}
}

func TestLookupPagesNewestFirst(t *testing.T) {
	w := newWorld()
	s := w.state()
	for i := range 120 {
		c := w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true)
		c.RequestID = fmt.Sprint(i)
		s.Record(c, nil)
		s.Record(w.call("secretsmanager.amazonaws.com", "DescribeSecret", "us-east-1", true), nil)
		w.now = w.now.Add(time.Second)
	}
	var token *string
	var seen []time.Time
	for page := 0; ; page++ {
		w.now = w.now.Add(time.Second)
		// What comes in between changes nothing in the pages that follow.
		s.Record(w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true), nil)
		out, err := s.lookupEvents(in("us-east-1"), &cloudtrail.LookupEventsInput{LookupAttributes: attribute(types.LookupAttributeKeyEventName, "GetSecretValue"), NextToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range out.Events {
			seen = append(seen, *e.EventTime)
		}
		if token = out.NextToken; token == nil {
			if page != 2 {
				t.Errorf("%d pages, want 3", page+1)
			}
			break
		}
	}
	if len(seen) != 120 {
		t.Fatalf("%d events, want 120", len(seen))
	}
	for i := 1; i < len(seen); i++ {
		if seen[i].After(seen[i-1]) {
			t.Fatalf("event %d is newer than the one before it", i)
		}
	}
}

func TestLookupByAttribute(t *testing.T) {
	w := newWorld()
	s := w.state()
	s.Record(w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true), nil)
	for key, value := range map[types.LookupAttributeKey]string{
		types.LookupAttributeKeyEventName: "GetSecretValue", types.LookupAttributeKeyEventSource: "secretsmanager.amazonaws.com",
		types.LookupAttributeKeyReadOnly: "true", types.LookupAttributeKeyUsername: "ann", types.LookupAttributeKeyAccessKeyId: "AKIA1",
		types.LookupAttributeKeyResourceName: "Top", types.LookupAttributeKeyResourceType: "AWS::SecretsManager::Secret",
	} {
		w.now = w.now.Add(time.Second)
		for _, one := range []struct {
			value string
			want  int
		}{{value, 1}, {value + "x", 0}} {
			out, err := s.lookupEvents(in("us-east-1"), &cloudtrail.LookupEventsInput{LookupAttributes: attribute(key, one.value)})
			if err != nil || len(out.Events) != one.want {
				t.Errorf("%s=%s: %d events, %v; want %d", key, one.value, len(out.Events), err, one.want)
			}
		}
	}
}

func TestHistoryIsLateAndRegional(t *testing.T) {
	w := newWorld()
	s := w.state()
	s.Record(w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true), nil)
	count := func(region string) int {
		out, err := s.lookupEvents(in(region), &cloudtrail.LookupEventsInput{})
		if err != nil {
			t.Fatal(err)
		}
		return len(out.Events)
	}
	if count("us-east-1") != 0 {
		t.Error("the Event history has the event at once")
	}
	w.now = w.now.Add(time.Second)
	if count("us-east-1") != 1 || count("eu-west-1") != 0 {
		t.Error("after a second the event is not in its region alone")
	}
}

func TestLookupIsTwoASecond(t *testing.T) {
	w := newWorld()
	s := w.state()
	for i, want := range []string{"", "", "ThrottlingException"} {
		_, err := s.lookupEvents(in("us-east-1"), &cloudtrail.LookupEventsInput{})
		if code, _ := codeAndText(err); code != want {
			t.Errorf("call %d: %v", i+1, err)
		}
	}
	if _, err := s.lookupEvents(in("eu-west-1"), &cloudtrail.LookupEventsInput{}); err != nil {
		t.Errorf("another region: %v", err)
	}
	w.now = w.now.Add(time.Second)
	if _, err := s.lookupEvents(in("us-east-1"), &cloudtrail.LookupEventsInput{}); err != nil {
		t.Errorf("a second later: %v", err)
	}
}
