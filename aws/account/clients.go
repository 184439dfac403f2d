package account

import (
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/schemas"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"golang.org/x/time/rate"

	"secretwatch/aws/logpage"
)

// connect makes the clients. An endpoint given by flag outranks what the
// environment or a profile sets for a single service.
func (a *Account) connect(cfg aws.Config, endpoint string) {
	a.cfg, a.set = cfg, endpoint
	var base *string
	if endpoint != "" {
		base = aws.String(endpoint)
		cfg.BaseEndpoint = base
	}
	set := func(to **string) {
		if base != nil {
			*to = base
		}
	}
	w := &watched{account: a, limits: newLimits(), hurry: rate.NewLimiter(furtherPages, 1)}
	cfg.APIOptions = append(cfg.APIOptions[:len(cfg.APIOptions):len(cfg.APIOptions)], w.add)
	a.STS = sts.NewFromConfig(cfg, func(o *sts.Options) { set(&o.BaseEndpoint) })
	a.Secrets = secretsmanager.NewFromConfig(cfg, func(o *secretsmanager.Options) { set(&o.BaseEndpoint) })
	a.CloudTrail = cloudtrail.NewFromConfig(cfg, func(o *cloudtrail.Options) { set(&o.BaseEndpoint) })
	a.Logs = cloudwatchlogs.NewFromConfig(cfg, func(o *cloudwatchlogs.Options) {
		set(&o.BaseEndpoint)
		o.Protocol = logpage.Protocol(o.Protocol)
	})
	a.CloudWatch = cloudwatch.NewFromConfig(cfg, func(o *cloudwatch.Options) {
		set(&o.BaseEndpoint)
		// The default is RPC v2 CBOR, which emulators of AWS rarely speak;
		// AWS itself speaks both.
		o.Protocol = awsjson.New10(schemas.GraniteServiceVersion20100801)
	})
	a.SNS = sns.NewFromConfig(cfg, func(o *sns.Options) { set(&o.BaseEndpoint) })
	a.IAM = iam.NewFromConfig(cfg, func(o *iam.Options) { set(&o.BaseEndpoint) })
	a.KMS = kms.NewFromConfig(cfg, func(o *kms.Options) { set(&o.BaseEndpoint) })
	a.Events = eventbridge.NewFromConfig(cfg, func(o *eventbridge.Options) { set(&o.BaseEndpoint) })
	a.S3 = s3.NewFromConfig(cfg, func(o *s3.Options) {
		set(&o.BaseEndpoint)
		// A custom endpoint has no host name for every bucket.
		o.UsePathStyle = o.UsePathStyle || o.BaseEndpoint != nil
	})
	a.Endpoint = a.configuredEndpoint()
}

// In is the same identity in another region. Its calls stand in the same log;
// its limits are its own, as AWS's quotas are by region.
func (a *Account) In(region string) *Account {
	if region == a.Region {
		return a
	}
	away := *a
	away.Region = region
	cfg := a.cfg
	cfg.Region = region
	away.connect(cfg, a.set)
	return &away
}

// configuredEndpoint is the first endpoint that is not AWS, however it was
// configured: even a single service elsewhere deserves the banner.
func (a *Account) configuredEndpoint() string {
	for _, e := range []*string{
		a.Secrets.Options().BaseEndpoint, a.CloudTrail.Options().BaseEndpoint, a.Logs.Options().BaseEndpoint,
		a.CloudWatch.Options().BaseEndpoint, a.SNS.Options().BaseEndpoint, a.IAM.Options().BaseEndpoint,
		a.S3.Options().BaseEndpoint, a.KMS.Options().BaseEndpoint, a.Events.Options().BaseEndpoint, a.STS.Options().BaseEndpoint,
	} {
		if aws.ToString(e) != "" {
			return *e
		}
	}
	return ""
}

// profileName is the profile that the SDK takes, "" for the default one.
func profileName(o Options) string {
	if o.Config != nil || o.Profile != "" {
		return o.Profile
	}
	for _, name := range []string{"AWS_PROFILE", "AWS_DEFAULT_PROFILE"} {
		if p := os.Getenv(name); p != "" {
			return p
		}
	}
	return ""
}
