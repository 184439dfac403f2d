package logs

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/metrics"
	"secretwatch/aws/sandbox/wire"
)

const read = `{"eventName":"GetSecretValue","n":7,"who":"ann"}`

// bench is a State with its clock and what its filters published.
type bench struct {
	*State
	t         *testing.T
	now       time.Time
	published []published
}

type published struct {
	metric metrics.Metric
	sum    float64
}

func (b *bench) Now() time.Time       { return b.now }
func (b *bench) At(time.Time, func()) { b.t.Error("logs need no timer") }
func (b *bench) call() *wire.Call     { return &wire.Call{Region: "us-east-1"} }
func (b *bench) values() (all []float64) {
	for _, p := range b.published {
		all = append(all, p.sum)
	}
	return all
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	b.State = New(Deps{Account: "123456789012", Clock: b, Metric: func(_ string, m metrics.Metric, p metrics.Sample) {
		b.published = append(b.published, published{m, p.Stats.Sum})
	}})
	b.group("reads", types.LogGroupClassStandard)
	return b
}

func (b *bench) group(name string, class types.LogGroupClass) {
	b.t.Helper()
	if _, err := b.createLogGroup(b.call(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name), LogGroupClass: class}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) deliver(messages ...string) {
	b.t.Helper()
	if err := b.Deliver("us-east-1", "reads", "stream", messages); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) filter(pattern string, change func(*types.MetricTransformation)) error {
	to := types.MetricTransformation{MetricName: aws.String("m"), MetricNamespace: aws.String("N"), MetricValue: aws.String("1")}
	if change != nil {
		change(&to)
	}
	_, err := b.putMetricFilter(b.call(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String("reads"), FilterName: aws.String("f"), FilterPattern: aws.String(pattern), MetricTransformations: []types.MetricTransformation{to},
	})
	return err
}

func textOf(err error) string {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Code + ": " + e.Message
	}
	return ""
}

func TestMetricFilterPublishes(t *testing.T) {
	tests := []struct {
		name    string
		pattern string
		change  func(*types.MetricTransformation)
		want    []float64 // for a read, then something else
	}{
		{"value on a match only", `{ $.eventName = "GetSecretValue" }`, nil, []float64{1}},
		{"default value for each that does not match", `{ $.eventName = "GetSecretValue" }`, func(m *types.MetricTransformation) { m.DefaultValue = aws.Float64(0) }, []float64{1, 0, 0}},
		{"value from a field", `{ $.eventName = "GetSecretValue" }`, func(m *types.MetricTransformation) { m.MetricValue = aws.String("$.n") }, []float64{7}},
		{"nothing where the field is no number", `{ $.eventName = "GetSecretValue" }`, func(m *types.MetricTransformation) {
			m.MetricValue = aws.String("$.who")
			m.DefaultValue = aws.Float64(0)
		}, []float64{0, 0}},
		{"misspelt", `{ $.eventName = "GetSecretsValue" }`, nil, nil},
		{"everything", "", nil, []float64{1, 1, 1}},
	}
	for _, test := range tests {
		b := newBench(t)
		b.deliver(read) // before the filter: it is not retroactive
		if err := b.filter(test.pattern, test.change); err != nil {
			t.Fatal(err)
		}
		b.deliver(read, `{"eventName":"DescribeSecret"}`, `{"eventName":"ListSecrets"}`)
		if got := b.values(); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: published %v, want %v", test.name, got, test.want)
		}
	}
}

func TestMetricFilterDimensions(t *testing.T) {
	b := newBench(t)
	if err := b.filter(`{ $.eventName = "GetSecretValue" }`, func(m *types.MetricTransformation) { m.Dimensions = map[string]string{"Who": "$.who"} }); err != nil {
		t.Fatal(err)
	}
	b.deliver(read, `{"eventName":"GetSecretValue"}`)
	if len(b.published) != 1 || b.published[0].metric.Dimensions["Who"] != "ann" {
		t.Errorf("published %v", b.published)
	}
}

// What others saw AWS answer; PutMetricFilter is inferred from the rest.
func TestOtherClassesHaveNoMetricFiltersAndNoSearch(t *testing.T) {
	const want = "ValidationException: This operation is only supported on the Standard log class."
	b := newBench(t)
	b.group("rare", types.LogGroupClassInfrequentAccess)
	rare := aws.String("rare")
	_, described := b.describeMetricFilters(b.call(), &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: rare})
	_, searched := b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: rare})
	_, put := b.putMetricFilter(b.call(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: rare, FilterName: aws.String("f"), FilterPattern: aws.String(""),
		MetricTransformations: []types.MetricTransformation{{MetricName: aws.String("m"), MetricNamespace: aws.String("N"), MetricValue: aws.String("1")}},
	})
	for name, err := range map[string]error{"describe": described, "search": searched, "put": put} {
		if got := textOf(err); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	// Without a group's name, the others' filters are listed as ever.
	if _, err := b.describeMetricFilters(b.call(), &cloudwatchlogs.DescribeMetricFiltersInput{}); err != nil {
		t.Error(err)
	}
	_, half := b.describeMetricFilters(b.call(), &cloudwatchlogs.DescribeMetricFiltersInput{MetricName: aws.String("m")})
	if got, want := textOf(half), "InvalidParameterException: Describe Metric Filters request must contain both MetricName and MetricNamespace"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPutMetricFilterRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		pattern string
		change  func(*types.MetricTransformation)
		want    string
	}{
		"star in a term": {"GetSecret*", nil, "InvalidParameterException: Invalid character(s) in term '*'"},
		"dimensions and default value": {`{ $.a = 1 }`, func(m *types.MetricTransformation) {
			m.DefaultValue, m.Dimensions = aws.Float64(0), map[string]string{"a": "$.a"}
		}, "InvalidParameterException: Invalid metric transformation: dimensions and default value are mutually exclusive properties"},
		"value that is no number": {
			"", func(m *types.MetricTransformation) { m.MetricValue = aws.String("abc") },
			"InvalidParameterException: Invalid metric transformation: metric value abc must be a valid number",
		},
		"dimension that is no field": {
			`{ $.a = 1 }`, func(m *types.MetricTransformation) { m.Dimensions = map[string]string{"a": "prod"} },
			"InvalidParameterException: Invalid metric transformation: dimension value must be valid selector",
		},
		"a selector of many values": {
			`{ $.a = 1 }`, func(m *types.MetricTransformation) { m.MetricValue = aws.String("$.a[*].b") },
			"InvalidParameterException: Invalid metric transformation: metric value $.a[*].b must be a valid number",
		},
		"a dimension of many values": {
			`{ $.a = 1 }`, func(m *types.MetricTransformation) { m.Dimensions = map[string]string{"a": "$.a[*]"} },
			"InvalidParameterException: Invalid metric transformation: dimension value must be valid selector",
		},
		"four dimensions": {
			`{ $.a = 1 }`, func(m *types.MetricTransformation) {
				m.Dimensions = map[string]string{"a": "$.a", "b": "$.b", "c": "$.c", "d": "$.d"}
			},
			"InvalidParameterException: Number of dimensions exceeds the maximum number of dimensions supported per metric filter",
		},
		"unknown unit": {
			"", func(m *types.MetricTransformation) { m.Unit = "Apples" },
			"InvalidParameterException: 1 validation error detected: Value at 'metricTransformations.1.member.unit' failed to satisfy constraint: Member must satisfy enum value set: [" + units + "]",
		},
	} {
		if got := textOf(newBench(t).filter(test.pattern, test.change)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestNewDefinitionKeepsTheFiltersAge(t *testing.T) {
	b := newBench(t)
	first := b.now.UnixMilli()
	if err := b.filter("a", nil); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Hour)
	if err := b.filter("b", nil); err != nil {
		t.Fatal(err)
	}
	out, err := b.describeMetricFilters(b.call(), &cloudwatchlogs.DescribeMetricFiltersInput{MetricName: aws.String("m"), MetricNamespace: aws.String("N")})
	if err != nil || len(out.MetricFilters) != 1 || *out.MetricFilters[0].CreationTime != first || *out.MetricFilters[0].FilterPattern != "b" {
		t.Errorf("%v, %v", out, err)
	}
	groups, err := b.describeLogGroups(b.call(), &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("rea")})
	if err != nil || *groups.LogGroups[0].MetricFilterCount != 1 || *groups.LogGroups[0].Arn != "arn:aws:logs:us-east-1:123456789012:log-group:reads:*" {
		t.Errorf("%v, %v", groups, err)
	}
}

func TestTestMetricFilterCountsFromOne(t *testing.T) {
	b := newBench(t)
	out, err := b.testMetricFilter(b.call(), &cloudwatchlogs.TestMetricFilterInput{FilterPattern: aws.String(`{ $.eventName = "GetSecretValue" }`), LogEventMessages: []string{"{}", read}})
	if err != nil || len(out.Matches) != 1 || out.Matches[0].EventNumber != 2 || out.Matches[0].ExtractedValues == nil {
		t.Errorf("%v, %v", out, err)
	}
}

func TestFilterLogEventsPages(t *testing.T) {
	b := newBench(t)
	start := b.now.UnixMilli()
	for i := range 25 {
		b.deliver(fmt.Sprintf(`{"i":%d}`, i), `{"other":1}`)
		b.now = b.now.Add(time.Second)
	}
	var all []string
	var token *string
	for {
		out, err := b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{
			LogGroupIdentifier: aws.String("arn:aws:logs:us-east-1:123456789012:log-group:reads"), Limit: aws.Int32(10), NextToken: token,
			FilterPattern: aws.String("{ $.i >= 0 }"), StartTime: aws.Int64(start + 1000), EndTime: aws.Int64(start + 23_000),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range out.Events {
			all = append(all, *e.Message)
		}
		b.deliver(`{"i":99}`) // what arrives meanwhile is after the window
		if token = out.NextToken; token == nil {
			break
		}
	}
	if len(all) != 23 || all[0] != `{"i":1}` || all[22] != `{"i":23}` {
		t.Errorf("%d events: %v", len(all), all)
	}
	out, err := b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("reads"), Limit: aws.Int32(1), StartFromHead: aws.Bool(false)})
	if err != nil || len(out.Events) != 1 || *out.Events[0].Message != `{"i":99}` {
		t.Errorf("newest first: %v, %v", out, err)
	}
}

func TestPageIsOneMebibyte(t *testing.T) {
	b := newBench(t)
	for range 5 {
		b.deliver(strings.Repeat("x", 400_000))
	}
	out, err := b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("reads")})
	if err != nil || len(out.Events) != 2 || out.NextToken == nil {
		t.Errorf("%d events, %v", len(out.Events), err)
	}
}

func TestGetLogEventsTokens(t *testing.T) {
	b := newBench(t)
	for i := range 5 {
		b.deliver(fmt.Sprint(i))
	}
	get := func(head bool, token *string) (string, *cloudwatchlogs.GetLogEventsOutput) {
		out, err := b.getLogEvents(b.call(), &cloudwatchlogs.GetLogEventsInput{
			LogGroupName: aws.String("reads"), LogStreamName: aws.String("stream"), Limit: aws.Int32(2), StartFromHead: aws.Bool(head), NextToken: token,
		})
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, e := range out.Events {
			text += *e.Message
		}
		return text, out
	}
	text, out := get(true, nil)
	for _, want := range []string{"01", "23", "4", ""} {
		if text != want {
			t.Errorf("forward %q, want %q", text, want)
		}
		text, out = get(true, out.NextForwardToken)
	}
	text, out = get(false, nil)
	for _, want := range []string{"34", "12", "0", ""} {
		if text != want {
			t.Errorf("backward %q, want %q", text, want)
		}
		text, out = get(false, out.NextBackwardToken)
	}
}

func TestRetentionDropsOldEvents(t *testing.T) {
	b := newBench(t)
	b.deliver("old")
	if _, err := b.putRetentionPolicy(b.call(), &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String("reads"), RetentionInDays: aws.Int32(1)}); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(25 * time.Hour)
	b.deliver("new")
	out, err := b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("reads")})
	if err != nil || len(out.Events) != 1 || *out.Events[0].Message != "new" {
		t.Errorf("%v, %v", out, err)
	}
	_, err = b.putRetentionPolicy(b.call(), &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String("reads"), RetentionInDays: aws.Int32(2)})
	if got := textOf(err); !strings.HasPrefix(got, "InvalidParameterException: 1 validation error detected: Value '2' at 'retentionInDays'") {
		t.Errorf("two days: %s", got)
	}
}

func TestErrorsAreAWSs(t *testing.T) {
	b := newBench(t)
	_, err := b.createLogGroup(b.call(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("reads")})
	if got := textOf(err); got != "ResourceAlreadyExistsException: The specified log group already exists" {
		t.Error(got)
	}
	_, err = b.describeLogStreams(b.call(), &cloudwatchlogs.DescribeLogStreamsInput{LogGroupName: aws.String("gone")})
	if got := textOf(err); got != "ResourceNotFoundException: The specified log group does not exist." {
		t.Error(got)
	}
	_, err = b.getLogEvents(b.call(), &cloudwatchlogs.GetLogEventsInput{LogGroupName: aws.String("reads"), LogStreamName: aws.String("gone")})
	if got := textOf(err); got != "ResourceNotFoundException: The specified log stream does not exist." {
		t.Error(got)
	}
	_, err = b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("reads"), Limit: aws.Int32(10001)})
	if got := textOf(err); got != "InvalidParameterException: 1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000" {
		t.Error(got)
	}
	_, err = b.filterLogEvents(b.call(), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("reads"), NextToken: aws.String("x")})
	if got := textOf(err); got != "InvalidParameterException: The specified nextToken is invalid." {
		t.Error(got)
	}
	_, err = b.putLogEvents(b.call(), &cloudwatchlogs.PutLogEventsInput{
		LogGroupName: aws.String("reads"), LogStreamName: aws.String("gone"),
		LogEvents: []types.InputLogEvent{{Message: aws.String("x"), Timestamp: aws.Int64(b.now.UnixMilli())}},
	})
	if got := textOf(err); got != "ResourceNotFoundException: The specified log stream does not exist." {
		t.Error(got)
	}
	if err := b.Deliver("us-east-1", "gone", "s", []string{"x"}); !errors.Is(err, ErrNoGroup) {
		t.Error(err)
	}
}

func TestTagsOfAGroup(t *testing.T) {
	b := newBench(t)
	arn := aws.String("arn:aws:logs:us-east-1:123456789012:log-group:reads")
	if _, err := b.tagResource(b.call(), &cloudwatchlogs.TagResourceInput{ResourceArn: arn, Tags: map[string]string{"a": "1", "b": "2"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.untagResource(b.call(), &cloudwatchlogs.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	out, err := b.listTagsForResource(b.call(), &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: arn})
	if err != nil || len(out.Tags) != 1 || out.Tags["b"] != "2" {
		t.Errorf("%v, %v", out, err)
	}
}
