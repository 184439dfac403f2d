//go:build acceptance

package acceptance

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// The names of the exercise.
const (
	secretName = "TopSecretInfo"
	bucketName = "nextwork-secrets-manager-trail-cli"
	trailName  = "secrets-manager-trail"
	groupName  = "nextwork-secretsmanager-loggroup"
	roleName   = "CloudTrailRoleForCloudWatchLogs_secrets-manager-trail"
	filterName = "GetSecretsValue"
	namespace  = "SecurityMetrics"
	metricName = "Secret is accessed"
	alarmName  = "Secret is accessed"
	topicName  = "SecurityAlarms"

	topicARN = "arn:aws:sns:" + region + ":" + account + ":" + topicName
	trailARN = "arn:aws:cloudtrail:" + region + ":" + account + ":trail/" + trailName
	groupARN = "arn:aws:logs:" + region + ":" + account + ":log-group:" + groupName + ":*"
	roleARN  = "arn:aws:iam::" + account + ":role/" + roleName
)

// commandLine is the AWS CLI in a shell that evaluated the start line.
type commandLine struct {
	*stand
	program string
	env     []string
}

func newCommandLine(t *testing.T) *commandLine {
	t.Helper()
	cli := &commandLine{program: need(t, "aws"), stand: start(t)}
	cli.env = append(cli.environment(t), "AWS_DEFAULT_OUTPUT=json")
	return cli
}

// answer is what a command printed.
type answer struct {
	t       *testing.T
	command string
	value   any
}

// aws runs a command that must succeed.
func (cli *commandLine) aws(t *testing.T, args ...string) answer {
	t.Helper()
	stdout, stderr, err := cli.run(t, "", cli.env, cli.program, args...)
	a := answer{t: t, command: strings.Join(args[:2], " ")}
	if err != nil {
		t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, stderr)
	}
	if strings.TrimSpace(stdout) != "" {
		if err := json.Unmarshal([]byte(stdout), &a.value); err != nil {
			t.Fatalf("aws %s printed %s", a.command, stdout)
		}
	}
	return a
}

// refused runs a command that must fail, with these words on stderr.
func (cli *commandLine) refused(t *testing.T, words string, args ...string) {
	t.Helper()
	stdout, stderr, err := cli.run(t, "", cli.env, cli.program, args...)
	if err == nil || !strings.Contains(stderr, words) {
		t.Errorf("aws %s: %v, %s%s, want %s", strings.Join(args[:2], " "), err, stdout, stderr, words)
	}
}

// has checks fields, given as pairs of a path and its value as text: trailList.0.Name.
func (a answer) has(pairs ...string) answer {
	a.t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if got := a.field(pairs[i]); got != pairs[i+1] {
			a.t.Errorf("aws %s: %s is %q, want %q\n%v", a.command, pairs[i], got, pairs[i+1], a.value)
		}
	}
	return a
}

// field is one field as text; a list's or object's is its length.
func (a answer) field(path string) string {
	at := a.value
	for part := range strings.SplitSeq(path, ".") {
		switch value := at.(type) {
		case map[string]any:
			at = value[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(value) {
				return ""
			}
			at = value[i]
		default:
			return ""
		}
	}
	switch value := at.(type) {
	case nil:
		return ""
	case []any:
		return fmt.Sprintf("%d items", len(value))
	default:
		return fmt.Sprint(value)
	}
}

func service(name, actions, resource, condition string) map[string]any {
	statement := map[string]any{"Effect": "Allow", "Principal": map[string]any{"Service": name}, "Action": strings.Fields(actions)}
	if resource != "" {
		statement["Resource"] = resource
	}
	if condition != "" {
		statement["Condition"] = map[string]any{"StringEquals": map[string]any{condition: "bucket-owner-full-control"}}
	}
	return statement
}

func policy(statements ...any) map[string]any {
	return map[string]any{"Version": "2012-10-17", "Statement": statements}
}

// TestAWSCommandLine does the exercise with the AWS CLI: build, look, read, be
// mailed, remove.
func TestAWSCommandLine(t *testing.T) {
	cli := newCommandLine(t)
	cli.build(t)
	t.Run("look", func(t *testing.T) {
		for name, look := range map[string]func(*testing.T){
			"secret": cli.lookAtSecret, "bucket": cli.lookAtBucket, "trail": cli.lookAtTrail, "role": cli.lookAtRole,
			"logs": cli.lookAtLogs, "alarm": cli.lookAtAlarm, "topic": cli.lookAtTopic,
		} {
			t.Run(name, func(t *testing.T) { t.Parallel(); look(t) })
		}
	})
	cli.read(t)
	cli.setState(t)
	cli.remove(t)
	if names := cli.unsimulated(); len(names) > 0 {
		t.Errorf("the exercise asked for what is not simulated: %v", names)
	}
	t.Run("not simulated", cli.notSimulated)
}

// build is the tutorial.
func (cli *commandLine) build(t *testing.T) {
	t.Helper()
	cli.aws(t, "sts", "get-caller-identity").has("Account", account, "Arn", "arn:aws:iam::"+account+":user/admin")
	cli.aws(t, "secretsmanager", "create-secret", "--name", secretName, "--secret-string", `{"The Secret is":"coffee"}`,
		"--description", "Secret created for NextWork's project on Building a Monitoring System", "--tags", "Key=project,Value=nextwork").
		has("Name", secretName)
	cli.aws(t, "s3api", "create-bucket", "--bucket", bucketName).has("Location", "/"+bucketName)
	cli.aws(t, "s3api", "put-public-access-block", "--bucket", bucketName, "--public-access-block-configuration",
		"BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true")
	cli.aws(t, "s3api", "put-bucket-policy", "--bucket", bucketName, "--policy", document(t, policy(
		service("cloudtrail.amazonaws.com", "s3:GetBucketAcl", "arn:aws:s3:::"+bucketName, ""),
		service("cloudtrail.amazonaws.com", "s3:PutObject", "arn:aws:s3:::"+bucketName+"/AWSLogs/"+account+"/*", "s3:x-amz-acl"),
	)))
	cli.aws(t, "cloudtrail", "create-trail", "--name", trailName, "--s3-bucket-name", bucketName, "--is-multi-region-trail",
		"--enable-log-file-validation").has("TrailARN", trailARN, "IsMultiRegionTrail", "true", "LogFileValidationEnabled", "true")
	cli.aws(t, "cloudtrail", "put-event-selectors", "--trail-name", trailName, "--event-selectors",
		`[{"ReadWriteType":"All","IncludeManagementEvents":true,"ExcludeManagementEventSources":["kms.amazonaws.com","rdsdata.amazonaws.com"]}]`).
		has("EventSelectors.0.ReadWriteType", "All")
	cli.aws(t, "cloudtrail", "start-logging", "--name", trailName)
	cli.aws(t, "logs", "create-log-group", "--log-group-name", groupName)
	cli.aws(t, "logs", "put-retention-policy", "--log-group-name", groupName, "--retention-in-days", "14")
	cli.aws(t, "iam", "create-role", "--role-name", roleName, "--assume-role-policy-document",
		document(t, policy(service("cloudtrail.amazonaws.com", "sts:AssumeRole", "", "")))).has("Role.Arn", roleARN)
	cli.aws(t, "iam", "put-role-policy", "--role-name", roleName, "--policy-name", "write", "--policy-document", document(t, policy(map[string]any{
		"Effect": "Allow", "Action": []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		"Resource": strings.TrimSuffix(groupARN, ":*") + ":log-stream:" + account + "_CloudTrail_" + region + "*",
	})))
	cli.aws(t, "cloudtrail", "update-trail", "--name", trailName, "--cloud-watch-logs-log-group-arn", groupARN,
		"--cloud-watch-logs-role-arn", roleARN).has("CloudWatchLogsLogGroupArn", groupARN)
	cli.aws(t, "logs", "put-metric-filter", "--log-group-name", groupName, "--filter-name", filterName, "--filter-pattern", `"GetSecretValue"`,
		"--metric-transformations", "metricName="+metricName+",metricNamespace="+namespace+",metricValue=1,defaultValue=0")
	cli.aws(t, "sns", "create-topic", "--name", topicName).has("TopicArn", topicARN)
	cli.aws(t, "sns", "subscribe", "--topic-arn", topicARN, "--protocol", "email", "--notification-endpoint", "reader@example.com").
		has("SubscriptionArn", "pending confirmation")
	cli.confirm(t)
	cli.aws(t, "cloudwatch", "put-metric-alarm", "--alarm-name", alarmName, "--namespace", namespace, "--metric-name", metricName,
		"--alarm-description", "This alarm goes off whenever a secret in Secrets Manager is accessed.", "--statistic", "Sum", "--period", "60",
		"--evaluation-periods", "1", "--threshold", "1", "--comparison-operator", "GreaterThanOrEqualToThreshold",
		"--treat-missing-data", "notBreaching", "--alarm-actions", topicARN)
}

func (cli *commandLine) lookAtSecret(t *testing.T) {
	cli.aws(t, "secretsmanager", "describe-secret", "--secret-id", secretName).
		has("Name", secretName, "Tags.0.Value", "nextwork", "Description", "Secret created for NextWork's project on Building a Monitoring System")
	cli.aws(t, "secretsmanager", "list-secrets").has("SecretList.0.Name", secretName, "SecretList", "1 items")
	cli.aws(t, "secretsmanager", "list-secret-version-ids", "--secret-id", secretName).has("Versions.0.VersionStages.0", "AWSCURRENT")
	cli.aws(t, "secretsmanager", "get-resource-policy", "--secret-id", secretName).has("Name", secretName, "ResourcePolicy", "")
}

func (cli *commandLine) lookAtBucket(t *testing.T) {
	cli.aws(t, "s3api", "list-buckets").has("Buckets.0.Name", bucketName)
	cli.aws(t, "s3api", "get-public-access-block", "--bucket", bucketName).has("PublicAccessBlockConfiguration.BlockPublicPolicy", "true")
	cli.aws(t, "s3api", "get-bucket-encryption", "--bucket", bucketName).
		has("ServerSideEncryptionConfiguration.Rules.0.ApplyServerSideEncryptionByDefault.SSEAlgorithm", "AES256")
	if text := cli.aws(t, "s3api", "get-bucket-policy", "--bucket", bucketName).field("Policy"); !strings.Contains(text, "bucket-owner-full-control") {
		t.Errorf("the bucket's policy is %s", text)
	}
	cli.refused(t, "NoSuchLifecycleConfiguration", "s3api", "get-bucket-lifecycle-configuration", "--bucket", bucketName)
}

func (cli *commandLine) lookAtTrail(t *testing.T) {
	cli.aws(t, "cloudtrail", "describe-trails").has("trailList.0.Name", trailName, "trailList.0.HomeRegion", region,
		"trailList.0.CloudWatchLogsLogGroupArn", groupARN, "trailList.0.CloudWatchLogsRoleArn", roleARN, "trailList.0.S3BucketName", bucketName)
	cli.aws(t, "cloudtrail", "get-trail", "--name", trailName).has("Trail.TrailARN", trailARN)
	cli.aws(t, "cloudtrail", "list-trails").has("Trails.0.TrailARN", trailARN)
	cli.aws(t, "cloudtrail", "get-trail-status", "--name", trailName).has("IsLogging", "true")
	cli.aws(t, "cloudtrail", "get-event-selectors", "--trail-name", trailName).
		has("TrailARN", trailARN, "EventSelectors.0.ExcludeManagementEventSources", "2 items")
	// The same trail, as another region has it: a shadow, known by its ARN.
	cli.aws(t, "cloudtrail", "describe-trails", "--region", "eu-west-2").has("trailList.0.HomeRegion", region)
	cli.refused(t, "(TrailNotFoundException)", "cloudtrail", "get-trail-status", "--name", trailName, "--region", "eu-west-2")
}

func (cli *commandLine) lookAtRole(t *testing.T) {
	cli.aws(t, "iam", "get-role", "--role-name", roleName).
		has("Role.Arn", roleARN, "Role.AssumeRolePolicyDocument.Statement.0.Principal.Service", "cloudtrail.amazonaws.com")
	cli.aws(t, "iam", "list-role-policies", "--role-name", roleName).has("PolicyNames.0", "write")
	cli.aws(t, "iam", "get-role-policy", "--role-name", roleName, "--policy-name", "write").has("PolicyDocument.Statement.0.Effect", "Allow")
	cli.aws(t, "iam", "simulate-principal-policy", "--policy-source-arn", roleARN, "--action-names", "logs:PutLogEvents", "logs:DeleteLogGroup",
		"--resource-arns", strings.TrimSuffix(groupARN, ":*")+":log-stream:"+account+"_CloudTrail_"+region).
		has("EvaluationResults.0.EvalDecision", "allowed", "EvaluationResults.1.EvalDecision", "implicitDeny")
}

func (cli *commandLine) lookAtLogs(t *testing.T) {
	cli.aws(t, "logs", "describe-log-groups", "--log-group-name-prefix", "nextwork").
		has("logGroups.0.logGroupName", groupName, "logGroups.0.retentionInDays", "14", "logGroups.0.arn", groupARN)
	cli.aws(t, "logs", "describe-metric-filters", "--log-group-name", groupName).has("metricFilters.0.filterName", filterName,
		"metricFilters.0.filterPattern", `"GetSecretValue"`, "metricFilters.0.metricTransformations.0.metricName", metricName,
		"metricFilters.0.metricTransformations.0.defaultValue", "0")
	cli.aws(t, "logs", "test-metric-filter", "--filter-pattern", `"GetSecretValue"`, "--log-event-messages", `{"eventName":"GetSecretValue"}`, `{"eventName":"PutSecretValue"}`).
		has("matches", "1 items", "matches.0.eventNumber", "1")
	cli.aws(t, "logs", "describe-log-streams", "--log-group-name", groupName).has("logStreams.0.logStreamName", account+"_CloudTrail_"+region)
}

func (cli *commandLine) lookAtAlarm(t *testing.T) {
	cli.aws(t, "cloudwatch", "describe-alarms", "--alarm-names", alarmName).has("MetricAlarms.0.Statistic", "Sum",
		"MetricAlarms.0.Period", "60", "MetricAlarms.0.AlarmActions.0", topicARN, "MetricAlarms.0.ActionsEnabled", "true")
	cli.aws(t, "cloudwatch", "describe-alarms-for-metric", "--namespace", namespace, "--metric-name", metricName).has("MetricAlarms.0.AlarmName", alarmName)
	cli.aws(t, "cloudwatch", "describe-alarm-history", "--alarm-name", alarmName, "--history-item-type", "ConfigurationUpdate").
		has("AlarmHistoryItems.0.HistorySummary", `Alarm "Secret is accessed" created`)
}

func (cli *commandLine) lookAtTopic(t *testing.T) {
	cli.aws(t, "sns", "list-topics").has("Topics.0.TopicArn", topicARN)
	cli.aws(t, "sns", "get-topic-attributes", "--topic-arn", topicARN).has("Attributes.SubscriptionsConfirmed", "1", "Attributes.SubscriptionsPending", "0")
	listed := cli.aws(t, "sns", "list-subscriptions-by-topic", "--topic-arn", topicARN).
		has("Subscriptions.0.Endpoint", "reader@example.com", "Subscriptions.0.Protocol", "email")
	cli.aws(t, "sns", "get-subscription-attributes", "--subscription-arn", listed.field("Subscriptions.0.SubscriptionArn")).
		has("Attributes.PendingConfirmation", "false", "Attributes.ConfirmationWasAuthenticated", "false")
}

// read reads the secret and follows the read to the mail.
func (cli *commandLine) read(t *testing.T) {
	t.Helper()
	// The exercise's pattern is a text, so the call that made the filter has
	// matched it too.
	cli.quiet(t)
	before := len(cli.mails(t))
	cli.aws(t, "secretsmanager", "get-secret-value", "--secret-id", secretName).has("SecretString", `{"The Secret is":"coffee"}`)
	eventually(t, "the alarm's mail", func() bool { return len(cli.mails(t)) > before })
	mail := cli.mails(t)[before]
	if mail.Subject != `ALARM: "Secret is accessed" in US East (N. Virginia)` || mail.To != "reader@example.com" {
		t.Errorf("the mail to %s is %s", mail.To, mail.Subject)
	}
	search := []string{"logs", "filter-log-events", "--log-group-name", groupName, "--filter-pattern", `{ $.eventName = "GetSecretValue" }`}
	eventually(t, "the read's record", func() bool { return cli.aws(t, search...).field("events") == "1 items" })
	cli.aws(t, "cloudtrail", "lookup-events", "--lookup-attributes", "AttributeKey=EventName,AttributeValue=GetSecretValue").
		has("Events", "1 items", "Events.0.ReadOnly", "true", "Events.0.Username", "admin", "Events.0.Resources.0.ResourceName", secretName)
	found := cli.aws(t, search...)
	record := answer{t: t, command: "logs filter-log-events"}
	if err := json.Unmarshal([]byte(found.field("events.0.message")), &record.value); err != nil {
		t.Fatal(err)
	}
	record.has("requestParameters.secretId", secretName, "eventSource", "secretsmanager.amazonaws.com", "readOnly", "true",
		"sourceIPAddress", "127.0.0.1", "responseElements", "", "recipientAccountId", account)
	if agent := record.field("userAgent"); !strings.HasPrefix(agent, "aws-cli/") {
		t.Errorf("the record's user agent is %s", agent)
	}
	if strings.Contains(found.field("events.0.message"), "coffee") {
		t.Error("the record holds the secret's value")
	}
	cli.aws(t, "s3api", "list-objects-v2", "--bucket", bucketName, "--prefix", "AWSLogs/"+account+"/CloudTrail/"+region+"/", "--max-items", "1").
		has("Contents", "1 items")
	cli.aws(t, "cloudwatch", "list-metrics", "--namespace", namespace).has("Metrics.0.MetricName", metricName)
}

// quiet waits until the alarm is OK.
func (cli *commandLine) quiet(t *testing.T) {
	t.Helper()
	eventually(t, "the state OK", func() bool {
		return cli.aws(t, "cloudwatch", "describe-alarms", "--alarm-names", alarmName).field("MetricAlarms.0.StateValue") == "OK"
	})
}

// setState is the exercise's own test of the alarm's action.
func (cli *commandLine) setState(t *testing.T) {
	t.Helper()
	cli.quiet(t)
	before := len(cli.mails(t))
	cli.aws(t, "cloudwatch", "set-alarm-state", "--alarm-name", alarmName, "--state-value", "ALARM", "--state-reason", "Manually triggered for testing")
	eventually(t, "the mail of set-alarm-state", func() bool { return len(cli.mails(t)) > before })
	if body := cli.mails(t)[before].Body; !strings.Contains(body, "Manually triggered for testing") {
		t.Errorf("the mail says\n%s", body)
	}
	before = len(cli.mails(t))
	cli.aws(t, "sns", "publish", "--topic-arn", topicARN, "--subject", "Testing", "--message", "Wassup")
	mails := cli.mails(t)
	if last := mails[len(mails)-1]; len(mails) != before+1 || last.Subject != "Testing" || !strings.HasPrefix(last.Body, "Wassup\n") {
		t.Errorf("the published mail is %s: %s", last.Subject, last.Body)
	}
}

// remove is the exercise's last part, in an order that AWS takes.
func (cli *commandLine) remove(t *testing.T) {
	t.Helper()
	cli.aws(t, "cloudwatch", "delete-alarms", "--alarm-names", alarmName)
	subscription := cli.aws(t, "sns", "list-subscriptions").field("Subscriptions.0.SubscriptionArn")
	cli.aws(t, "sns", "unsubscribe", "--subscription-arn", subscription)
	cli.aws(t, "sns", "delete-topic", "--topic-arn", topicARN)
	cli.aws(t, "logs", "delete-metric-filter", "--log-group-name", groupName, "--filter-name", filterName)
	cli.aws(t, "cloudtrail", "stop-logging", "--name", trailName)
	cli.aws(t, "cloudtrail", "delete-trail", "--name", trailName)
	cli.aws(t, "logs", "delete-log-group", "--log-group-name", groupName)
	cli.refused(t, "(DeleteConflict)", "iam", "delete-role", "--role-name", roleName)
	cli.aws(t, "iam", "delete-role-policy", "--role-name", roleName, "--policy-name", "write")
	cli.aws(t, "iam", "delete-role", "--role-name", roleName)
	cli.refused(t, "(BucketNotEmpty)", "s3api", "delete-bucket", "--bucket", bucketName)
	if _, stderr, err := cli.run(t, "", cli.env, cli.program, "s3", "rb", "s3://"+bucketName, "--force"); err != nil {
		t.Errorf("s3 rb --force: %v, %s", err, stderr)
	}
	cli.aws(t, "secretsmanager", "delete-secret", "--secret-id", secretName, "--recovery-window-in-days", "7")
	cli.refused(t, "because it was marked for deletion", "secretsmanager", "get-secret-value", "--secret-id", secretName)
	cli.aws(t, "secretsmanager", "restore-secret", "--secret-id", secretName)
	cli.aws(t, "secretsmanager", "delete-secret", "--secret-id", secretName, "--force-delete-without-recovery")
	if left := cli.left(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// notSimulated: what the sandbox has not fails as AWS refuses it, and is named.
func (cli *commandLine) notSimulated(t *testing.T) {
	for _, c := range []struct {
		named, words string
		args         []string
	}{
		{"not simulated: cloudtrail ListChannels", "(UnknownOperationException)", []string{"cloudtrail", "list-channels"}},
		{"not simulated: sns ListOriginationNumbers", "(InvalidAction)", []string{"sns", "list-origination-numbers"}},
		{"not simulated: monitoring ListMetricStreams", "(InvalidAction)", []string{"cloudwatch", "list-metric-streams"}},
		{"not simulated: ec2 DescribeVpcs", "(InvalidAction)", []string{"ec2", "describe-vpcs"}},
		{"not simulated: lambda GET /2015-03-31/functions", "(UnknownOperationException)", []string{"lambda", "list-functions"}},
		{"not simulated: s3 GET /{bucket}/{key}?torrent", "(NotImplemented)", []string{"s3api", "get-object-torrent", "--bucket", "b-1", "--key", "k", "out"}},
	} {
		t.Run(c.args[0], func(t *testing.T) {
			t.Parallel()
			cli.refused(t, c.words, c.args...)
			if names := strings.Join(cli.unsimulated(), "\n"); !strings.Contains(names, c.named) {
				t.Errorf("the log is\n%s", names)
			}
		})
	}
}
