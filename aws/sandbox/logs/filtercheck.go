package logs

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/filter"
)

func checkFilter(in *cloudwatchlogs.PutMetricFilterInput) (*filter.Pattern, error) {
	if err := checkFilterName(in.FilterName); err != nil {
		return nil, err
	}
	if in.FilterPattern == nil {
		return nil, missing("filterPattern")
	}
	switch n := len(in.MetricTransformations); {
	case in.MetricTransformations == nil:
		return nil, missing("metricTransformations")
	case n < 1:
		return nil, invalid("1 validation error detected: Value '[]' at 'metricTransformations' failed to satisfy constraint: Member must have length greater than or equal to 1")
	case n > 1:
		return nil, tooLong("metricTransformations", spelled(in.MetricTransformations), 1)
	}
	p, err := parse(in.FilterPattern, ofMetrics)
	if err != nil {
		return nil, err
	}
	if err := checkTransformation(in.MetricTransformations[0], p); err != nil {
		return nil, err
	}
	return p, checkDimensions(in)
}

func checkFilterName(name *string) error {
	switch {
	case name == nil:
		return missing("filterName")
	case len(*name) > maxName:
		return tooLong("filterName", *name, maxName)
	case *name == "" || strings.ContainsAny(*name, ":*"):
		return pattern("filterName", *name, "[^:*]*")
	}
	return nil
}

// spelled is how AWS's error text shows transformations.
func spelled(all []types.MetricTransformation) string {
	texts := make([]string, len(all))
	for i, t := range all {
		otherwise, unit, dimensions := "null", "null", "null"
		if t.DefaultValue != nil {
			otherwise = strconv.FormatFloat(*t.DefaultValue, 'f', -1, 64)
		}
		if t.Unit != "" {
			unit = string(t.Unit)
		}
		if t.Dimensions != nil {
			var pairs []string
			for _, k := range slices.Sorted(maps.Keys(t.Dimensions)) {
				pairs = append(pairs, k+"="+t.Dimensions[k])
			}
			dimensions = "{" + strings.Join(pairs, ", ") + "}"
		}
		texts[i] = fmt.Sprintf("MetricTransformation(metricName=%s, metricNamespace=%s, metricValue=%s, defaultValue=%s, unit=%s, dimensions=%s)",
			aws.ToString(t.MetricName), aws.ToString(t.MetricNamespace), aws.ToString(t.MetricValue), otherwise, unit, dimensions)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// systemFields are those that a metric filter can publish as dimensions.
var systemFields = []string{"@aws.region", "@aws.account", "@source.log"}

// The texts of what follows were recorded from AWS:
// https://github.com/radkawar/stackd (testdata/aws/logs/metric_filters.json).
func checkTransformation(t types.MetricTransformation, p *filter.Pattern) error {
	value := aws.ToString(t.MetricValue)
	_, notNumber := strconv.ParseFloat(value, 64)
	switch {
	case aws.ToString(t.MetricName) == "" || strings.ContainsAny(*t.MetricName, ":*$"):
		return pattern("metricTransformations.1.member.metricName", aws.ToString(t.MetricName), "[^:*$]*")
	case aws.ToString(t.MetricNamespace) == "" || strings.ContainsAny(*t.MetricNamespace, ":*$"):
		return pattern("metricTransformations.1.member.metricNamespace", aws.ToString(t.MetricNamespace), "[^:*$]*")
	case t.Unit != "" && !slices.Contains(t.Unit.Values(), t.Unit):
		return invalid("1 validation error detected: Value at 'metricTransformations.1.member.unit' failed to satisfy constraint: Member must satisfy enum value set: [%s]", units)
	case notNumber != nil && !selectsOne(value):
		return invalid("Invalid metric transformation: metric value %s must be a valid number", value)
	case len(t.Dimensions) > 0 && t.DefaultValue != nil:
		return invalid("Invalid metric transformation: dimensions and default value are mutually exclusive properties")
	case len(t.Dimensions) > 0 && p.Kind() != filter.JSON && p.Kind() != filter.Space:
		return invalid("The specified filter pattern does not support dimensions")
	}
	return nil
}

func checkDimensions(in *cloudwatchlogs.PutMetricFilterInput) error {
	dimensions := in.MetricTransformations[0].Dimensions
	for _, field := range in.EmitSystemFieldDimensions {
		if !slices.Contains(systemFields, field) {
			return invalid("The provided system fields are invalid. The supported system fields are - [%s]", strings.Join(systemFields, ", "))
		}
	}
	if len(dimensions)+len(in.EmitSystemFieldDimensions) > maxDimensions {
		return invalid("Number of dimensions exceeds the maximum number of dimensions supported per metric filter")
	}
	for _, selector := range dimensions {
		if !selectsOne(selector) {
			return invalid("Invalid metric transformation: dimension value must be valid selector")
		}
	}
	return nil
}

// selectsOne reports whether the text selects one value. The pattern need not
// know the field.
func selectsOne(selector string) bool {
	return strings.HasPrefix(selector, "$") && !strings.Contains(selector, "*")
}

// units are those of metrics, in the order of AWS's error text.
const units = "Gigabits/Second, Gigabits, Percent, Terabits, Bits, Kilobits, Megabytes/Second, Kilobytes, Megabits/Second, Terabytes, Bytes, Count, Gigabytes, " +
	"Milliseconds, Count/Second, Gigabytes/Second, None, Terabytes/Second, Bytes/Second, Megabits, Kilobytes/Second, Megabytes, Microseconds, Kilobits/Second, Terabits/Second, Bits/Second, Seconds"
