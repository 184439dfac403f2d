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
}

// Slug makes a short name out of a secret's: lower-case letters, digits and
// hyphens, at most 24 characters. Secrets whose names differ only in what a
// slug cannot hold still get different slugs, by a hash of the name.
func Slug(secret string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(secret) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
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
	sum := sha256.Sum256([]byte(secret))
	if len(slug) > 17 {
		slug = strings.TrimRight(slug[:17], "-")
	}
	return strings.TrimLeft(slug+"-"+hex.EncodeToString(sum[:3]), "-")
}

// NamesFor gives the usual names for a monitor of this secret. The role's name
// holds the region because IAM is global, the bucket's also the account
// because bucket names are shared with everyone.
func NamesFor(secret string, p Place) Names {
	slug := Slug(secret)
	return Names{
		Monitor:   slug,
		Secret:    secret,
		Bucket:    strings.ToLower(fmt.Sprintf("secretwatch-%s-%s-%s", slug, p.Account, p.Region)),
		Trail:     "secretwatch-" + slug,
		LogGroup:  "/secretwatch/" + slug,
		Role:      fmt.Sprintf("secretwatch-%s-%s", slug, p.Region),
		Filter:    "secretwatch-" + slug,
		Namespace: "SecretWatch",
		Metric:    slug + "-reads",
		Topic:     "secretwatch-" + slug,
		Alarm:     "secretwatch-" + slug,
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
	default:
		return nil
	}
}

// ARNs of this place for the parts that have one by name alone. A secret's ARN
// ends in six characters that only Secrets Manager knows, so it is not here.
func (n Names) BucketARN(p Place) string   { return p.ARN("s3", "", n.Bucket) }
func (n Names) TrailARN(p Place) string    { return p.ARN("cloudtrail", p.Region, "trail/"+n.Trail) }
func (n Names) LogGroupARN(p Place) string { return p.ARN("logs", p.Region, "log-group:"+n.LogGroup) }
func (n Names) RoleARN(p Place) string     { return p.ARN("iam", "", "role/"+n.Role) }
func (n Names) TopicARN(p Place) string    { return p.ARN("sns", p.Region, n.Topic) }
func (n Names) AlarmARN(p Place) string    { return p.ARN("cloudwatch", p.Region, "alarm:"+n.Alarm) }
