package buckets_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestConditions(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name, key := b.make(t, "a-bucket"), aws.String("a-bucket"), aws.String("k")
	put := func(in s3.PutObjectInput) error {
		in.Bucket, in.Key, in.Body = name, key, strings.NewReader("one")
		_, err := client.PutObject(ctx, &in)
		return err
	}
	get := func(in s3.GetObjectInput) error {
		in.Bucket, in.Key = name, key
		_, err := client.GetObject(ctx, &in)
		return err
	}
	const failed = "At least one of the pre-conditions you specified did not hold"
	wantError(t, put(s3.PutObjectInput{IfMatch: aws.String("x")}), "NoSuchKey", "The specified key does not exist.")
	if err := put(s3.PutObjectInput{IfNoneMatch: aws.String("*")}); err != nil {
		t.Fatal(err)
	}
	wantError(t, put(s3.PutObjectInput{IfNoneMatch: aws.String("*")}), "PreconditionFailed", failed)
	wantError(t, put(s3.PutObjectInput{IfMatch: aws.String(`"other"`)}), "PreconditionFailed", failed)
	const etag = `"f97c5d29941bfb1b2fdab0874906ab82"` // md5 of "one"
	for name, err := range map[string]error{
		"put":        put(s3.PutObjectInput{IfMatch: aws.String(etag)}),
		"get":        get(s3.GetObjectInput{IfMatch: aws.String(etag)}),
		"other":      get(s3.GetObjectInput{IfNoneMatch: aws.String("other")}),
		"unmodified": get(s3.GetObjectInput{IfUnmodifiedSince: aws.Time(noon)}),
		"modified":   get(s3.GetObjectInput{IfModifiedSince: aws.Time(noon.Add(-time.Second))}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	wantError(t, get(s3.GetObjectInput{IfMatch: aws.String("other")}), "PreconditionFailed", failed)
	wantError(t, get(s3.GetObjectInput{IfUnmodifiedSince: aws.Time(noon.Add(-time.Hour))}), "PreconditionFailed", failed)
	for _, in := range []s3.GetObjectInput{{IfNoneMatch: aws.String(etag)}, {IfModifiedSince: aws.Time(noon)}} {
		if err := get(in); err == nil || !strings.Contains(err.Error(), "StatusCode: 304") {
			t.Errorf("unchanged: %v, want status 304", err)
		}
	}
}

func TestPresignedURLsEnd(t *testing.T) {
	b := newBench(t)
	client := b.make(t, "a-bucket")
	if _, err := client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("a-bucket"), Key: aws.String("k"), Body: strings.NewReader("one")}); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"X-Amz-Credential=AKID%2F20261122%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261122T115900Z&X-Amz-Expires=60": http.StatusOK,
		"X-Amz-Credential=AKID%2F20261122%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20261122T115900Z&X-Amz-Expires=59": http.StatusForbidden,
		"AWSAccessKeyId=AKID&Signature=x&Expires=1795348800":                                                            http.StatusOK, // noon
		"AWSAccessKeyId=AKID&Signature=x&Expires=1795348799":                                                            http.StatusForbidden,
	} {
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/a-bucket/k?"+query, nil))
		if w.Code != want || want == http.StatusForbidden && !bytes.Contains(w.Body.Bytes(), []byte("<Code>AccessDenied</Code><Message>Request has expired</Message>")) {
			t.Errorf("%s: %d %s, want %d", query, w.Code, w.Body, want)
		}
	}
}

// An object is encrypted as it asks, else as its bucket is.
func TestObjectsShowTheirEncryptionAndClass(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name := b.make(t, "a-bucket"), aws.String("a-bucket")
	key := "arn:aws:kms:us-east-1:111122223333:key/1"
	if _, err := client.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{Bucket: name, ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{
		Rules: []types.ServerSideEncryptionRule{{ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: "aws:kms", KMSMasterKeyID: &key}}},
	}}); err != nil {
		t.Fatal(err)
	}
	for wantKey, in := range map[string]*s3.PutObjectInput{
		key: {Key: aws.String("default")},
		"":  {Key: aws.String("own"), ServerSideEncryption: "AES256", StorageClass: types.StorageClassStandardIa},
	} {
		in.Bucket = name
		put, err := client.PutObject(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		head, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: name, Key: in.Key})
		if err != nil || aws.ToString(put.SSEKMSKeyId) != wantKey || aws.ToString(head.SSEKMSKeyId) != wantKey || put.ServerSideEncryption != head.ServerSideEncryption {
			t.Errorf("%s: %v %v, %v", *in.Key, put, head, err)
		}
		if head.StorageClass != in.StorageClass {
			t.Errorf("%s: class %q", *in.Key, head.StorageClass)
		}
	}
	list, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: name})
	if err != nil || list.Contents[0].StorageClass != "STANDARD" || list.Contents[1].StorageClass != "STANDARD_IA" {
		t.Errorf("listed %v, %v", list, err)
	}
}

// What the sandbox cannot do with an object or a bucket is refused, not passed
// over, and so is what S3 finds wrong.
func TestRefusals(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name := b.make(t, "a-bucket"), aws.String("a-bucket")
	for want, in := range map[string]*s3.PutObjectInput{
		"AccessControlListNotSupported": {ACL: types.ObjectCannedACLPublicRead},
		"InvalidStorageClass":           {StorageClass: "COLD"},
		"InvalidArgument":               {ServerSideEncryption: "rot13"},
		"NotImplemented":                {StorageClass: types.StorageClassGlacier},
	} {
		in.Bucket, in.Key = name, aws.String("k")
		_, err := client.PutObject(ctx, in)
		wantError(t, err, want, "")
	}
	if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: name, Key: aws.String("k"), ACL: types.ObjectCannedACLBucketOwnerFullControl}); err != nil {
		t.Error(err)
	}
	_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("b-bucket"), ACL: types.BucketCannedACLPublicRead})
	wantError(t, err, "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
	_, err = client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("b-bucket"), ObjectLockEnabledForBucket: aws.Bool(true)})
	wantError(t, err, "NotImplemented", "")
	_, err = client.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{Bucket: name, ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{
		Rules: []types.ServerSideEncryptionRule{{ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: "rot13"}}},
	}})
	wantError(t, err, "MalformedXML", "")
	_, err = client.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: name, Tagging: &types.Tagging{TagSet: []types.Tag{
		{Key: aws.String("a"), Value: aws.String("1")}, {Key: aws.String("a"), Value: aws.String("2")},
	}}})
	wantError(t, err, "InvalidTag", "Cannot provide multiple Tags with the same key")
}

func TestLifecycleRules(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name := b.make(t, "a-bucket"), aws.String("a-bucket")
	put := func(rules ...types.LifecycleRule) error {
		_, err := client.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
			Bucket: name, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: rules},
		})
		return err
	}
	all := &types.LifecycleRuleFilter{Prefix: aws.String("")}
	days := &types.LifecycleExpiration{Days: aws.Int32(1)}
	wantError(t, put(types.LifecycleRule{Status: "Enabled", Filter: all}), "InvalidRequest", "At least one action needs to be specified in a rule")
	wantError(t, put(types.LifecycleRule{Status: "Perhaps", Filter: all, Expiration: days}), "MalformedXML", "")
	wantError(t, put(types.LifecycleRule{Status: "Enabled", Expiration: days}), "MalformedXML", "")
	wantError(t, put(types.LifecycleRule{ID: aws.String("a"), Status: "Enabled", Filter: all, Expiration: days}, types.LifecycleRule{ID: aws.String("a"), Status: "Enabled", Filter: all, Expiration: days}),
		"InvalidArgument", "Rule ID must be unique. Found same ID for more than one rule")
	if err := put(types.LifecycleRule{Status: "Enabled", Filter: all, Expiration: days}, types.LifecycleRule{ID: aws.String("mine"), Status: "Disabled", Filter: all, Expiration: days},
		types.LifecycleRule{Status: "Enabled", Filter: all, Expiration: days}); err != nil {
		t.Fatal(err)
	}
	got, err := client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: name})
	if err != nil || len(got.Rules) != 3 || aws.ToString(got.Rules[0].ID) == "" || *got.Rules[1].ID != "mine" || aws.ToString(got.Rules[2].ID) == "" {
		t.Errorf("rules %+v, %v", got, err)
	}
}
