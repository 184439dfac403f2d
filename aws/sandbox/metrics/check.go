package metrics

import (
	"slices"
	"strings"

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

var comparisons = []string{
	alarm.GreaterThanOrEqualToThreshold, alarm.GreaterThanThreshold, alarm.LessThanThreshold, alarm.LessThanOrEqualToThreshold,
}

var treatments = []string{alarm.TreatBreaching, alarm.TreatNotBreaching, alarm.TreatIgnore, alarm.TreatMissing}

// checkAlarm refuses what CloudWatch refuses. What it takes but the sandbox
// cannot evaluate is refused too, and says so.
func checkAlarm(c *wire.Call, in *cloudwatch.PutMetricAlarmInput) error {
	for _, check := range []func(*cloudwatch.PutMetricAlarmInput) error{checkText, checkRule, checkStatistic, checkRange} {
		if err := check(in); err != nil {
			return err
		}
	}
	return checkActions(c.Region, in)
}

func checkText(in *cloudwatch.PutMetricAlarmInput) error {
	name := aws.ToString(in.AlarmName)
	switch {
	case name == "":
		return null("alarmName")
	case len(name) > maxName:
		return validation("1 validation error detected: Value '%s' at 'alarmName' failed to satisfy constraint: Member must have length less than or equal to %d", name, maxName)
	case len(aws.ToString(in.AlarmDescription)) > maxDescription:
		return validation("1 validation error detected: Value '%s' at 'alarmDescription' failed to satisfy constraint: Member must have length less than or equal to %d", *in.AlarmDescription, maxDescription)
	case len(in.Metrics) > 0:
		return validation("The sandbox evaluates alarms on one metric, not on expressions: give MetricName instead of Metrics.")
	case aws.ToString(in.MetricName) == "":
		return validation("MetricName and Namespace, or Metrics, must be specified.")
	case aws.ToString(in.Namespace) == "":
		return validation("MetricName and Namespace, or Metrics, must be specified.")
	case !validUnit(string(in.Unit)):
		return validation("1 validation error detected: Value '%s' at 'unit' failed to satisfy constraint: Member must satisfy enum value set: [%s]", in.Unit, strings.Join(units, ", "))
	}
	return nil
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
		return validation("1 validation error detected: Value '%s' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [%s]", in.ComparisonOperator, strings.Join(comparisons, ", "))
	case in.Threshold == nil:
		return validation("The parameter Threshold must be specified.")
	case in.Period == nil:
		return validation("The parameter Period must be specified.")
	case in.DatapointsToAlarm != nil && (*in.DatapointsToAlarm < 1 || *in.DatapointsToAlarm > *in.EvaluationPeriods):
		return validation("The parameter DatapointsToAlarm must be between 1 and EvaluationPeriods.")
	case in.TreatMissingData != nil && !slices.Contains(treatments, *in.TreatMissingData):
		return validation("The value %s is not supported for TreatMissingData parameter. Supported values are [breaching, notBreaching, ignore, missing].", *in.TreatMissingData)
	}
	return nil
}

func checkStatistic(in *cloudwatch.PutMetricAlarmInput) error {
	given := in.Statistic != ""
	switch {
	case given == (in.ExtendedStatistic != nil):
		return validation("Exactly one of the parameters Statistic and ExtendedStatistic must be specified.")
	case given && !slices.Contains(statistics, string(in.Statistic)):
		return validation("1 validation error detected: Value '%s' at 'statistic' failed to satisfy constraint: Member must satisfy enum value set: [%s]", in.Statistic, strings.Join(statistics, ", "))
	case !given && !validStatistic(*in.ExtendedStatistic):
		return validation("The value %s for parameter ExtendedStatistic is not supported.", *in.ExtendedStatistic)
	}
	return nil
}

func checkRange(in *cloudwatch.PutMetricAlarmInput) error {
	period := *in.Period
	if !slices.Contains([]int32{10, 20, 30}, period) && (period <= 0 || period%60 != 0) {
		return validation("Period must be 10, 20, 30 or a multiple of 60.")
	}
	span := int64(period) * int64(*in.EvaluationPeriods)
	if period < 3600 && span > daySeconds {
		return validation("Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).")
	}
	if span > weekSeconds {
		return validation("Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= 604800).")
	}
	return nil
}

func checkActions(region string, in *cloudwatch.PutMetricAlarmInput) error {
	for name, actions := range map[string][]string{
		"alarmActions": in.AlarmActions, "oKActions": in.OKActions, "insufficientDataActions": in.InsufficientDataActions,
	} {
		if len(actions) > maxActions {
			return validation("1 validation error detected: Value '[%s]' at '%s' failed to satisfy constraint: Member must have length less than or equal to %d", strings.Join(actions, ", "), name, maxActions)
		}
		for _, action := range actions {
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
