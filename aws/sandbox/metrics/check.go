package metrics

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// Limits of an alarm.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
const (
	maxActions     = 5 // per state
	daySeconds     = 86_400
	weekSeconds    = 7 * daySeconds
	maxName        = 255
	maxDescription = 1024
)

// What an alarm on a percentile does with too few samples.
const (
	lowEvaluate = "evaluate"
	lowIgnore   = "ignore"
)

var comparisons = []string{
	alarm.GreaterThanOrEqualToThreshold, alarm.GreaterThanThreshold, alarm.LessThanThreshold, alarm.LessThanOrEqualToThreshold,
}

var treatments = []string{alarm.TreatBreaching, alarm.TreatNotBreaching, alarm.TreatIgnore, alarm.TreatMissing}

// checkAlarm refuses what CloudWatch refuses. What it takes but the sandbox
// cannot keep is refused too, and says so.
func checkAlarm(c *wire.Call, in *cloudwatch.PutMetricAlarmInput) error {
	if err := checkNamed(in.AlarmName, in.AlarmDescription); err != nil {
		return err
	}
	checks := []func(*cloudwatch.PutMetricAlarmInput) error{checkMetric, checkRule, checkStatistic, checkRange}
	if len(in.Metrics) > 0 {
		checks = []func(*cloudwatch.PutMetricAlarmInput) error{checkMetrics, checkRule, checkRange}
	}
	for _, check := range checks {
		if err := check(in); err != nil {
			return err
		}
	}
	return checkActions(c.Region, toDo{in.ActionsEnabled, in.OKActions, in.AlarmActions, in.InsufficientDataActions})
}

func checkNamed(name, description *string) error {
	switch {
	case aws.ToString(name) == "":
		return null("alarmName")
	case len(*name) > maxName:
		return validation("1 validation error detected: Value '%s' at 'alarmName' failed to satisfy constraint: Member must have length less than or equal to %d", *name, maxName)
	case len(aws.ToString(description)) > maxDescription:
		return validation("1 validation error detected: Value '%s' at 'alarmDescription' failed to satisfy constraint: Member must have length less than or equal to %d", *description, maxDescription)
	}
	return nil
}

func checkMetric(in *cloudwatch.PutMetricAlarmInput) error {
	switch {
	case in.ThresholdMetricId != nil:
		return validation("The sandbox has no anomaly detection: give Threshold instead of ThresholdMetricId.")
	case aws.ToString(in.MetricName) == "" || aws.ToString(in.Namespace) == "":
		return validation("MetricName and Namespace, or Metrics, must be specified.")
	case !validUnit(string(in.Unit)):
		return notInSet(string(in.Unit), "unit", units)
	case in.Period == nil:
		return validation("The parameter Period must be specified.")
	}
	return nil
}

// checkMetrics reads the other form of a definition: queries, of which exactly
// one returns data.
func checkMetrics(in *cloudwatch.PutMetricAlarmInput) error {
	if in.MetricName != nil || in.Namespace != nil || in.Statistic != "" || in.ExtendedStatistic != nil || in.Period != nil || len(in.Dimensions) > 0 || in.Unit != "" {
		return validation("Metrics list cannot be specified together with MetricName, Dimensions, Period, Namespace, Statistic, ExtendedStatistic or Unit.")
	}
	if in.ThresholdMetricId != nil {
		return validation("The sandbox has no anomaly detection: give Threshold instead of ThresholdMetricId.")
	}
	if err := checkQueries(in.Metrics); err != nil {
		return err
	}
	returning := 0
	for _, q := range in.Metrics {
		if q.ReturnData == nil || *q.ReturnData {
			returning++
		}
	}
	if returning != 1 {
		return validation("Exactly one element of the metrics list should return data.")
	}
	return checkExpressions(in.Metrics)
}

func checkRule(in *cloudwatch.PutMetricAlarmInput) error {
	switch {
	case in.EvaluationPeriods == nil:
		return null("evaluationPeriods")
	case *in.EvaluationPeriods < 1:
		return validation("1 validation error detected: Value '%d' at 'evaluationPeriods' failed to satisfy constraint: Member must have value greater than or equal to 1", *in.EvaluationPeriods)
	case in.ComparisonOperator == "":
		return null("comparisonOperator")
	case !slices.Contains(comparisons, string(in.ComparisonOperator)):
		return notInSet(string(in.ComparisonOperator), "comparisonOperator", comparisons)
	case in.Threshold == nil:
		return validation("The parameter Threshold must be specified.")
	case in.DatapointsToAlarm != nil && (*in.DatapointsToAlarm < 1 || *in.DatapointsToAlarm > *in.EvaluationPeriods):
		return validation("The parameter DatapointsToAlarm must be between 1 and EvaluationPeriods.")
	case in.TreatMissingData != nil && !slices.Contains(treatments, *in.TreatMissingData):
		return validation("The value %s is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].", *in.TreatMissingData)
	case in.EvaluationInterval != nil:
		return validation("The sandbox does not simulate EvaluationInterval.")
	case in.ActionConfiguration != nil:
		return validation("The sandbox does not simulate ActionConfiguration.")
	case in.WarmUpConfiguration != nil && aws.ToInt32(in.WarmUpConfiguration.WarmUpPeriodDurationInMinutes) < 1:
		return null("warmUpConfiguration.warmUpPeriodDurationInMinutes")
	}
	return nil
}

func checkStatistic(in *cloudwatch.PutMetricAlarmInput) error {
	given := in.Statistic != ""
	switch {
	case given == (in.ExtendedStatistic != nil):
		return validation("Exactly one of the parameters Statistic and ExtendedStatistic must be specified.")
	case given && !slices.Contains(statistics, string(in.Statistic)):
		return notInSet(string(in.Statistic), "statistic", statistics)
	case !given && !validStatistic(*in.ExtendedStatistic):
		return validation("The value %s for parameter ExtendedStatistic is not supported.", *in.ExtendedStatistic)
	case in.EvaluateLowSampleCountPercentile != nil && *in.EvaluateLowSampleCountPercentile != lowEvaluate && *in.EvaluateLowSampleCountPercentile != lowIgnore:
		return validation("Option %s is not supported for EvaluateLowSampleCountPercentile. Supported values are [evaluate, ignore].", *in.EvaluateLowSampleCountPercentile)
	}
	return nil
}

func checkRange(in *cloudwatch.PutMetricAlarmInput) error {
	period := int64(periodOf(sourceOf(in), in.Metrics) / time.Second)
	if !slices.Contains([]int64{10, 20, 30}, period) && (period <= 0 || period%60 != 0) {
		return validation("Period must be 10, 20, 30 or a multiple of 60")
	}
	span := period * int64(*in.EvaluationPeriods)
	if period < 3600 && span > daySeconds {
		return validation("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).")
	}
	if span > weekSeconds {
		return validation("Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= 604800).")
	}
	return nil
}

func checkActions(region string, t toDo) error {
	for _, of := range []struct {
		name    string
		actions []string
	}{{"alarmActions", t.alarm}, {"oKActions", t.ok}, {"insufficientDataActions", t.insufficientData}} {
		if len(of.actions) > maxActions {
			return validation("1 validation error detected: Value '[%s]' at '%s' failed to satisfy constraint: Member must have length less than or equal to %d", strings.Join(of.actions, ", "), of.name, maxActions)
		}
		for _, action := range of.actions {
			parts := strings.SplitN(action, ":", 6)
			if len(parts) < 6 || parts[0] != "arn" {
				return validation("Invalid arn syntax: %s", action)
			}
			if parts[2] == "sns" && parts[3] != region {
				return validation("Invalid region %s specified. Only %s is supported.", parts[3], region)
			}
		}
	}
	return nil
}

func null(member string) error {
	return validation("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", member)
}

func notInSet[T ~string](value, member string, set []T) error {
	words := make([]string, len(set))
	for i, word := range set {
		words[i] = string(word)
	}
	return validation("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy enum value set: [%s]", value, member, strings.Join(words, ", "))
}

func maxRecords(n int32) error {
	limit := "less than or equal to " + itoa(alarmPage)
	if n < 1 {
		limit = "greater than or equal to 1"
	}
	return validation("1 validation error detected: Value '%d' at 'maxRecords' failed to satisfy constraint: Member must have value %s", n, limit)
}
