package logs

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

func transformation(name string) types.MetricTransformation {
	return types.MetricTransformation{MetricName: aws.String("metric" + name), MetricNamespace: aws.String("namespace" + name), MetricValue: aws.String("1")}
}

func (b *bench) put(name, pattern string, to ...types.MetricTransformation) string {
	_, err := b.putMetricFilter(b.call(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String("reads"), FilterName: aws.String(name), FilterPattern: aws.String(pattern), MetricTransformations: to,
	})
	return textOf(err)
}

func TestAHundredFiltersAGroup(t *testing.T) {
	b := newBench(t)
	for i := range 100 {
		if got := b.put(fmt.Sprint("f", i), "a", transformation("1")); got != "" {
			t.Fatalf("filter %d: %s", i+1, got)
		}
	}
	if got := b.put("one more", "a", transformation("1")); got != "LimitExceededException: Resource limit exceeded." {
		t.Errorf("filter 101: %q", got)
	}
	if got := b.put("f0", "b", transformation("1")); got != "" {
		t.Errorf("a new definition of one of them: %s", got)
	}
	listed := 0
	for token := (*string)(nil); ; {
		out, err := b.describeMetricFilters(b.call(), &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String("reads"), NextToken: token})
		if err != nil {
			t.Fatal(err)
		}
		listed += len(out.MetricFilters)
		if token = out.NextToken; token == nil {
			break
		}
	}
	if listed != 100 {
		t.Errorf("%d filters are listed", listed)
	}
}

func TestFiveRegexFiltersAGroup(t *testing.T) {
	b := newBench(t)
	for i := range 5 {
		if got := b.put(fmt.Sprint("f", i), "%a+%", transformation("1")); got != "" {
			t.Fatalf("filter %d: %s", i+1, got)
		}
	}
	if got := b.put("one more", "%b+%", transformation("1")); got != "LimitExceededException: Resource limit exceeded." {
		t.Errorf("the sixth: %q", got)
	}
	if got := b.put("plain", "b", transformation("1")); got != "" {
		t.Errorf("one without: %q", got)
	}
	if got := b.put("f4", "%c+%", transformation("1")); got != "" {
		t.Errorf("a new definition of the fifth: %q", got)
	}
}

func TestPutMetricFilterSaysWhy(t *testing.T) {
	long := strings.Repeat("X", 600)
	dimensioned := transformation("1")
	dimensioned.Dimensions = map[string]string{"who": "$.who"}
	for name, test := range map[string]struct{ got, want string }{
		"a long name":    {newBench(t).put(long, "a", transformation("1")), "InvalidParameterException: 1 validation error detected: Value '" + long + "' at 'filterName' failed to satisfy constraint: Member must have length less than or equal to 512"},
		"a long pattern": {newBench(t).put("f", long+long, transformation("1")), "InvalidParameterException: 1 validation error detected: Value '" + long + long + "' at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024"},
		"two transformations": {
			newBench(t).put("f", "a", transformation("1"), transformation("2")),
			"InvalidParameterException: 1 validation error detected: Value '[MetricTransformation(metricName=metric1, metricNamespace=namespace1, metricValue=1, defaultValue=null, unit=null, dimensions=null), MetricTransformation(metricName=metric2, metricNamespace=namespace2, metricValue=1, defaultValue=null, unit=null, dimensions=null)]' at 'metricTransformations' failed to satisfy constraint: Member must have length less than or equal to 1",
		},
		"no transformation":          {newBench(t).put("f", "a"), "InvalidParameterException: 1 validation error detected: Value null at 'metricTransformations' failed to satisfy constraint: Member must not be null"},
		"dimensions of a text":       {newBench(t).put("f", "a", dimensioned), "InvalidParameterException: The specified filter pattern does not support dimensions"},
		"a colon in the name":        {newBench(t).put("a:b", "a", transformation("1")), "InvalidParameterException: 1 validation error detected: Value 'a:b' at 'filterName' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:*]*"},
		"dimensions of a JSON field": {newBench(t).put("f", "{ $.a = 1 }", dimensioned), ""},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", name, test.got, test.want)
		}
	}
}

func TestSystemFieldDimensions(t *testing.T) {
	b := newBench(t)
	if _, err := b.putMetricFilter(b.call(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String("reads"), FilterName: aws.String("f"), FilterPattern: aws.String("{ $.n = 7 }"),
		MetricTransformations: []types.MetricTransformation{transformation("1")}, EmitSystemFieldDimensions: []string{"@aws.account", "@aws.region"},
	}); err != nil {
		t.Fatal(err)
	}
	b.deliver(read)
	if len(b.published) != 1 || !maps.Equal(b.published[0].metric.Dimensions, map[string]string{"@aws.account": "123456789012", "@aws.region": "us-east-1"}) {
		t.Errorf("published %+v", b.published)
	}
}

func TestUnknownSystemField(t *testing.T) {
	b := newBench(t)
	_, err := b.putMetricFilter(b.call(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String("reads"), FilterName: aws.String("f"), FilterPattern: aws.String(""),
		MetricTransformations: []types.MetricTransformation{transformation("1")}, EmitSystemFieldDimensions: []string{"@aws.other"},
	})
	const want = "InvalidParameterException: The provided system fields are invalid. The supported system fields are - [@aws.region, @aws.account, @source.log]"
	if got := textOf(err); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTestMetricFilterExtracts(t *testing.T) {
	b := newBench(t)
	for _, test := range []struct {
		pattern, message string
		want             map[string]string
	}{
		{"GetSecretValue", read, map[string]string{}},
		{`{ $.eventName = "GetSecretValue" }`, read, map[string]string{}},
		{"[ip, user, status]", "127.0.0.1 ann 404", map[string]string{"$ip": "127.0.0.1", "$user": "ann", "$status": "404"}},
		{"[..., status = 4*]", "127.0.0.1 ann 404", map[string]string{"$1": "127.0.0.1", "$2": "ann", "$status": "404"}},
	} {
		out, err := b.testMetricFilter(b.call(), &cloudwatchlogs.TestMetricFilterInput{FilterPattern: aws.String(test.pattern), LogEventMessages: []string{test.message}})
		if err != nil || len(out.Matches) != 1 || out.Matches[0].ExtractedValues == nil || !maps.Equal(out.Matches[0].ExtractedValues, test.want) {
			t.Errorf("%s: %+v, %v, want %v", test.pattern, out, err, test.want)
		}
	}
	_, err := b.testMetricFilter(b.call(), &cloudwatchlogs.TestMetricFilterInput{FilterPattern: aws.String(""), LogEventMessages: make([]string, 51)})
	if got := textOf(err); !strings.HasSuffix(got, "at 'logEventMessages' failed to satisfy constraint: Member must have length less than or equal to 50") {
		t.Errorf("51 messages: %s", got)
	}
}
