package doctor

import (
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// notSettled is what has to be said of every fault of the bucket: the log group
// has a status of its own, and nobody documents that the one stops the other.
const notSettled = "it is not verified whether this stops the mail"

// trailBucket asks whether CloudTrail can write its files.
func (j *judge) trailBucket(t monitor.Trail) {
	s := j.s
	if unseen(j, monitor.HopTrail, "the bucket "+j.bucket(), s.Bucket) {
		return
	}
	lastError := ""
	if st := s.Status.Value; st != nil {
		lastError = st.DeliveryError.Raw()
	}
	switch {
	case t.Bucket == "":
	case s.Bucket.Absent(), s.Bucket.Value.OwnedByAnother, lastError == "NoSuchBucket":
		j.noBucket(t, lastError)
	case s.Bucket.Value.Name != t.Bucket:
		// The trail has another bucket, which was not looked at.
		j.bucketDenies(t, "", "", lastError)
	case !unseen(j, monitor.HopTrail, "the policy of bucket "+t.Bucket, s.Bucket.Value.Policy):
		policy := ""
		if s.Bucket.Value.Policy.There() {
			policy = *s.Bucket.Value.Policy.Value
		}
		j.bucketDenies(t, policy, j.bucketRefuses(t, policy), lastError)
	}
}

func (j *judge) noBucket(t monitor.Trail, lastError string) {
	name, what := t.Bucket, "is not there any more"
	if b := j.s.Bucket.Value; b != nil && b.OwnedByAnother {
		// Bucket names are shared with everyone: this one is lost.
		what = "belongs to another account"
		name = monitor.NamesFor(j.s.Names.Secret, j.s.Place).Bucket + "-2"
	}
	commands := j.makeBucket(name)
	if name != t.Bucket {
		commands = append(commands, j.cliIn(j.home(), "cloudtrail", "update-trail").
			with("--name", j.trailID()).with("--s3-bucket-name", name).String())
	}
	j.warn(codeBucketMissing, "bucket %s of trail %s %s; CloudTrail goes on trying, and %s", t.Bucket, t.Name, what, notSettled).
		seen("bucket", "%s", t.Bucket).seen("CloudTrail's last error", "%s", lastError).
		mend("create the bucket "+name+" with the policy that CloudTrail needs", commands...)
}

// bucketDenies notes what the policy refuses, or CloudTrail's own word for it.
func (j *judge) bucketDenies(t monitor.Trail, policy, refused, lastError string) {
	if refused == "" && lastError == "" {
		return
	}
	f := j.warn(codeBucketDenies, "CloudTrail cannot write its files to bucket %s, so the trail has no archive; %s", t.Bucket, notSettled)
	f.seen("policy", "%s", refused).seen("CloudTrail's last error", "%s", lastError)
	if refused == "" && lastError != "" {
		f.seen("note", "the policy as it is now lets CloudTrail write: the error may be older, or a key or a service control policy is behind it")
	}
	f.mend("let CloudTrail write to the bucket", j.putBucketPolicy(t.Bucket, policy))
}

// bucketRefuses says what of CloudTrail's two requests the policy refuses.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (j *judge) bucketRefuses(t monitor.Trail, policy string) string {
	if policy == "" {
		return "the bucket has no policy"
	}
	bucket := j.s.With(monitor.KindBucket, t.Bucket).BucketARN(j.s.Place)
	prefix := strings.Trim(t.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	for _, ask := range []struct{ action, resource string }{
		{"s3:GetBucketAcl", bucket},
		{"s3:PutObject", bucket + "/" + prefix + "AWSLogs/" + j.s.Account + "/CloudTrail/" + j.s.Region + "/file.json.gz"},
	} {
		ok, why := allows(policy, iampolicy.Request{
			Principal: iampolicy.Principal{Service: "cloudtrail.amazonaws.com"},
			Action:    ask.action, Resource: ask.resource,
			Context: map[string]string{
				"aws:SourceArn": t.ARN, "aws:SourceAccount": accountOf(t.ARN),
				"s3:x-amz-acl": "bucket-owner-full-control", "aws:SecureTransport": "true",
			},
		})
		if !ok {
			return why
		}
	}
	return ""
}
