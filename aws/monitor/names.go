package monitor

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// Place is where a monitor lives.
type Place struct {
	Account   string // 12 digits
	Region    string // such as us-east-1
	Partition string // aws, aws-cn or aws-us-gov
}

// ARN builds an ARN of this place. Services without a region pass region "".
func (p Place) ARN(service, region, resource string) string {
	partition := p.Partition
	if partition == "" {
		partition = "aws"
	}
	account := p.Account
	if service == "s3" {
		account = ""
	}
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", partition, service, region, account, resource)
}

// Names are the names of all parts of one monitor.
type Names struct {
	Monitor   string
	Secret    string
	Bucket    string
	Trail     string
	LogGroup  string
	Role      string
	Filter    string
	Namespace string
	Metric    string
	Topic     string
	Alarm     string
	Rule      string // of the second way to be told, where the monitor has it
	RuleTopic string
}

// Slug makes a short name out of a secret's: letters, digits and hyphens, at
// most 24 characters. Secrets whose names differ only in what a slug cannot
// hold still get different slugs, by a hash of the name.
func Slug(secret string) string {
	var b strings.Builder
	for _, r := range secret {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
				b.WriteByte('-')
			}
		}
	}
	slug := strings.Trim(b.String(), "-")
	if slug == secret && len(slug) <= 24 {
		return slug
	}
	if len(slug) > 17 {
		slug = strings.TrimRight(slug[:17], "-")
	}
	return strings.TrimLeft(slug+"-"+mark(secret), "-")
}

// mark tells apart names that look the same once they are shortened.
func mark(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:3])
}

// maxBucket is how long a bucket's name may be, in characters.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const maxBucket = 63

// bucketName is made of small letters and shared with everyone who uses S3, so
// it holds the account and the region.
func bucketName(secret string, p Place) string {
	const head = "secretwatch-"
	tail := "-" + p.Account + "-" + p.Region
	slug := Slug(secret)
	low := strings.ToLower(slug)
	room := maxBucket - len(head) - len(tail)
	marked := strings.HasSuffix(slug, "-"+mark(secret))
	if (low != slug && !marked) || len(low) > room {
		low = strings.TrimSuffix(low, "-"+mark(secret))
		low = strings.TrimRight(low[:min(len(low), room-7)], "-") + "-" + mark(secret)
	}
	return head + strings.TrimLeft(low, "-") + tail
}

// LogGroupPrefix is how the names of the log groups begin that setup makes.
const LogGroupPrefix = "/secretwatch/"

// NamesFor gives the usual names for a monitor of this secret. The role's name
// holds the region because IAM is global, the bucket's also the account
// because bucket names are shared with everyone.
func NamesFor(secret string, p Place) Names {
	slug := Slug(secret)
	return Names{
		Monitor:   slug,
		Secret:    secret,
		Bucket:    bucketName(secret, p),
		Trail:     "secretwatch-" + slug,
		LogGroup:  LogGroupPrefix + slug,
		Role:      fmt.Sprintf("secretwatch-%s-%s", slug, p.Region),
		Filter:    "secretwatch-" + slug,
		Namespace: "SecretWatch",
		Metric:    slug + "-reads",
		Topic:     "secretwatch-" + slug,
		Alarm:     "secretwatch-" + slug,
		Rule:      ownPrefix + slug + readsEnd,
		RuleTopic: ownPrefix + slug + readsEnd,
	}
}

// Of gives the name of one kind of resource; the subscription has none.
func (n Names) Of(k Kind) string {
	if p := n.field(k); p != nil {
		return *p
	}
	return ""
}

// With returns the names with one of them replaced; an empty name keeps what
// is there.
func (n Names) With(k Kind, name string) Names {
	if p := n.field(k); p != nil && name != "" {
		*p = name
	}
	return n
}

func (n *Names) field(k Kind) *string {
	switch k {
	case KindSecret:
		return &n.Secret
	case KindBucket:
		return &n.Bucket
	case KindTrail:
		return &n.Trail
	case KindLogGroup:
		return &n.LogGroup
	case KindRole:
		return &n.Role
	case KindMetricFilter:
		return &n.Filter
	case KindTopic:
		return &n.Topic
	case KindAlarm:
		return &n.Alarm
	case KindRule:
		return &n.Rule
	case KindRuleTopic:
		return &n.RuleTopic
	default:
		return nil
	}
}

// A secret's ARN ends in six characters that only Secrets Manager knows; the
// other parts have one by name alone.

// BucketARN is the bucket's ARN.
func (n Names) BucketARN(p Place) string { return p.ARN("s3", "", n.Bucket) }

// TrailARN is the trail's ARN in its home region.
func (n Names) TrailARN(p Place) string { return p.ARN("cloudtrail", p.Region, "trail/"+n.Trail) }

// LogGroupARN is the log group's ARN without the trailing :*.
func (n Names) LogGroupARN(p Place) string { return p.ARN("logs", p.Region, "log-group:"+n.LogGroup) }

// RoleARN is the ARN of the role for log delivery.
func (n Names) RoleARN(p Place) string { return p.ARN("iam", "", "role/"+n.Role) }

// TopicARN is the topic's ARN.
func (n Names) TopicARN(p Place) string { return p.ARN("sns", p.Region, n.Topic) }

// AlarmARN is the alarm's ARN.
func (n Names) AlarmARN(p Place) string { return p.ARN("cloudwatch", p.Region, "alarm:"+n.Alarm) }
