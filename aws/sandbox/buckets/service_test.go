package buckets_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	cloudTrail = "cloudtrail.amazonaws.com"
	trailARN   = "arn:aws:cloudtrail:us-east-1:111122223333:trail/t"
	// What AWS's guide gives for a trail's bucket.
	guide = `{"Version":"2012-10-17","Statement":[
{"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::a-bucket","Condition":{"StringEquals":{"aws:SourceArn":"` + trailARN + `"}}},
{"Sid":"AWSCloudTrailWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::a-bucket/pfx/AWSLogs/111122223333/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control","aws:SourceArn":"` + trailARN + `"}}}]}`
)

func code(err error) string {
	var e *wire.Error
	if errors.As(err, &e) {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// The bucket's policy alone decides what CloudTrail may do, for its own trail,
// in its own folder.
func TestDeliveryByService(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	check := func(prefix, arn string) string {
		return code(b.CheckService("a-bucket", prefix, "111122223333", cloudTrail, arn))
	}
	key := "pfx/AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/22/x.json.gz"
	put := func(key, arn string) string {
		return code(b.PutByService("a-bucket", key, []byte("records"), cloudTrail, arn, "111122223333", noon))
	}
	if got := check("pfx", trailARN); got != "NoSuchBucket" {
		t.Errorf("no bucket: %q", got)
	}
	client, name := b.make(t, "a-bucket"), aws.String("a-bucket")
	if got := check("pfx", trailARN); got != "AccessDenied" {
		t.Errorf("no policy: %q", got)
	}
	if _, err := client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: name, Policy: aws.String(guide)}); err != nil {
		t.Fatal(err)
	}
	got, err := client.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: name})
	if err != nil || *got.Policy != guide {
		t.Errorf("policy came back as %v, %v", got, err)
	}
	for _, test := range []struct{ name, got, want string }{
		{"check", check("pfx", trailARN), ""},
		{"check of another prefix", check("other", trailARN), "AccessDenied"},
		{"check of another trail", check("pfx", trailARN+"2"), "AccessDenied"},
		{"put", put(key, trailARN), ""},
		{"put elsewhere", put("elsewhere", trailARN), "AccessDenied"},
		{"put by another trail", put(key, trailARN+"2"), "AccessDenied"},
		{"a bucket of others", code(b.CheckService("test", "", "111122223333", cloudTrail, trailARN)), "AccessDenied"},
	} {
		if test.got != test.want {
			t.Errorf("%s gives %q, want %q", test.name, test.got, test.want)
		}
	}
	if head, err := client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: name, Key: aws.String(key)}); err != nil || *head.ContentLength != 7 {
		t.Errorf("what was delivered is %v, %v", head, err)
	}
	if _, err := client.PutBucketRequestPayment(ctx, &s3.PutBucketRequestPaymentInput{Bucket: name, RequestPaymentConfiguration: &types.RequestPaymentConfiguration{Payer: types.PayerRequester}}); err != nil {
		t.Fatal(err)
	}
	if got := put(key, trailARN); got != "AccessDenied" {
		t.Errorf("a bucket whose requester pays gives %q", got)
	}
}

func TestPoliciesThatS3Refuses(t *testing.T) {
	b, ctx := newBench(t), t.Context()
	client := b.make(t, "a-bucket")
	put := func(policy string) error {
		_, err := client.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: aws.String("a-bucket"), Policy: aws.String(policy)})
		return err
	}
	everyone := `{"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::a-bucket/*"}}`
	for policy, want := range map[string]string{
		"not json": "Policies must be valid JSON and the first byte must be '{'",
		"[]":       "Policies must be valid JSON and the first byte must be '{'",
		"{}":       "Missing required field Statement",
		`{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a-bucket"}]}`:                        "Missing required field Principal",
		`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"1"},"Action":"s3:*","Resource":"arn:aws:s3:::b-other"}]}`: "Policy has invalid resource",
	} {
		wantError(t, put(policy), "MalformedPolicy", want)
	}
	wantError(t, put(everyone), "AccessDenied", `User: arn:aws:iam::111122223333:user/admin is not authorized to perform: s3:PutBucketPolicy on resource: "arn:aws:s3:::a-bucket" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.`)
	if _, err := client.DeletePublicAccessBlock(ctx, &s3.DeletePublicAccessBlockInput{Bucket: aws.String("a-bucket")}); err != nil {
		t.Fatal(err)
	}
	if err := put(everyone); err != nil {
		t.Errorf("with public access allowed: %v", err)
	}
}

// raw sends a request without the SDK.
func (b *bench) raw(method, target, host, body string, header map[string]string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(context.Background(), method, target, strings.NewReader(body))
	if host != "" {
		r.Host = host
	}
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/s3/aws4_request, Signature=0")
	for name, value := range header {
		if value == "" {
			r.Header.Del(name)
			continue
		}
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

func TestRawRequests(t *testing.T) {
	b := newBench(t)
	b.make(t, "a-bucket")
	chunks := map[string]string{"x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x-amz-decoded-content-length": "5", "Content-Encoding": "aws-chunked"}
	for _, test := range []struct {
		name, method, target, host, body string
		header                           map[string]string
		status                           int
		want                             string
	}{
		{"missing bucket", "GET", "/none?location", "", "", nil, 404, "<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><Resource>/none</Resource><RequestId>"},
		{"virtual host", "GET", "/?location", "a-bucket.s3.us-east-1.amazonaws.com", "", nil, 200, `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"></LocationConstraint>`},
		{"virtual host of old", "GET", "/?location", "a-bucket.s3.amazonaws.com", "", nil, 200, "LocationConstraint"},
		{"virtual host on loopback", "GET", "/?location", "a-bucket.localhost:4566", "", nil, 200, "LocationConstraint"},
		{"presigned in the old way", "GET", "/a-bucket?location&AWSAccessKeyId=AKID&Signature=s&Expires=1795348800", "", "", map[string]string{"Authorization": ""}, 200, "LocationConstraint"},
		{"address", "GET", "/a-bucket?location", "127.0.0.1:4566", "", nil, 200, "LocationConstraint"},
		{"unsigned", "GET", "/a-bucket/key", "", "", map[string]string{"Authorization": ""}, 403, "<Code>AccessDenied</Code>"},
		{"broken xml", "PUT", "/a-bucket?lifecycle", "", "<LifecycleConfiguration><Rule>", nil, 400, "<Code>MalformedXML</Code>"},
		{"another document", "PUT", "/a-bucket?lifecycle", "", "<Tagging/>", nil, 400, "<Code>MalformedXML</Code>"},
		{"no versioning", "PUT", "/a-bucket?versioning", "", "<VersioningConfiguration/>", nil, 400, "<Code>IllegalVersioningConfigurationException</Code><Message>The Versioning element must be specified</Message>"},
		{"multipart", "POST", "/a-bucket/key?uploads", "", "", nil, 501, "<Code>NotImplemented</Code>"},
		{"another owner", "GET", "/a-bucket?location", "", "", map[string]string{"x-amz-expected-bucket-owner": "999999999999"}, 403, "<Code>AccessDenied</Code>"},
		{"no owner", "GET", "/a-bucket?location", "", "", map[string]string{"x-amz-expected-bucket-owner": "abcd"}, 400, "The value of the expected bucket owner parameter must be an AWS Account ID... [abcd]"},
		{"chunks", "PUT", "/a-bucket/k", "", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", chunks, 200, ""},
		{"chunks with a wrong sum", "PUT", "/a-bucket/k", "", "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", chunks, 400, "<Code>BadDigest</Code>"},
		{"chunks cut short", "PUT", "/a-bucket/k", "", "5\r\nhel", chunks, 400, "<Code>IncompleteBody</Code>"},
		{"chunks of another length", "PUT", "/a-bucket/k", "", "4\r\nhell\r\n0\r\n\r\n", chunks, 400, "<Code>IncompleteBody</Code>"},
		{"a chunk without end", "PUT", "/a-bucket/k", "", "7fffffff\r\nhello\r\n", chunks, 400, "<Code>IncompleteBody</Code>"},
		{"wrong digest", "PUT", "/a-bucket/k", "", "hello", map[string]string{"Content-MD5": "AAAA"}, 400, "<Code>BadDigest</Code>"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := b.raw(test.method, test.target, test.host, test.body, test.header)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.want) {
				t.Errorf("answered %d %s\nwant %d %s", w.Code, w.Body, test.status, test.want)
			}
			if w.Header().Get("x-amz-request-id") == "" || w.Header().Get("Date") != noon.Format(http.TimeFormat) {
				t.Errorf("headers are %v", w.Header())
			}
		})
	}
}

func FuzzRequest(f *testing.F) {
	f.Add("PUT", "/a-bucket/k?versionId=1", "a.s3.amazonaws.com", "5\r\nhello\r\n0\r\n\r\n", "aws-chunked")
	f.Add("POST", "/a-bucket?delete", "", "<Delete><Object><Key>k</Key></Object></Delete>", "")
	f.Add("PUT", "/a-bucket?policy", "[::1]:80", `{"Statement":[{"Resource":[1]}]}`, "")
	f.Add("GET", "/a-bucket?list-type=2&max-keys=-1&continuation-token=%", "localhost", "", "")
	f.Add("PUT", "/a-bucket?lifecycle", "", "<LifecycleConfiguration><!DOCTYPE a></LifecycleConfiguration>", "")
	f.Fuzz(func(t *testing.T, method, target, host, body, encoding string) {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://sandbox.internal/", strings.NewReader(body))
		if err != nil {
			t.Skip("not a method")
		}
		if req.URL, err = req.URL.Parse(target); err != nil {
			t.Skip("not a URL")
		}
		req.Host = host
		req.Header.Set("Content-Encoding", encoding)
		req.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/s3/aws4_request")
		b := newBench(t)
		b.raw(http.MethodPut, "/a-bucket", "", "", nil)
		w := httptest.NewRecorder()
		b.handler.ServeHTTP(w, req)
		if w.Code < 200 || w.Code > 599 || w.Code == http.StatusInternalServerError {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}
