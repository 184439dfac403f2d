package doctor_test

import (
	"strings"
	"testing"

	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// A call that replaces a whole keeps what else stood in it.
func TestRemediesKeepTheRest(t *testing.T) {
	s3Data := []monitor.DataResource{{Type: "AWS::S3::Object", Values: []string{"arn:aws:s3"}}}
	for _, tt := range []struct {
		name   string
		do     func(s *monitor.Snapshot)
		option string
		want   string // the option's value
	}{
		{
			"trail-management-events-off", func(s *monitor.Snapshot) {
				s.Selectors.Value.Basic = []monitor.BasicSelector{{ReadWriteType: "WriteOnly", Data: s3Data}}
			},
			"--event-selectors",
			`[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":false,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}]},{"ReadWriteType":"All","IncludeManagementEvents":true}]`,
		},
		{
			"trail-write-only", func(s *monitor.Snapshot) {
				s.Selectors.Value.Basic = []monitor.BasicSelector{
					{ReadWriteType: "All", Data: s3Data},
					{ReadWriteType: "WriteOnly", Management: true, Excluded: []string{"kms.amazonaws.com"}},
				}
			},
			"--event-selectors",
			`[{"ReadWriteType":"All","IncludeManagementEvents":false,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}]},{"ReadWriteType":"All","IncludeManagementEvents":true,"ExcludeManagementEventSources":["kms.amazonaws.com"]}]`,
		},
		{
			"topic-policy-denies", func(s *monitor.Snapshot) {
				s.Topic.Value.Policy = `{"Version":"2012-10-17","Id":"mine","Statement":[` +
					`{"Sid":"no","Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"*"},` +
					`{"Sid":"partner","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"SNS:Subscribe","Resource":"*"}]}`
			},
			"--attribute-value",
			`{"Id":"mine","Statement":[{"Action":"SNS:Subscribe","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Resource":"*","Sid":"partner"},` +
				`{"Action":"SNS:Publish","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"},"StringEquals":{"aws:SourceAccount":"111122223333"}},` +
				`"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Resource":"arn:aws:sns:us-east-1:111122223333:secretwatch-db","Sid":"AllowCloudWatchAlarms"}],"Version":"2012-10-17"}`,
		},
		{
			"role-trust-missing", func(s *monitor.Snapshot) {
				s.Role.Value.Trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
			},
			"--policy-document",
			`{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"}},` +
				`{"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333","aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db"}},` +
				`"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"}}],"Version":"2012-10-17"}`,
		},
	} {
		v := verdictOf(tt.do)
		if v.Code != tt.name || v.Remedy == nil || len(v.Remedy.Lines) != 1 {
			t.Errorf("%s: verdict %s, %+v", tt.name, v.Code, v.Remedy)
			continue
		}
		c, err := command.Parse(v.Remedy.Lines[0])
		if got := c.Value(tt.option); err != nil || got != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s", tt.name, err, got, tt.want)
		}
	}
}

// encrypted gives the topic a customer's key in this state.
func encrypted(s *monitor.Snapshot, state, policy string) {
	const arn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	s.Topic.Value.KeyID = "alias/mine"
	key := monitor.Key{ID: "alias/mine", ARN: arn, State: state}
	if policy != "" {
		key.Policy = monitor.Found(policy)
	}
	s.Key = monitor.Found(key)
	acted(s, now.Add(-1), "CloudWatch Alarms does not have authorization to access the SNS topic encryption key.")
}

func TestKeyRemedies(t *testing.T) {
	const (
		account = `{"Sid":"account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}`
		alarms  = `{"Sid":"AllowCloudWatchAlarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}`
		begin   = `{"Version":"2012-10-17","Statement":[`
		on      = " --region us-east-1 --key-id arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
		put     = "aws kms put-key-policy" + on + ` --policy-name default --policy '{"Statement":[{"Action":"kms:*","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Resource":"*","Sid":"account"},` +
			`{"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Resource":"*","Sid":"AllowCloudWatchAlarms"}],"Version":"2012-10-17"}'`
	)
	for _, tt := range []struct {
		name, state, policy string
		want                []string
	}{
		{"closed to CloudWatch", "Enabled", begin + account + "]}", []string{put}},
		{"denied to CloudWatch", "Enabled", begin + account + "," + alarms + `,{"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]}`, []string{put}},
		{"switched off", "Disabled", begin + account + "," + alarms + "]}", []string{"aws kms enable-key" + on}},
		{"to be deleted", "PendingDeletion", begin + account + "]}", []string{"aws kms cancel-key-deletion" + on, "aws kms enable-key" + on, put}},
	} {
		v := verdictOf(func(s *monitor.Snapshot) { encrypted(s, tt.state, tt.policy) })
		if !strings.HasPrefix(v.Code, "topic-key-") || v.Remedy == nil {
			t.Errorf("%s: verdict %s, %+v", tt.name, v.Code, v.Remedy)
			continue
		}
		if got, want := strings.Join(v.Remedy.Lines, "\n"), strings.Join(tt.want, "\n"); got != want {
			t.Errorf("%s: %s\n got %s\nwant %s", tt.name, v.Code, got, want)
		}
	}
}

// heads are the commands without what follows the first two options.
func heads(r *doctor.Remedy) []string {
	var list []string
	for _, line := range r.Lines {
		c, err := command.Parse(line)
		if err != nil {
			list = append(list, err.Error())
			continue
		}
		if len(c.Options) > 2 {
			c.Options = c.Options[:2]
		}
		list = append(list, c.String())
	}
	return list
}

func TestRemediesOfSeveralCommands(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(s *monitor.Snapshot)
		want []string
	}{
		{"log-group-class", func(s *monitor.Snapshot) { s.LogGroup.Value.Class = "INFREQUENT_ACCESS" }, []string{
			"aws logs create-log-group --region us-east-1 --log-group-name /secretwatch/db-standard",
			"aws logs put-retention-policy --region us-east-1 --log-group-name /secretwatch/db-standard",
			"aws iam put-role-policy --role-name secretwatch-db-us-east-1 --policy-name secretwatch-delivery",
			"aws cloudtrail update-trail --region us-east-1 --name secretwatch-db",
			"aws logs put-metric-filter --region us-east-1 --log-group-name /secretwatch/db-standard",
			"aws cloudwatch tag-resource --region us-east-1 --resource-arn arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db",
		}},
		{"trail-without-log-group", func(s *monitor.Snapshot) {
			s.Trail.Value.LogGroupARN, s.Trail.Value.RoleARN = "", ""
			s.Role.Value.Policies = nil // CloudTrail would try it out and refuse
		}, []string{
			"aws iam put-role-policy --role-name secretwatch-db-us-east-1 --policy-name secretwatch-delivery",
			"aws cloudtrail update-trail --region us-east-1 --name secretwatch-db",
		}},
		{"alarm-other-region", func(s *monitor.Snapshot) {
			t := s.Trail.Value
			t.HomeRegion, t.ARN = "eu-west-1", "arn:aws:cloudtrail:eu-west-1:111122223333:trail/secretwatch-db"
			t.LogGroupARN = "arn:aws:logs:eu-west-1:111122223333:log-group:/secretwatch/db:*"
			s.Filter, s.LogGroup = monitor.Seen[monitor.MetricFilter]{}, monitor.Seen[monitor.LogGroup]{}
			s.Role.Value.Trust = strings.ReplaceAll(s.Role.Value.Trust, "us-east-1", "eu-west-1")
			for name, p := range s.Role.Value.Policies {
				s.Role.Value.Policies[name] = strings.ReplaceAll(p, "us-east-1", "eu-west-1")
			}
			s.Bucket.Value.Policy = monitor.Found(strings.ReplaceAll(*s.Bucket.Value.Policy.Value, "us-east-1:", "eu-west-1:"))
		}, []string{
			"aws logs put-metric-filter --region eu-west-1 --log-group-name /secretwatch/db",
			"aws sns create-topic --region eu-west-1 --name secretwatch-db",
			"aws sns subscribe --region eu-west-1 --topic-arn arn:aws:sns:eu-west-1:111122223333:secretwatch-db",
			"aws cloudwatch put-metric-alarm --region eu-west-1 --alarm-name secretwatch-db",
			"secretwatch doctor --secret db --region eu-west-1",
		}},
	} {
		v := verdictOf(tt.do)
		if v.Code != tt.name || v.Remedy == nil {
			t.Errorf("%s: verdict %s: %s", tt.name, v.Code, v.Summary)
			continue
		}
		if got, want := strings.Join(heads(v.Remedy), "\n"), strings.Join(tt.want, "\n"); got != want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, got, want)
		}
	}
}

// Names are other people's: in a command they stay one word.
func TestRemediesOfOddNames(t *testing.T) {
	const odd = "It's; rm -rf $HOME `x` --name=y"
	v := verdictOf(func(s *monitor.Snapshot) {
		s.Alarm.Value.Name, s.Alarm.Value.ActionsEnabled = odd, false
		s.Alarm.Value.Description = foreign.New("two\nlines")
	})
	if v.Code != "alarm-actions-disabled" || v.Remedy == nil {
		t.Fatalf("verdict %s", v.Code)
	}
	c, err := command.Parse(v.Remedy.Lines[0])
	if got := c.Values("--alarm-names"); err != nil || len(got) != 1 || got[0] != odd {
		t.Errorf("%s: %v, %q", v.Remedy.Lines[0], err, got)
	}
}

func TestOnly(t *testing.T) {
	s := healthyOf("db", monitor.DefaultRule())
	s.Alarm.Value.Rule.Statistic, s.Alarm.Value.Rule.TreatMissingData = "Average", "missing"
	s.Subscribers = monitor.Found([]monitor.Subscription{})
	r := doctor.Check(s, doctor.Options{})
	for hop, want := range map[monitor.Hop]string{
		monitor.HopAlarm:        "alarm-average broken 1",
		monitor.HopSubscription: "no-subscription broken 1",
		monitor.HopTrail:        "healthy ok 0",
		monitor.HopMail:         "mail unknown 1", // it was not judged
	} {
		only := r.Only(hop)
		v := only.Verdict
		if got := v.Code + " " + string(v.Status) + " " + string(rune('0'+only.ExitCode())); got != want {
			t.Errorf("%s: %s, want %s", hop, got, want)
		}
		for _, f := range only.Findings {
			if f.Hop != hop {
				t.Errorf("%s: %s is at %s", hop, f.Code, f.Hop)
			}
		}
		if len(only.Findings) == 0 {
			t.Errorf("%s: no finding", hop)
		}
	}
}
