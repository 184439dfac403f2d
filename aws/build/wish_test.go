package build_test

import (
	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

var here = monitor.Place{Account: "111122223333", Region: "eu-west-1", Partition: "aws"}

func wish() monitor.Desired { return monitor.DesiredFor("prod/db", "me@example.com", here) }

// applied is the snapshot of a monitor that is exactly as wished.
func applied(d monitor.Desired) monitor.Snapshot {
	tags, p := d.Tags(), d.Place
	secretTags := tags
	if d.SecretExists {
		secretTags = map[string]string{"team": "db"}
	}
	trail := monitor.Trail{
		Name: d.Trail, ARN: d.TrailARN(p), HomeRegion: d.Region, Bucket: d.Bucket, LogGroupARN: d.LogGroupARN(p) + ":*",
		RoleARN: d.RoleARN(p), MultiRegion: d.MultiRegion, GlobalEvents: true, Validation: true, Tags: tags,
	}
	value := d.DefaultValue
	filter := monitor.MetricFilter{
		Name: d.Filter, LogGroup: d.LogGroup, Pattern: foreign.New(d.FilterPattern()),
		Namespace: d.Namespace, Metric: d.Metric, Value: d.MetricValue, Default: &value,
	}
	alarm := monitor.Alarm{
		Name: d.Names.Alarm, ARN: d.AlarmARN(p), Namespace: d.Namespace, Metric: d.Metric, Rule: d.Alarm,
		ActionsEnabled: true, AlarmActions: []string{d.TopicARN(p)}, State: "OK", Tags: d.AlarmTags(),
	}
	secret := monitor.Secret{Name: foreign.New(d.Secret), ARN: p.ARN("secretsmanager", p.Region, "secret:"+d.Secret+"-AbCdEf"), Tags: secretTags}
	s := monitor.Snapshot{
		Place: p, Names: d.Names,
		Secret:    monitor.Found(secret),
		Trails:    monitor.Found([]monitor.Trail{trail}),
		Trail:     monitor.Found(trail),
		Status:    monitor.Found(monitor.TrailStatus{Logging: true}),
		Selectors: monitor.Found(monitor.Selectors{Basic: []monitor.BasicSelector{{ReadWriteType: d.ReadWriteType, Management: true}}}),
		Bucket: monitor.Found(monitor.Bucket{
			Name: d.Bucket, Policy: monitor.Found(iampolicy.BucketPolicy(d.Bucket, "", p.Account, d.TrailARN(p), "aws")),
			PublicBlocked: monitor.Found(true), Encryption: monitor.Found("AES256"), ExpireDays: monitor.Found(d.ExpireDays),
			Tags: monitor.Found(tags),
		}),
		LogGroup: monitor.Found(monitor.LogGroup{Name: d.LogGroup, ARN: d.LogGroupARN(p) + ":*", Class: "STANDARD", RetentionDays: d.RetentionDays, Tags: tags}),
		Role: monitor.Found(monitor.Role{
			Name: d.Role, ARN: d.RoleARN(p), Trust: iampolicy.RoleTrust(d.TrailARN(p)), Tags: tags,
			Policies: map[string]string{survey.RolePolicyName: iampolicy.RolePermissions(d.LogGroupARN(p), p.Account, p.Region)},
		}),
		Filters:     monitor.Found([]monitor.MetricFilter{filter}),
		Filter:      monitor.Found(filter),
		Topic:       monitor.Found(monitor.Topic{ARN: d.TopicARN(p), Policy: iampolicy.TopicPolicy(d.TopicARN(p), p.Account, d.AlarmARN(p)), Tags: tags}),
		Subscribers: monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New(d.Email), Pending: true}}),
		Alarms:      monitor.Found([]monitor.Alarm{alarm}),
		Alarm:       monitor.Found(alarm),
	}
	if d.EventBridge {
		s.Rule = monitor.Found(monitor.Rule{
			Name: d.Names.Rule, ARN: d.RuleARN(p), Region: d.Region, State: monitor.RuleStateAll, Tags: tags,
			Pattern: foreign.New(monitor.EventPattern(d.Secret, secret.ARN)),
			Targets: monitor.Found([]monitor.RuleTarget{{ID: monitor.RuleTargetID, ARN: d.RuleTopicARN(p)}}),
		})
		s.RuleTopic = monitor.Found(monitor.Topic{ARN: d.RuleTopicARN(p), Policy: iampolicy.RuleTopicPolicy(d.RuleTopicARN(p), p.Account), Tags: tags})
		s.RuleSubscribers = monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New(d.Email), Pending: true}})
	}
	return s
}

// denied is what a look without permission leaves.
func denied[T any](permission string) monitor.Seen[T] {
	return monitor.NotSeen[T](monitor.Unseen{Permission: permission, Reason: monitor.ReasonDenied})
}

func change(changes []monitor.Change, k monitor.Kind) monitor.Change {
	for _, c := range changes {
		if c.Kind == k {
			return c
		}
	}
	return monitor.Change{}
}
