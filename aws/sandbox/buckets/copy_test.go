package buckets_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func TestCopyTakesTheTagsAlong(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name := b.make(t, "a-bucket"), aws.String("a-bucket")
	if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: name, Key: aws.String("a b"), Body: strings.NewReader("text"), Tagging: aws.String("kind=note&x=y"), Metadata: map[string]string{"from": "me"}}); err != nil {
		t.Fatal(err)
	}
	copied := func(source, key string) error {
		_, err := client.CopyObject(ctx, &s3.CopyObjectInput{Bucket: name, Key: aws.String(key), CopySource: aws.String(source)})
		return err
	}
	if err := copied("a-bucket/a%20b", "copy"); err != nil {
		t.Fatal(err)
	}
	got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: name, Key: aws.String("copy")})
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(got.Body)
	if err != nil || string(text) != "text" || got.Metadata["from"] != "me" || aws.ToInt32(got.TagCount) != 2 {
		t.Errorf("the copy is %q %v, %d tags, %v", text, got.Metadata, aws.ToInt32(got.TagCount), err)
	}
	wantError(t, copied("a-bucket/none", "x"), "NoSuchKey", "The specified key does not exist.")
	wantError(t, copied("no-bucket/a", "x"), "NoSuchBucket", "The specified bucket does not exist")
	wantError(t, copied("a-bucket/copy", "copy"), "InvalidRequest", "This copy request is illegal because it is trying to copy an object to itself"+
		" without changing the object's metadata, storage class, website redirect location or encryption attributes.")
}

func TestObjectTags(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name, key := b.make(t, "a-bucket"), aws.String("a-bucket"), aws.String("k")
	if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: name, Key: key, Body: strings.NewReader("x")}); err != nil {
		t.Fatal(err)
	}
	put := func(keys ...string) error {
		tags := &types.Tagging{TagSet: []types.Tag{}}
		for _, k := range keys {
			tags.TagSet = append(tags.TagSet, types.Tag{Key: aws.String(k), Value: aws.String("v")})
		}
		_, err := client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{Bucket: name, Key: key, Tagging: tags})
		return err
	}
	if err := put("one", "two"); err != nil {
		t.Fatal(err)
	}
	wantError(t, put("one", "one"), "InvalidTag", "Cannot provide multiple Tags with the same key")
	got, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: name, Key: key})
	if err != nil || len(got.TagSet) != 2 || *got.TagSet[1].Key != "two" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := client.DeleteObjectTagging(ctx, &s3.DeleteObjectTaggingInput{Bucket: name, Key: key}); err != nil {
		t.Error(err)
	}
	if got, err := client.GetObjectTagging(ctx, &s3.GetObjectTaggingInput{Bucket: name, Key: key}); err != nil || len(got.TagSet) != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestACLsAreOffByDefault(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name := b.make(t, "a-bucket"), aws.String("a-bucket")
	put := func(acl types.BucketCannedACL) error {
		_, err := client.PutBucketAcl(ctx, &s3.PutBucketAclInput{Bucket: name, ACL: acl})
		return err
	}
	wantError(t, put(types.BucketCannedACLPrivate), "AccessControlListNotSupported", "The bucket does not allow ACLs")
	if _, err := client.PutBucketOwnershipControls(ctx, &s3.PutBucketOwnershipControlsInput{Bucket: name, OwnershipControls: &types.OwnershipControls{
		Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnershipBucketOwnerPreferred}},
	}}); err != nil {
		t.Fatal(err)
	}
	if err := put(types.BucketCannedACLPrivate); err != nil {
		t.Error(err)
	}
	wantError(t, put(types.BucketCannedACLPublicRead), "NotImplemented", "")
	_, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("b-bucket"), ObjectOwnership: "RandomValue"})
	wantError(t, err, "InvalidArgument", "Invalid x-amz-object-ownership header: RandomValue")
	got, err := client.GetBucketAcl(ctx, &s3.GetBucketAclInput{Bucket: name})
	if err != nil || len(got.Grants) != 1 || got.Grants[0].Permission != types.PermissionFullControl {
		t.Errorf("%+v, %v", got, err)
	}
}

// A subresource that the sandbox does not know is not taken for the bucket or
// the object itself.
func TestUnknownSubresource(t *testing.T) {
	b := newBench(t)
	b.make(t, "a-bucket")
	for _, target := range []string{"PUT /other-bucket?inventory", "GET /a-bucket?inventory&id=1", "DELETE /a-bucket?metrics&id=1", "PUT /a-bucket/k?partNumber=1&uploadId=2", "POST /a-bucket/k?restore"} {
		method, path, _ := strings.Cut(target, " ")
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=00")
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, r)
		if w.Code != http.StatusNotImplemented || !strings.Contains(w.Body.String(), "<Code>NotImplemented</Code>") {
			t.Errorf("%s: %d %s", target, w.Code, w.Body)
		}
	}
	if b.Exists("other-bucket") || !b.Exists("a-bucket") {
		t.Error("an unknown subresource made or deleted a bucket")
	}
}

func TestRange(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client, name, key := b.make(t, "a-bucket"), aws.String("a-bucket"), aws.String("k")
	if _, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: name, Key: key, Body: strings.NewReader("0123456789")}); err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[string]string{
		"bytes=0-2": "012 bytes 0-2/10", "bytes=7-": "789 bytes 7-9/10", "bytes=-4": "6789 bytes 6-9/10", "bytes=8-99": "89 bytes 8-9/10",
		"bytes=0-1,4-5": "0123456789 ", "lines=1-2": "0123456789 ",
	} {
		got, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: name, Key: key, Range: aws.String(asked)})
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(got.Body)
		if have := string(text) + " " + aws.ToString(got.ContentRange); err != nil || have != want {
			t.Errorf("%s: %q, %v, want %q", asked, have, err, want)
		}
	}
	_, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: name, Key: key, Range: aws.String("bytes=10-")})
	wantError(t, err, "InvalidRange", "The requested range is not satisfiable")
}

func TestPagesOfBuckets(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	for _, name := range []string{"a-one", "a-two", "a-three", "b-one"} {
		b.make(t, name)
	}
	var got []string
	pages := s3.NewListBucketsPaginator(b.client("us-east-1"), &s3.ListBucketsInput{MaxBuckets: aws.Int32(2), Prefix: aws.String("a-")})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range page.Buckets {
			got = append(got, *one.Name)
		}
		got = append(got, "|")
	}
	if want := "a-one a-three | a-two |"; strings.Join(got, " ") != want {
		t.Errorf("the pages are %v, want %s", got, want)
	}
}
