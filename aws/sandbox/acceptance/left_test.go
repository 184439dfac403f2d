//go:build acceptance

package acceptance

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// left names what is still there of the chain, in the usual region.
func (s *stand) left(t *testing.T) []string {
	t.Helper()
	return s.leftIn(t, region)
}

func (s *stand) leftIn(t *testing.T, region string) []string {
	t.Helper()
	config, ctx := s.box.Config(region), t.Context()
	var names []string
	add := func(kind string, name *string) { names = append(names, kind+" "+aws.ToString(name)) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	secrets, err := secretsmanager.NewFromConfig(config).ListSecrets(ctx, &secretsmanager.ListSecretsInput{IncludePlannedDeletion: aws.Bool(true)})
	must(err)
	for _, one := range secrets.SecretList {
		add("secret", one.Name)
	}
	buckets, err := s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true }).ListBuckets(ctx, nil)
	must(err)
	for _, one := range buckets.Buckets {
		add("bucket", one.Name)
	}
	trails, err := cloudtrail.NewFromConfig(config).DescribeTrails(ctx, nil)
	must(err)
	for _, one := range trails.TrailList {
		add("trail", one.Name)
	}
	groups, err := cloudwatchlogs.NewFromConfig(config).DescribeLogGroups(ctx, nil)
	must(err)
	for _, one := range groups.LogGroups {
		add("log group", one.LogGroupName)
	}
	roles, err := iam.NewFromConfig(config).ListRoles(ctx, nil)
	must(err)
	for _, one := range roles.Roles {
		if !strings.HasPrefix(aws.ToString(one.Path), "/aws-service-role/") {
			add("role", one.RoleName)
		}
	}
	alarms, err := cloudwatch.NewFromConfig(config).DescribeAlarms(ctx, nil)
	must(err)
	for _, one := range alarms.MetricAlarms {
		add("alarm", one.AlarmName)
	}
	topics := sns.NewFromConfig(config)
	listed, err := topics.ListTopics(ctx, nil)
	must(err)
	for _, one := range listed.Topics {
		add("topic", one.TopicArn)
	}
	keys, err := kms.NewFromConfig(config).ListAliases(ctx, nil)
	must(err)
	for _, one := range keys.Aliases {
		if !strings.HasPrefix(aws.ToString(one.AliasName), "alias/aws/") {
			add("key alias", one.AliasName)
		}
	}
	rules, err := eventbridge.NewFromConfig(config).ListRules(ctx, nil)
	must(err)
	for _, one := range rules.Rules {
		add("rule", one.Name)
	}
	subscriptions, err := topics.ListSubscriptions(ctx, nil)
	must(err)
	for _, one := range subscriptions.Subscriptions {
		add("subscription", one.Endpoint)
	}
	return names
}
