package buckets_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox/buckets"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/aws/sandbox/wire"
)

var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

type bench struct {
	*buckets.State
	handler *wire.Dispatcher
	seen    []string // operations that make a record
	calls   []*wire.Call
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{State: buckets.New("111122223333")}
	d, err := wire.NewDispatcher(nil, []wire.Rest{b.Service()}, wire.Options{
		Lock: &sync.Mutex{}, Now: func() time.Time { return noon }, Region: "us-east-1",
		Caller: func(key string) wire.Caller {
			return wire.Caller{AccessKeyID: key, ARN: "arn:aws:iam::111122223333:user/admin"}
		},
		Finished: func(c *wire.Call, _, _ any, _ error) {
			b.seen, b.calls = append(b.seen, c.Operation), append(b.calls, c)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	b.handler = d
	return b
}

func (b *bench) client(region string, options ...func(*s3.Options)) *s3.Client {
	return s3.NewFromConfig(aws.Config{
		Region: region, BaseEndpoint: aws.String("http://sandbox.internal"), HTTPClient: serve.Memory{Handler: b.handler}.Client(),
		Credentials: credentials.NewStaticCredentialsProvider("AKID", "x", ""), Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}, options...)
}

func pathStyle(o *s3.Options) { o.UsePathStyle = true }

// chunked makes the client send what a loaded configuration makes it send.
func chunked(o *s3.Options) {
	o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenSupported
}

func wantError(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Errorf("error is %v, want %s", err, code)
		return
	}
	if api.ErrorCode() != code || message != "" && api.ErrorMessage() != message {
		t.Errorf("error is %s: %s\nwant %s: %s", api.ErrorCode(), api.ErrorMessage(), code, message)
	}
}

func (b *bench) make(t *testing.T, name string) *s3.Client {
	t.Helper()
	client := b.client("us-east-1")
	if _, err := client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String(name)}); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestCreateBucketByRegion(t *testing.T) {
	for _, test := range []struct {
		name, region, constraint, code, message string
		where                                   string
	}{
		{name: "at home", region: "us-east-1", where: ""},
		{name: "from home to elsewhere", region: "us-east-1", constraint: "eu-west-1", where: "eu-west-1"},
		{name: "elsewhere", region: "eu-west-1", constraint: "eu-west-1", where: "eu-west-1"},
		{name: "no constraint", region: "eu-west-1", code: "IllegalLocationConstraintException", message: "The unspecified location constraint is incompatible for the region specific endpoint this request was sent to."},
		{name: "another constraint", region: "eu-west-1", constraint: "bar", code: "IllegalLocationConstraintException", message: "The bar location constraint is incompatible for the region specific endpoint this request was sent to."},
		{name: "no such region", region: "us-east-1", constraint: "bar", code: "InvalidLocationConstraint", message: "The specified location-constraint is not valid"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, ctx := newBench(t), t.Context()
			in := &s3.CreateBucketInput{Bucket: aws.String("a-bucket")}
			if test.constraint != "" {
				in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(test.constraint)}
			}
			_, err := b.client(test.region).CreateBucket(ctx, in)
			if test.code != "" {
				wantError(t, err, test.code, test.message)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got, err := b.client("us-east-1").GetBucketLocation(ctx, &s3.GetBucketLocationInput{Bucket: aws.String("a-bucket")})
			if err != nil || string(got.LocationConstraint) != test.where {
				t.Errorf("location is %v, %v", got, err)
			}
		})
	}
}

func TestBucketNames(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	create := func(region, name string) error {
		in := &s3.CreateBucketInput{Bucket: aws.String(name)}
		if region != "us-east-1" {
			in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(region)}
		}
		_, err := b.client(region, pathStyle).CreateBucket(ctx, in)
		return err
	}
	wantError(t, create("us-east-1", "test"), "BucketAlreadyExists",
		"The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.")
	for _, bad := range []string{"Upper", "a..b", "-a-", "192.168.1.1", "under_score"} {
		wantError(t, create("us-east-1", bad), "InvalidBucketName", "The specified bucket is not valid.")
	}
	if err := errors.Join(create("us-east-1", "mine-1"), create("us-east-1", "mine-1")); err != nil {
		t.Errorf("us-east-1 takes the same bucket twice, but: %v", err)
	}
	if err := create("eu-west-1", "mine-2"); err != nil {
		t.Fatal(err)
	}
	wantError(t, create("eu-west-1", "mine-2"), "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.")
	var missing *types.NotFound
	if _, err := b.client("us-east-1").HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String("nobody-has-this")}); !errors.As(err, &missing) {
		t.Errorf("HeadBucket of a free name: %v", err)
	}
	_, err := b.client("us-east-1").HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String("test")})
	wantError(t, err, "Forbidden", "")
	_, err = b.client("us-east-1").GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String("mine-2")})
	wantError(t, err, "PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
	// Clients that follow a bucket go by this header.
	if got := b.raw("HEAD", "/mine-2", "", "", nil); got.Code != 301 || got.Header().Get("x-amz-bucket-region") != "eu-west-1" {
		t.Errorf("HeadBucket from another region answered %d %v", got.Code, got.Header())
	}
	listed, err := b.client("us-east-1").ListBuckets(ctx, &s3.ListBucketsInput{})
	if err != nil || len(listed.Buckets) != 2 || *listed.Buckets[0].Name != "mine-1" || !listed.Buckets[0].CreationDate.Equal(noon) {
		t.Errorf("buckets are %v, %v", listed, err)
	}
}

func TestSettingsOfAFreshBucket(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name := b.make(t, "a-bucket"), aws.String("a-bucket")
	_, err := client.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: name})
	wantError(t, err, "NoSuchBucketPolicy", "The bucket policy does not exist")
	_, err = client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: name})
	wantError(t, err, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
	_, err = client.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: name})
	wantError(t, err, "NoSuchTagSet", "The TagSet does not exist")
	block, err := client.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: name})
	if err != nil || !*block.PublicAccessBlockConfiguration.BlockPublicPolicy || !*block.PublicAccessBlockConfiguration.RestrictPublicBuckets {
		t.Errorf("public access block is %v, %v", block, err)
	}
	encryption, err := client.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: name})
	if err != nil || encryption.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm != types.ServerSideEncryptionAes256 {
		t.Errorf("encryption is %v, %v", encryption, err)
	}
	payer, err := client.GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: name})
	if err != nil || payer.Payer != types.PayerBucketOwner {
		t.Errorf("payer is %v, %v", payer, err)
	}
	acl, err := client.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: name})
	if err != nil || len(acl.Grants) != 1 || acl.Grants[0].Permission != types.PermissionFullControl {
		t.Errorf("ACL is %v, %v", acl, err)
	}
	if versioning, err := client.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: name}); err != nil || versioning.Status != "" {
		t.Errorf("versioning is %v, %v", versioning, err)
	}
	if _, err = client.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: name}); err != nil {
		t.Fatal(err)
	}
	_, err = client.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: name})
	wantError(t, err, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
}

func TestSettingsComeBack(t *testing.T) {
	for style, options := range map[string][]func(*s3.Options){"plain": nil, "chunked": {chunked}, "path": {pathStyle}} {
		t.Run(style, func(t *testing.T) { settingsComeBack(t, options) })
	}
}

func settingsComeBack(t *testing.T, options []func(*s3.Options)) {
	b, ctx := newBench(t), t.Context()
	b.make(t, "a-bucket")
	client, name := b.client("us-east-1", options...), aws.String("a-bucket")
	if _, err := client.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{Bucket: name, PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{BlockPublicAcls: aws.Bool(true)}}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{Bucket: name, LifecycleConfiguration: &types.BucketLifecycleConfiguration{
		Rules: []types.LifecycleRule{{ID: aws.String("expire"), Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: aws.String("")}, Expiration: &types.LifecycleExpiration{Days: aws.Int32(90)}}},
	}}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: name, Tagging: &types.Tagging{TagSet: []types.Tag{{Key: aws.String("k"), Value: aws.String("<&>")}}}}); err != nil {
		t.Fatal(err)
	}
	block, err := client.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: name})
	if err != nil || !*block.PublicAccessBlockConfiguration.BlockPublicAcls || aws.ToBool(block.PublicAccessBlockConfiguration.BlockPublicPolicy) {
		t.Errorf("public access block is %+v, %v", block.PublicAccessBlockConfiguration, err)
	}
	lifecycle, err := client.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: name})
	if err != nil || *lifecycle.Rules[0].Expiration.Days != 90 || *lifecycle.Rules[0].ID != "expire" ||
		lifecycle.TransitionDefaultMinimumObjectSize != types.TransitionDefaultMinimumObjectSizeAllStorageClasses128k {
		t.Errorf("lifecycle is %+v, %v", lifecycle, err)
	}
	tags, err := client.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: name})
	if err != nil || *tags.TagSet[0].Value != "<&>" {
		t.Errorf("tags are %+v, %v", tags, err)
	}
	want := "CreateBucket PutBucketPublicAccessBlock PutBucketLifecycle PutBucketTagging GetBucketPublicAccessBlock GetBucketLifecycle GetBucketTagging"
	if got := strings.Join(b.seen, " "); got != want {
		t.Errorf("records are %s\nwant %s", got, want)
	}
	if p := b.calls[1].Params; p["bucketName"] != "a-bucket" || b.calls[1].EventSource != "s3.amazonaws.com" || b.calls[1].ReadOnly || !b.calls[4].ReadOnly {
		t.Errorf("the record has %+v", b.calls[1])
	}
}

func TestTagsInCreation(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := b.client("us-east-1")
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("a-bucket"), CreateBucketConfiguration: &types.CreateBucketConfiguration{
		Tags: []types.Tag{{Key: aws.String("made-by"), Value: aws.String("x")}, {Key: aws.String("b"), Value: aws.String("")}},
	}}); err != nil {
		t.Fatal(err)
	}
	tags, err := client.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: aws.String("a-bucket")})
	if err != nil || len(tags.TagSet) != 2 || *tags.TagSet[0].Key != "made-by" {
		t.Errorf("tags are %+v, %v", tags, err)
	}
}

func TestObjects(t *testing.T) {
	for style, options := range map[string][]func(*s3.Options){"plain": nil, "chunked": {chunked, pathStyle}} {
		t.Run(style, func(t *testing.T) { objectsComeBack(t, options) })
	}
}

func objectsComeBack(t *testing.T, options []func(*s3.Options)) {
	b, ctx := newBench(t), t.Context()
	b.make(t, "a-bucket")
	client, name := b.client("us-east-1", options...), aws.String("a-bucket")
	body := bytes.Repeat([]byte("0123456789\r\n"), 20_000)
	for _, key := range []string{"AWSLogs/1/a b.json", "AWSLogs/1/ä+c", "other"} {
		if _, err := client.PutObject(ctx, &s3.PutObjectInput{
			Bucket: name, Key: aws.String(key), Body: bytes.NewReader(body), Metadata: map[string]string{"note": "n"}, ContentType: aws.String("text/plain"),
		}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: name, Key: aws.String("AWSLogs/1/ä+c")})
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(got.Body)
	if err != nil || !bytes.Equal(content, body) || got.Metadata["note"] != "n" || *got.ContentType != "text/plain" || !got.LastModified.Equal(noon) {
		t.Errorf("object is %d bytes, %v, %v", len(content), got.Metadata, err)
	}
	_ = got.Body.Close()
	head, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: name, Key: aws.String("other")})
	if err != nil || *head.ContentLength != int64(len(body)) {
		t.Errorf("head is %v, %v", head, err)
	}
	listed, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: name, Delimiter: aws.String("/")})
	if err != nil || len(listed.Contents) != 1 || len(listed.CommonPrefixes) != 1 || *listed.CommonPrefixes[0].Prefix != "AWSLogs/" {
		t.Errorf("listing is %+v, %v", listed, err)
	}
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: name, MaxKeys: aws.Int32(1)})
	var keys []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range page.Contents {
			keys = append(keys, *o.Key)
		}
	}
	if strings.Join(keys, "|") != "AWSLogs/1/a b.json|AWSLogs/1/ä+c|other" {
		t.Errorf("keys are %q", keys)
	}
	_, err = client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: name})
	wantError(t, err, "BucketNotEmpty", "The bucket you tried to delete is not empty")
	doomed := &types.Delete{}
	for _, key := range keys {
		doomed.Objects = append(doomed.Objects, types.ObjectIdentifier{Key: aws.String(key)})
	}
	gone, err := client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: name, Delete: doomed})
	if err != nil || len(gone.Deleted) != 3 || len(gone.Errors) != 0 {
		t.Errorf("deleted %+v, %v", gone, err)
	}
	var missing *types.NoSuchKey
	if _, err = client.GetObject(ctx, &s3.GetObjectInput{Bucket: name, Key: aws.String("other")}); !errors.As(err, &missing) {
		t.Errorf("reading what is gone: %v", err)
	}
	if _, err = client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: name}); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(b.seen, " "); got != "CreateBucket DeleteBucket DeleteBucket" {
		t.Errorf("records are %s, want no data event among them", got)
	}
}

func TestVersioning(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name, key := b.make(t, "a-bucket"), aws.String("a-bucket"), aws.String("k")
	put := func(text string) {
		if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: name, Key: key, Body: strings.NewReader(text)}); err != nil {
			t.Fatal(err)
		}
	}
	put("before")
	if _, err := client.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{Bucket: name, VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}}); err != nil {
		t.Fatal(err)
	}
	put("after")
	if _, err := client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: name, Key: key}); err != nil {
		t.Fatal(err)
	}
	if listed, err := client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: name}); err != nil || len(listed.Contents) != 0 {
		t.Errorf("objects after the delete: %v, %v", listed, err)
	}
	versions, err := client.ListObjectVersions(ctx, &s3.ListObjectVersionsInput{Bucket: name})
	if err != nil || len(versions.Versions) != 2 || len(versions.DeleteMarkers) != 1 || !*versions.DeleteMarkers[0].IsLatest || *versions.Versions[1].VersionId != "null" {
		t.Fatalf("versions are %+v, %v", versions, err)
	}
	_, err = client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: name})
	wantError(t, err, "BucketNotEmpty", "The bucket you tried to delete is not empty. You must delete all versions in the bucket.")
	doomed := &types.Delete{Quiet: aws.Bool(true)}
	for _, v := range versions.Versions {
		doomed.Objects = append(doomed.Objects, types.ObjectIdentifier{Key: v.Key, VersionId: v.VersionId})
	}
	doomed.Objects = append(doomed.Objects, types.ObjectIdentifier{Key: key, VersionId: versions.DeleteMarkers[0].VersionId})
	if _, err = client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: name, Delete: doomed}); err != nil {
		t.Fatal(err)
	}
	if _, err = client.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: name}); err != nil {
		t.Error(err)
	}
}
