package doctor

import (
	"regexp"
	"strings"

	"secretwatch/aws/arnpart"
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
	code := codeBucketDenies
	if refused == "" && strings.Contains(strings.ToUpper(lastError), "KMS") {
		code = codeBucketKey
	} else if refused != "" && policy != "" {
		code = j.bucketCause(t, policy)
	}
	f := j.warn(code, "CloudTrail cannot write its files to bucket %s, so the trail has no archive; %s", t.Bucket, notSettled)
	f.seen("policy", "%s", refused).seen("CloudTrail's last error", "%s", lastError)
	if code == codeBucketKey {
		f.seen("note", "which words AWS has for this is not verified").
			mend("let "+cloudTrail+" use kms:GenerateDataKey* and kms:DescribeKey in the policy of the bucket's key",
				j.cli("s3api", "get-bucket-encryption").with("--bucket", t.Bucket).String())
		return
	}
	if refused == "" {
		f.seen("note", "the policy as it is now lets CloudTrail write: the error may be older, or a key or a service control policy is behind it")
	}
	f.mend("let CloudTrail write to the bucket", j.openBucket(t, policy))
}

// openBucket is the command for a policy that lets CloudTrail write: what else
// stands in it is kept, but for what forbids the very thing.
func (j *judge) openBucket(t monitor.Trail, policy string) string {
	if policy == "" {
		return j.putBucketPolicy(t.Bucket, "")
	}
	want := iampolicy.BucketPolicy(t.Bucket, t.Prefix, j.s.Account, j.trailARN(), j.partition())
	policy = keepTrails(policy, j.trailARN())
	for _, ask := range j.bucketAsks(t) {
		policy = letIn(policy, want, ask)
	}
	return j.cli("s3api", "put-bucket-policy").with("--bucket", t.Bucket).with("--policy", policy).String()
}

// bucketCause tells apart why the policy refuses CloudTrail.
func (j *judge) bucketCause(t monitor.Trail, policy string) string {
	for _, ask := range j.bucketAsks(t) {
		if ok, _ := allows(policy, ask); ok {
			continue
		}
		switch {
		case allowsUndenied(policy, ask):
			return "bucket-explicit-deny"
		case allowsBut(policy, conditionElement, ask):
			return "bucket-policy-source-arn"
		case strings.HasSuffix(ask.Resource, fileName) && allowsBut(policy, resourceElement, ask) && strings.Contains(policy, ":"+t.Bucket+"/"):
			return "bucket-prefix-mismatch"
		case j.allowsAccounts(policy, ask):
			return "bucket-policy-old-accounts"
		}
		return codeBucketDenies
	}
	return codeBucketDenies
}

const fileName = "file.json.gz"

var rootOf = regexp.MustCompile(`arn:aws[a-z-]*:iam::(\d{12}):root`)

// allowsAccounts reports that the policy lets other accounts in instead of the
// service: before the service had a principal, CloudTrail had an account in
// every region.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (j *judge) allowsAccounts(policy string, ask iampolicy.Request) bool {
	for _, m := range rootOf.FindAllStringSubmatch(policy, -1) {
		ask.Principal = iampolicy.Principal{AWS: m[0], Account: m[1]}
		if ok, _ := allows(policy, ask); ok && m[1] != j.s.Account {
			return true
		}
	}
	return false
}

// bucketRefuses says what of CloudTrail's two requests the policy refuses.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (j *judge) bucketRefuses(t monitor.Trail, policy string) string {
	if policy == "" {
		return "the bucket has no policy"
	}
	for _, ask := range j.bucketAsks(t) {
		if ok, why := allows(policy, ask); !ok {
			return why
		}
	}
	return ""
}

// bucketAsks are CloudTrail's two requests.
func (j *judge) bucketAsks(t monitor.Trail) []iampolicy.Request {
	bucket := j.s.With(monitor.KindBucket, t.Bucket).BucketARN(j.s.Place)
	prefix := strings.Trim(t.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	ask := iampolicy.Request{
		Principal: iampolicy.Principal{Service: cloudTrail}, Action: "s3:GetBucketAcl", Resource: bucket,
		Context: map[string]string{
			"aws:SourceArn": t.ARN, "aws:SourceAccount": arnpart.Account(t.ARN),
			"s3:x-amz-acl": "bucket-owner-full-control", "aws:SecureTransport": "true",
		},
	}
	put := ask
	put.Action, put.Resource = "s3:PutObject", bucket+"/"+prefix+"AWSLogs/"+j.s.Account+"/CloudTrail/"+j.s.Region+"/"+fileName
	return []iampolicy.Request{ask, put}
}
