package buckets

import (
	"strings"
	"time"

	"secretwatch/aws/iampolicy"
)

// PutByService is a service's own delivery, such as CloudTrail's log files: the
// bucket's policy decides, with bucket-owner-full-control as the ACL. The error
// is a *wire.Error, NoSuchBucket or AccessDenied.
func (s *State) PutByService(bucket, key string, body []byte, service, sourceARN, account string, at time.Time) error {
	b, err := s.forService(bucket)
	if err != nil {
		return err
	}
	if !b.allows(service, "s3:PutObject", "/"+key, sourceARN, account) {
		return accessDenied()
	}
	if !s.evict(b, len(body)) {
		return full()
	}
	header := map[string]string{"Content-Type": "application/json", "Content-Encoding": "gzip"}
	b.encrypt(header, nil)
	s.store(b, key, body, header, at)
	return nil
}

// CheckService is what a service tries before it takes a bucket as its
// destination: to read the bucket's ACL, and to write where it will write. The
// error is a *wire.Error, NoSuchBucket or AccessDenied.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (s *State) CheckService(bucket, prefix, account, service, sourceARN string) error {
	b, err := s.forService(bucket)
	if err != nil {
		return err
	}
	folder := "/AWSLogs/" + account + "/CloudTrail/"
	if prefix != "" {
		folder = "/" + strings.TrimSuffix(prefix, "/") + folder
	}
	if !b.allows(service, "s3:GetBucketAcl", "", sourceARN, account) || !b.allows(service, "s3:PutObject", folder+"probe", sourceARN, account) {
		return accessDenied()
	}
	return nil
}

// forService: what another account owns looks like what is denied, and a
// service does not pay for requests.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (s *State) forService(name string) (*bucket, error) {
	b := s.buckets[name]
	switch {
	case b == nil && taken[name]:
		return nil, accessDenied()
	case b == nil:
		return nil, noSuchBucket()
	case b.setting("requestPayment", "Payer") == "Requester":
		return nil, accessDenied()
	}
	return b, nil
}

func (b *bucket) allows(service, action, path, sourceARN, account string) bool {
	return b.parsed.Decide(iampolicy.Request{
		Principal: iampolicy.Principal{Service: service},
		Action:    action,
		Resource:  "arn:aws:s3:::" + b.name + path,
		Context: map[string]string{
			"aws:SourceArn":       sourceARN,
			"aws:SourceAccount":   account,
			"aws:SecureTransport": "true",
			"s3:x-amz-acl":        "bucket-owner-full-control",
		},
	}).Allowed()
}

// Policy is the policy of the bucket that an ARN is of or within; the zero
// Policy, which decides nothing, where there is none.
func (s *State) Policy(arn string) iampolicy.Policy {
	name, _, _ := strings.Cut(strings.TrimPrefix(arn, "arn:aws:s3:::"), "/")
	if b := s.buckets[name]; b != nil {
		return b.parsed
	}
	return iampolicy.Policy{}
}

// Exists reports whether the account has a bucket of this name.
func (s *State) Exists(name string) bool { return s.buckets[name] != nil }
