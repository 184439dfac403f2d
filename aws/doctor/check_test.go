package doctor_test

import (
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

type fault struct {
	code   string
	hop    monitor.Hop
	status doctor.Status
	remedy doctor.RemedyKind
	do     func(s *monitor.Snapshot)
	email  string
	name   string // where one code has several ways to come about
}

const (
	refusedNew = "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo-66d0ed"
	keyRefused = "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
)

func faults() []fault {
	return append(append(append(trailFaults(), deliveryFaults()...), alarmFaults()...), topicFaults()...)
}

func trailFaults() []fault {
	basic := func(rw string, management bool) func(s *monitor.Snapshot) {
		return func(s *monitor.Snapshot) {
			s.Selectors = monitor.Found(monitor.Selectors{Basic: []monitor.BasicSelector{{ReadWriteType: rw, Management: management}}})
		}
	}
	advanced := func(fields ...monitor.FieldSelector) func(s *monitor.Snapshot) {
		return func(s *monitor.Snapshot) {
			s.Selectors = monitor.Found(monitor.Selectors{Advanced: []monitor.AdvancedSelector{{Name: foreign.New("mine"), Fields: fields}}})
		}
	}
	management := monitor.FieldSelector{Field: "eventCategory", Equals: []string{"Management"}}
	excluded := func(name string, do func(s *monitor.Snapshot)) fault {
		return fault{code: "trail-advanced-selectors-exclude", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: do, name: name}
	}
	return []fault{
		{code: "wrong-account-or-region", hop: "account", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			*s = monitor.Snapshot{Place: s.Place, Names: s.Names, At: s.At, Caller: s.Caller}
		}, name: "an empty account"},
		{code: "wrong-account-or-region", hop: "account", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			shadow := s.Trail
			*s = monitor.Snapshot{Place: s.Place, Names: s.Names, At: s.At, Trail: shadow}
			s.Region = "eu-west-1"
		}, name: "only the trail's shadow"},
		{code: "secret-missing", hop: "read", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Secret = monitor.Seen[monitor.Secret]{}
		}},
		{code: "secret-missing", hop: "read", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Secret.Value.DeleteAt = now.Add(24 * time.Hour)
		}, name: "scheduled for deletion"},
		{code: "no-trail", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: noTrail},
		{code: "no-trail", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			*s = monitor.Snapshot{Place: s.Place, Names: s.Names, At: s.At, Secret: s.Secret}
		}, name: "only a secret"},
		{code: "no-trail", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			other := monitor.Trail{Name: "org", ARN: "arn:aws:cloudtrail:us-east-1:111122223333:trail/org", HomeRegion: region, Bucket: "b"}
			*s = monitor.Snapshot{
				Place: s.Place, Names: s.Names, At: s.At, Secret: s.Secret,
				Trail: monitor.Found(other), Trails: monitor.Found([]monitor.Trail{other}),
			}
		}, name: "a secret and somebody's trail"},
		{code: "organization-trail", hop: "trail", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Trail.Value.Organization, s.Trail.Value.ARN = true, "arn:aws:cloudtrail:us-east-1:999988887777:trail/org"
			s.Role.Value.Trust = `{"Statement":{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}}`
			s.Bucket.Value.Policy = monitor.Found(`{"Statement":{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:*","Resource":"*"}}`)
		}},
		{code: "trail-single-region-elsewhere", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Trail.Value.MultiRegion, s.Trail.Value.HomeRegion = false, "eu-west-1"
			s.Role.Value.Policies = map[string]string{"any": `{"Statement":{"Effect":"Allow","Action":"logs:*","Resource":"*"}}`}
		}},
		{code: "trail-not-logging", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Status.Value.Logging, s.Status.Value.Stopped = false, now.Add(-time.Minute)
		}},
		{code: "trail-write-only", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: basic("WriteOnly", true)},
		{code: "trail-management-events-off", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: basic("All", false)},
		excluded("data events only", advanced(monitor.FieldSelector{Field: "eventCategory", Equals: []string{"Data"}})),
		excluded("writes only", advanced(management, monitor.FieldSelector{Field: "readOnly", Equals: []string{"false"}})),
		excluded("not Secrets Manager", advanced(management,
			monitor.FieldSelector{Field: "eventSource", NotEquals: []string{"secretsmanager.amazonaws.com"}})),
		excluded("other events", advanced(management, monitor.FieldSelector{Field: "eventName", StartsWith: []string{"Put"}})),
		excluded("one caller", advanced(management,
			monitor.FieldSelector{Field: "userIdentity.arn", Equals: []string{"arn:aws:iam::111122223333:user/x"}})),
		{code: "trail-without-log-group", hop: "trail", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Trail.Value.LogGroupARN, s.Trail.Value.RoleARN = "", ""
			s.Trails = monitor.Found([]monitor.Trail{*s.Trail.Value})
		}},
		{code: "wrong-trail", hop: "trail", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			other := *s.Trail.Value
			other.Name, other.ARN = "other", "arn:aws:cloudtrail:us-east-1:111122223333:trail/other"
			other.LogGroupARN = "arn:aws:logs:us-east-1:111122223333:log-group:elsewhere:*"
			s.Trail.Value.LogGroupARN, s.Trail.Value.RoleARN, s.Trail.Value.Tags = "", "", nil
			s.Trails = monitor.Found([]monitor.Trail{*s.Trail.Value, other})
		}},
		{code: "wrong-trail", hop: "trail", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			other := *s.Trail.Value
			s.Trail.Value.Name, s.Trail.Value.ARN = "plain", "arn:aws:cloudtrail:us-east-1:111122223333:trail/plain"
			s.Trail.Value.LogGroupARN, s.Trail.Value.RoleARN, s.Trail.Value.Tags = "", "", nil
			s.Trails = monitor.Found([]monitor.Trail{*s.Trail.Value, other})
			s.Role = monitor.Seen[monitor.Role]{}
		}, name: "beside the one that delivers to the monitor's group"},
		{code: "bucket-missing", hop: "trail", status: doctor.Warning, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Bucket, s.Status.Value.DeliveryError = monitor.Seen[monitor.Bucket]{}, foreign.New("NoSuchBucket")
		}},
		{code: "bucket-missing", hop: "trail", status: doctor.Warning, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Bucket.Value.OwnedByAnother = true
		}, name: "taken by another account"},
		{code: "bucket-policy-denies", hop: "trail", status: doctor.Warning, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Bucket.Value.Policy = monitor.Seen[string]{}
			s.Status.Value.DeliveryError = foreign.New("AccessDenied")
		}},
	}
}

func noTrail(s *monitor.Snapshot) {
	s.Trail, s.Trails = monitor.Seen[monitor.Trail]{}, monitor.Found([]monitor.Trail{})
	s.Status, s.Selectors = monitor.Seen[monitor.TrailStatus]{}, monitor.Seen[monitor.Selectors]{}
}

func noGroup(s *monitor.Snapshot) {
	s.LogGroup = monitor.Seen[monitor.LogGroup]{}
	s.Filter, s.Filters = monitor.Seen[monitor.MetricFilter]{}, monitor.Seen[[]monitor.MetricFilter]{}
	s.Status.Value.LogsError = foreign.New("Access denied. Verify in IAM that the role has adequate permissions.")
}

func deliveryFaults() []fault {
	broken := func(code string, name string, do func(s *monitor.Snapshot)) fault {
		return fault{code: code, hop: "delivery", status: doctor.Broken, remedy: doctor.Auto, do: do, name: name}
	}
	trust := func(document string) func(s *monitor.Snapshot) {
		return func(s *monitor.Snapshot) {
			s.Role.Value.Trust = document
			s.Status.Value.LogsError = foreign.New("Access denied. Verify in IAM that the role has adequate trust relationships.")
		}
	}
	rights := func(document string) func(s *monitor.Snapshot) {
		return func(s *monitor.Snapshot) { s.Role.Value.Policies = map[string]string{"x": document} }
	}
	return []fault{
		broken("role-missing", "", func(s *monitor.Snapshot) { s.Role = monitor.Seen[monitor.Role]{} }),
		broken("role-trust-missing", "", trust(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)),
		broken("role-trust-condition", "", trust(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},`+
			`"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/other"}}}]}`)),
		broken("role-permissions-missing", "only one of two", rights(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:CreateLogStream","Resource":"*"}]}`)),
		broken("role-permissions-missing", "none", func(s *monitor.Snapshot) { s.Role.Value.Policies = nil }),
		broken("role-permissions-missing", "denied", rights(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"logs:Put*","Resource":"*"}]}`)),
		broken("role-resource-mismatch", "another group", rights(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],`+
			`"Resource":"arn:aws:logs:us-east-1:111122223333:log-group:other:log-stream:111122223333_CloudTrail_us-east-1*"}]}`)),
		broken("role-resource-mismatch", "the first stream only", rights(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],`+
			`"Resource":"arn:aws:logs:us-east-1:111122223333:log-group:*:log-stream:111122223333_CloudTrail_us-east-1"}]}`)),
		broken("log-group-missing", "", noGroup),
		broken("log-group-class", "", func(s *monitor.Snapshot) { s.LogGroup.Value.Class = "INFREQUENT_ACCESS" }),
		{code: "delivery-stale", hop: "delivery", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			read(s, now.Add(-40*time.Minute))
			s.Status.Value.LogsDelivered = now.Add(-50 * time.Minute)
		}},
		{code: "role-permissions-missing", hop: "delivery", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Status.Value.LogsError = foreign.New("Access denied. Verify in IAM that the role has adequate permissions.")
		}, name: "just mended"},
	}
}
