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
	return p, checkTransformation(in.MetricTransformations[0], p)
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

func checkTransformation(t types.MetricTransformation, p *filter.Pattern) error {
	value := aws.ToString(t.MetricValue)
	_, notNumber := strconv.ParseFloat(value, 64)
	switch {
	case aws.ToString(t.MetricName) == "" || strings.ContainsAny(*t.MetricName, ":*$"):
		return pattern("metricTransformations.1.member.metricName", aws.ToString(t.MetricName), "[^:*$]*")
	case aws.ToString(t.MetricNamespace) == "" || strings.ContainsAny(*t.MetricNamespace, ":*$"):
		return pattern("metricTransformations.1.member.metricNamespace", aws.ToString(t.MetricNamespace), "[^:*$]*")
	case notNumber != nil && !strings.HasPrefix(value, "$"):
		return invalid("Invalid metric transformation: metric value must be a number or a field of the pattern.")
	case len(t.Dimensions) > 0 && t.DefaultValue != nil:
		return invalid("Invalid metric transformation: dimensions and default value are mutually exclusive properties.")
	case len(t.Dimensions) > maxDimensions:
		return invalid("Invalid metric transformation: at most %d dimensions are allowed.", maxDimensions)
	case len(t.Dimensions) > 0 && p.Kind() != filter.JSON && p.Kind() != filter.Space:
		return invalid("The specified filter pattern does not support dimensions")
	}
	return nil
}
