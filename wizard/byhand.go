package wizard

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// ByHand gives the AWS CLI commands that do what the step does. None of them
// holds a secret's value: where one is needed, they read it from a file.
func (w *Wizard) ByHand(id StepID) []Command {
	d := w.Draft()
	var list []Command
	switch id {
	case StepAccount:
		list = []Command{aws("sts", "get-caller-identity")}
	case StepSecret:
		list = w.secretByHand(d)
	case StepTrail:
		list = trailByHand(d)
	case StepDelivery:
		list = deliveryByHand(d)
	case StepFilter:
		list = []Command{filterByHand(d)}
	case StepTopic:
		list = topicByHand(d)
		if d.EventBridge {
			list = append(list, ruleByHand(d)...)
		}
	case StepAlarm:
		list = []Command{alarmByHand(d)}
	case StepConfirm:
		list = []Command{aws("sns", "confirm-subscription", "--topic-arn", d.TopicARN(d.Place),
			"--token", "TOKEN-FROM-THE-LINK", "--authenticate-on-unsubscribe", "true")}
	default:
	}
	for i := range list {
		list[i] = w.placed(list[i])
	}
	return list
}

// placed adds what makes the command go to the same place as setup does.
func (w *Wizard) placed(c Command) Command {
	if c.Words[0] != "aws" {
		return c
	}
	words := append([]string{}, c.Words...)
	for _, option := range [][2]string{{"--profile", w.start.Profile}, {"--region", w.start.Region}, {"--endpoint-url", w.start.Endpoint}} {
		if option[1] != "" {
			words = append(words, option[0], option[1])
		}
	}
	return Command{Words: words}
}

func (w *Wizard) secretByHand(d monitor.Desired) []Command {
	if d.SecretExists {
		return []Command{aws("secretsmanager", "describe-secret", "--secret-id", d.Secret)}
	}
	create := aws("secretsmanager", "create-secret", "--name", d.Secret, "--secret-string", "file://value.txt")
	if w.Answer(QSource) != FromGenerator {
		return []Command{create}
	}
	return []Command{
		{Words: []string{"openssl", "rand", "-base64", "-out", "value.txt", "24"}},
		create,
		{Words: []string{"rm", "value.txt"}},
	}
}

func trailByHand(d monitor.Desired) []Command {
	bucket := aws("s3api", "create-bucket", "--bucket", d.Bucket)
	if d.Region != "us-east-1" { // which alone wants no location
		bucket.Words = append(bucket.Words, "--create-bucket-configuration", "LocationConstraint="+d.Region)
	}
	trail := aws("cloudtrail", "create-trail", "--name", d.Trail, "--s3-bucket-name", d.Bucket)
	if d.MultiRegion {
		trail.Words = append(trail.Words, "--is-multi-region-trail")
	}
	return []Command{
		bucket,
		aws("s3api", "put-public-access-block", "--bucket", d.Bucket, "--public-access-block-configuration",
			"BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true"),
		aws("s3api", "put-bucket-policy", "--bucket", d.Bucket, "--policy",
			iampolicy.BucketPolicy(d.Bucket, "", d.Account, d.TrailARN(d.Place), d.Partition)),
		aws("s3api", "put-bucket-lifecycle-configuration", "--bucket", d.Bucket, "--lifecycle-configuration",
			fmt.Sprintf(`{"Rules":[{"ID":"expire","Status":"Enabled","Filter":{"Prefix":""},"Expiration":{"Days":%d}}]}`, d.ExpireDays)),
		trail,
		aws("cloudtrail", "put-event-selectors", "--trail-name", d.Trail, "--event-selectors",
			"["+object(map[string]any{"ReadWriteType": d.ReadWriteType, "IncludeManagementEvents": true})+"]"),
		aws("cloudtrail", "start-logging", "--name", d.Trail),
	}
}

func deliveryByHand(d monitor.Desired) []Command {
	return []Command{
		aws("logs", "create-log-group", "--log-group-name", d.LogGroup),
		aws("logs", "put-retention-policy", "--log-group-name", d.LogGroup,
			"--retention-in-days", strconv.Itoa(int(d.RetentionDays))),
		aws("iam", "create-role", "--role-name", d.Role,
			"--assume-role-policy-document", iampolicy.RoleTrust(d.TrailARN(d.Place))),
		aws("iam", "put-role-policy", "--role-name", d.Role, "--policy-name", "write-log-group",
			"--policy-document", iampolicy.RolePermissions(d.LogGroupARN(d.Place), d.Account, d.Region)),
		aws("cloudtrail", "update-trail", "--name", d.Trail,
			"--cloud-watch-logs-log-group-arn", d.LogGroupARN(d.Place)+":*",
			"--cloud-watch-logs-role-arn", d.RoleARN(d.Place)),
	}
}

func filterByHand(d monitor.Desired) Command {
	return aws("logs", "put-metric-filter", "--log-group-name", d.LogGroup, "--filter-name", d.Filter,
		"--filter-pattern", d.FilterPattern(),
		"--metric-transformations", "["+object(map[string]any{
			"metricName": d.Metric, "metricNamespace": d.Namespace,
			"metricValue": d.MetricValue, "defaultValue": d.DefaultValue,
		})+"]")
}

func topicByHand(d monitor.Desired) []Command {
	return []Command{
		aws("sns", "create-topic", "--name", d.Topic, "--attributes", object(map[string]any{
			"Policy": iampolicy.TopicPolicy(d.TopicARN(d.Place), d.Account, d.AlarmARN(d.Place)),
		})),
		aws("sns", "subscribe", "--topic-arn", d.TopicARN(d.Place), "--protocol", "email",
			"--notification-endpoint", d.Email),
	}
}

// ruleByHand leaves the last six characters of the secret's ARN to the person:
// only AWS knows them, and describe-secret says them.
func ruleByHand(d monitor.Desired) []Command {
	topic := d.RuleTopicARN(d.Place)
	arn := d.ARN("secretsmanager", d.Region, "secret:"+d.Secret+"-SUFFIX")
	return []Command{
		aws("sns", "create-topic", "--name", d.RuleTopic, "--attributes", object(map[string]any{
			"Policy": iampolicy.RuleTopicPolicy(topic, d.Account),
		})),
		aws("sns", "subscribe", "--topic-arn", topic, "--protocol", "email", "--notification-endpoint", d.Email),
		aws("events", "put-rule", "--name", d.Names.Rule, "--state", monitor.RuleStateAll,
			"--event-pattern", monitor.EventPattern(d.Secret, arn)),
		aws("events", "put-targets", "--rule", d.Names.Rule, "--targets", "["+object(map[string]any{
			"Id": monitor.RuleTargetID, "Arn": topic,
			"InputTransformer": map[string]any{"InputPathsMap": monitor.RulePaths(), "InputTemplate": monitor.RuleTemplate()},
		})+"]"),
	}
}

func alarmByHand(d monitor.Desired) Command {
	r := d.Alarm
	return aws("cloudwatch", "put-metric-alarm", "--alarm-name", d.Names.Alarm,
		"--namespace", d.Namespace, "--metric-name", d.Metric,
		"--statistic", r.Statistic, "--period", strconv.Itoa(int(r.Period)),
		"--evaluation-periods", strconv.Itoa(int(r.EvaluationPeriods)),
		"--datapoints-to-alarm", strconv.Itoa(int(r.DatapointsToAlarm)),
		"--threshold", plain(r.Threshold), "--comparison-operator", r.ComparisonOperator,
		"--treat-missing-data", r.TreatMissingData,
		"--alarm-actions", d.TopicARN(d.Place))
}

// object is a JSON object as the AWS CLI takes it; its members are in the
// order of their names.
func object(members map[string]any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(members) // strings, numbers and booleans always encode
	return strings.TrimSuffix(b.String(), "\n")
}
