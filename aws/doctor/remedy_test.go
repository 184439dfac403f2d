package doctor_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// verdictOf is the verdict on a healthy monitor with one thing done to it. The
// secret is called db, so that all names are short.
func verdictOf(do func(s *monitor.Snapshot)) doctor.Finding {
	s := healthyOf("db", monitor.DefaultRule())
	do(&s)
	return doctor.Check(s, doctor.Options{}).Verdict
}

func TestCommands(t *testing.T) {
	const (
		good   = `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ($.errorCode NOT EXISTS) && (($.requestParameters.secretId = "db") || ($.requestParameters.secretId = "arn:*:secret:db") || (($.requestParameters.secretId = "arn:*:secret:db-*") && ($.requestParameters.secretId != "arn:*:secret:db-*-*"))) }`
		filter = `aws logs put-metric-filter --region us-east-1 --log-group-name /secretwatch/db --filter-name secretwatch-db --filter-pattern '` + good + `' ` +
			`--metric-transformations '[{"metricName":"db-reads","metricNamespace":"SecretWatch","metricValue":"1","defaultValue":0}]'`
		alarmHead = `aws cloudwatch put-metric-alarm --region us-east-1 --alarm-name secretwatch-db `
		made      = `--alarm-description 'Somebody read the secret db. Run "secretwatch watch" to see who.' `
		describe  = `--alarm-description 'Somebody read it: run secretwatch watch to see who' `
		alarmTail = `--namespace SecretWatch --metric-name db-reads --statistic Sum --period 60 --evaluation-periods 1 --datapoints-to-alarm 1 ` +
			`--threshold 1 --comparison-operator GreaterThanOrEqualToThreshold --treat-missing-data notBreaching ` +
			`--alarm-actions arn:aws:sns:us-east-1:111122223333:secretwatch-db`
		group = "arn:aws:logs:us-east-1:111122223333:log-group:/secretwatch/db"
		role  = `aws iam put-role-policy --role-name secretwatch-db-us-east-1 --policy-name secretwatch-delivery --policy-document ` +
			`'{"Version":"2012-10-17","Statement":[{"Sid":"AWSCloudTrailCreateLogStreamAndPutEvents","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],` +
			`"Resource":"` + group + `:log-stream:111122223333_CloudTrail_us-east-1*"}]}'`
	)
	const tags = `'[{"Key":"managed-by","Value":"secretwatch"},{"Key":"secretwatch:monitor","Value":"db"},{"Key":"secretwatch:secret","Value":"db"}]'`
	for _, tt := range []struct {
		name string
		do   func(s *monitor.Snapshot)
		want []string
	}{
		{"trail-not-logging", func(s *monitor.Snapshot) { s.Status.Value.Logging = false }, []string{
			"aws cloudtrail start-logging --region us-east-1 --name secretwatch-db",
		}},
		{"no-trail", noTrail, []string{
			`aws cloudtrail create-trail --region us-east-1 --name secretwatch-db --s3-bucket-name secretwatch-db-111122223333-us-east-1 ` +
				`--is-multi-region-trail --include-global-service-events --enable-log-file-validation --cloud-watch-logs-log-group-arn '` + group + `:*' ` +
				`--cloud-watch-logs-role-arn arn:aws:iam::111122223333:role/secretwatch-db-us-east-1 --tags-list ` + tags,
			"aws cloudtrail start-logging --region us-east-1 --name secretwatch-db",
		}},
		{"role-permissions-missing", func(s *monitor.Snapshot) { s.Role.Value.Policies = nil }, []string{role}},
		{"role-missing", func(s *monitor.Snapshot) {
			s.Role = monitor.Seen[monitor.Role]{}
			s.Trail.Value.RoleARN = "arn:aws:iam::111122223333:role/service-role/secretwatch-db-us-east-1"
		}, []string{
			`aws iam create-role --role-name secretwatch-db-us-east-1 --path /service-role/ --assume-role-policy-document ` +
				`'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole",` +
				`"Condition":{"StringEquals":{"aws:SourceAccount":"111122223333","aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db"}}}]}' --tags ` + tags,
			role,
		}},
		{"log-group-missing", noGroup, []string{
			"aws logs create-log-group --region us-east-1 --log-group-name /secretwatch/db --log-group-class STANDARD " +
				`--tags '{"managed-by":"secretwatch","secretwatch:monitor":"db","secretwatch:secret":"db"}'`,
			"aws logs put-retention-policy --region us-east-1 --log-group-name /secretwatch/db --retention-in-days 30",
			filter,
		}},
		{"no-metric-filter", noFilter, []string{filter}},
		{"filter-event-name", func(s *monitor.Snapshot) { s.Filter.Value.Pattern = foreign.New("GetSecretsValue") }, []string{filter}},
		{"no-alarm", noAlarm, []string{alarmHead + made + alarmTail + " --actions-enabled --tags " + tags}},
		{"alarm-average", func(s *monitor.Snapshot) {
			a := s.Alarm.Value
			a.Rule.Statistic, a.OKActions, a.ActionsEnabled = "Average", []string{"arn:aws:sns:us-east-1:111122223333:ok"}, false
		}, []string{alarmHead + describe + alarmTail + " --ok-actions arn:aws:sns:us-east-1:111122223333:ok --no-actions-enabled"}},
		{"alarm-no-action", func(s *monitor.Snapshot) { s.Alarm.Value.AlarmActions = nil }, []string{alarmHead + describe + alarmTail + " --actions-enabled"}},
		{"alarm-actions-disabled", func(s *monitor.Snapshot) {
			s.Alarm.Value.Name, s.Alarm.Value.ActionsEnabled = "It's read", false
		}, []string{`aws cloudwatch enable-alarm-actions --region us-east-1 --alarm-names 'It'\''s read'`}},
		{"topic-policy-denies", func(s *monitor.Snapshot) {
			s.Topic.Value.Policy = `{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`
		}, []string{`aws sns set-topic-attributes --region us-east-1 --topic-arn arn:aws:sns:us-east-1:111122223333:secretwatch-db --attribute-name Policy --attribute-value ` +
			`'{"Statement":[{"Action":"SNS:Publish","Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny","Principal":"*","Resource":"*","Sid":"TLS"},` +
			`{"Action":"SNS:Publish","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"},"StringEquals":{"aws:SourceAccount":"111122223333"}},` +
			`"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Resource":"arn:aws:sns:us-east-1:111122223333:secretwatch-db","Sid":"AllowCloudWatchAlarms"}],"Version":"2012-10-17"}'`}},
		{"topic-aws-managed-key", func(s *monitor.Snapshot) { s.Topic.Value.KeyID = "alias/aws/sns" }, []string{
			`aws sns set-topic-attributes --region us-east-1 --topic-arn arn:aws:sns:us-east-1:111122223333:secretwatch-db --attribute-name KmsMasterKeyId --attribute-value ''`,
		}},
	} {
		v := verdictOf(tt.do)
		if v.Code != tt.name || v.Remedy == nil {
			t.Errorf("%s: verdict %s", tt.name, v.Code)
			continue
		}
		if got, want := strings.Join(v.Remedy.Commands, "\n"), strings.Join(tt.want, "\n"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, want)
		}
	}
}

func TestCommandsNameEndpointAndProfile(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(s *monitor.Snapshot)
		want string
	}{
		{
			"trail-not-logging", func(s *monitor.Snapshot) { s.Status.Value.Logging = false },
			"aws cloudtrail start-logging --region us-east-1 --endpoint-url http://127.0.0.1:4566 --profile 'my team' --name secretwatch-db",
		},
		{
			"no-trail", func(s *monitor.Snapshot) {
				*s = monitor.Snapshot{Place: s.Place, Names: s.Names, At: s.At, Secret: s.Secret}
			},
			"secretwatch setup --secret db --endpoint-url http://127.0.0.1:4566 --profile 'my team'",
		},
		{
			"role-permissions-missing", func(s *monitor.Snapshot) { s.Role.Value.Policies = nil },
			"aws iam put-role-policy --endpoint-url http://127.0.0.1:4566 --profile 'my team' --role-name secretwatch-db-us-east-1",
		},
	} {
		s := healthyOf("db", monitor.DefaultRule())
		tt.do(&s)
		v := doctor.Check(s, doctor.Options{Endpoint: "http://127.0.0.1:4566", Profile: "my team"}).Verdict
		if v.Code != tt.name || v.Remedy == nil || !strings.HasPrefix(v.Remedy.Commands[0], tt.want) {
			t.Errorf("%s: %s with %+v", tt.name, v.Code, v.Remedy)
		}
	}
}

// On a fast sandbox a mail takes seconds.
func TestTooSoonAtTheFastPace(t *testing.T) {
	for _, tt := range []struct {
		age  time.Duration
		code string
		says string
	}{
		{2 * time.Second, "too-soon", "the newest read was at 13:59:58 UTC, and a mail usually takes 3 s here: it is too soon to judge"},
		{20 * time.Second, "too-soon", "the newest read was at 13:59:40 UTC, and its mail is late, but too soon to call it lost"},
		{3 * time.Minute, "metric-no-datapoint", "the read 3 min ago left no trace in the alarm"},
	} {
		s := healthy()
		made := now.Add(-time.Hour)
		s.Filter.Value.Created, s.Alarm.Value.Updated = made, made
		read(&s, now.Add(-tt.age))
		s.Status.Value.LogsDelivered = now.Add(-tt.age) // nothing newer has come
		v := doctor.Check(s, doctor.Options{Fast: true}).Verdict
		if v.Code != tt.code || !strings.HasPrefix(v.Summary, tt.says) || strings.Contains(v.Remedy.Summary, "min") {
			t.Errorf("%s after the read: %s, %s; %s", tt.age, v.Code, v.Summary, v.Remedy.Summary)
		}
	}
}

// A read that finds the alarm in ALARM is told what a person needs first.
func TestStillInAlarm(t *testing.T) {
	second := func(failed string) doctor.Finding {
		s := healthyOf("db", monitor.DefaultRule())
		turned(&s, now.Add(-3*time.Minute), "OK", "ALARM")
		acted(&s, now.Add(-3*time.Minute), failed)
		read(&s, now.Add(-time.Minute))
		r := doctor.Check(s, doctor.Options{})
		for _, f := range r.Findings {
			if f.Code == doctor.CodeAlreadyInAlarm {
				return f
			}
		}
		t.Fatalf("not found: %+v", r.Verdict)
		return doctor.Finding{}
	}
	f := second("")
	if want := "no second mail: alarm secretwatch-db was still in ALARM since 13:57:00 UTC; "; !strings.HasPrefix(f.Summary, want) || f.Status != doctor.Warning {
		t.Errorf("%s: %s", f.Status, f.Summary)
	}
	if value(f, doctor.EvidenceCovered) != "handed to SNS 2026-11-22T13:57:00Z (3 min ago)" {
		t.Errorf("evidence %+v", f.Evidence)
	}
	if f := second("Internal error"); value(f, doctor.EvidenceCovered) != "" {
		t.Errorf("a mail that failed covers the read: %+v", f.Evidence)
	}
}

func TestAverageShowsItsArithmetic(t *testing.T) {
	average := func(s *monitor.Snapshot) { s.Alarm.Value.Rule.Statistic = "Average" }
	for _, tt := range []struct {
		name       string
		do         func(s *monitor.Snapshot)
		arithmetic string
	}{
		{"nothing known", func(*monitor.Snapshot) {}, "1 / 5 = 0.2; 0.2 >= 1 is false"},
		{"the reason tells", func(s *monitor.Snapshot) {
			s.Alarm.Value.Reason = foreign.New("Threshold Crossed: 1 out of the last 1 datapoints [0.05 (22/11/26 13:40:00)] was not greater than or equal to the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).")
		}, "1 / 20 = 0.05; 0.05 >= 1 is false"},
		{"the history tells", func(s *monitor.Snapshot) {
			past(s, now.Add(-time.Minute), "StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK",
				`{"oldState":{"stateValue":"INSUFFICIENT_DATA"},"newState":{"stateValue":"OK","stateReasonData":{"version":"1.0","evaluatedDatapoints":[{"timestamp":"2026-11-22T13:58:00.000+0000","sampleCount":41.0,"value":0.024390243902439025}]}}}`)
		}, "1 / 41 = 0.0244; 0.0244 >= 1 is false"},
	} {
		v := verdictOf(func(s *monitor.Snapshot) { average(s); tt.do(s) })
		if v.Code != "alarm-average" || value(v, "arithmetic") != tt.arithmetic {
			t.Errorf("%s: %s, %q", tt.name, v.Code, value(v, "arithmetic"))
		}
	}
}

// AWS has said the same in several ways over the years.
func TestRefusalsInAllWordings(t *testing.T) {
	const topic = "arn:aws:sns:us-east-1:111122223333:secretwatch-db"
	for text, want := range map[string]string{
		"CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:" + topic:                                                                                                                "topic-policy-denies",
		"Resource: arn:aws:cloudwatch:us-east-1:111122223333:alarm:x is not authorized to perform: SNS:Publish on resource: " + topic:                                                                     "topic-policy-denies",
		"Resource: arn:aws:cloudwatch:us-east-1:111122223333:alarm:x is not authorized to perform: SNS:Publish on resource: " + topic + " because no resource-based policy allows the SNS:Publish action": "topic-policy-denies",
		"CloudWatch Alarms does not have authorization to access the SNS topic encryption key.":                                                                                                           "topic-key-denies",
		"null (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: 1; Proxy: null)":                                                                                         "topic-key-denies",
		"something new": "alarm-action-failed",
	} {
		if v := verdictOf(func(s *monitor.Snapshot) { acted(s, now.Add(-time.Minute), text) }); v.Code != want {
			t.Errorf("%s: verdict %s, want %s", text, v.Code, want)
		}
	}
	// Where the data cannot be read, the summary has to do.
	v := verdictOf(func(s *monitor.Snapshot) {
		past(s, now.Add(-time.Minute), "Action", `Failed to execute action `+topic+`. Received error: "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:`+topic+`"`, "")
	})
	if v.Code != "topic-policy-denies" || !strings.HasPrefix(value(v, "error"), "CloudWatch Alarms is not authorized") {
		t.Errorf("from the summary alone: %s, %q", v.Code, value(v, "error"))
	}
}

func TestTimesAreToldByAWSsClock(t *testing.T) {
	r := doctor.Check(healthy(), doctor.Options{})
	for _, f := range r.Findings {
		if f.Code == "delivery" {
			if !strings.HasSuffix(f.Summary, " at 13:59:48 UTC") || value(f, "newest delivery") != "2026-11-22T13:59:48Z (12 s ago)" {
				t.Errorf("%s; %s", f.Summary, value(f, "newest delivery"))
			}
			return
		}
	}
	t.Error("no finding about the delivery")
}
