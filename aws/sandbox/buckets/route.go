package buckets

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

// request is what an operation needs of the HTTP request.
type request struct {
	bucket string
	key    string
	query  url.Values
	header http.Header
	body   []byte
}

// route names the operation. It reads the request alone, no buckets.
func (s *State) route(r *http.Request, body []byte) wire.Routed {
	q := &request{query: r.URL.Query(), header: r.Header, body: body}
	q.bucket, q.key = s.address(r)
	op := operationFor(r.Method, q)
	routed := wire.Routed{
		Operation: op.name, ReadOnly: op.readOnly, Data: op.data, Unknown: op.unknown, Params: q.params(r.Host),
		Do: func(c *wire.Call) (wire.Answer, error) {
			if err := s.refused(c, q); err != nil {
				return wire.Answer{}, err
			}
			if q.bucket == "" || op.unknown {
				return op.do(s, c, q, nil)
			}
			b, err := s.open(c, q, op)
			if err != nil {
				return wire.Answer{}, err
			}
			return op.do(s, c, q, b)
		},
	}
	return routed
}

// address takes bucket and key from the host or from the path.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
func (s *State) address(r *http.Request) (bucket, key string) {
	path := strings.TrimPrefix(r.URL.Path, "/")
	if bucket := s.hostBucket(r.Host); bucket != "" {
		return bucket, path
	}
	bucket, key, _ = strings.Cut(path, "/")
	return bucket, key
}

func (s *State) hostBucket(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if net.ParseIP(strings.Trim(host, "[]")) != nil {
		return ""
	}
	if strings.HasSuffix(host, ".amazonaws.com") {
		for _, mark := range []string{".s3.", ".s3-"} {
			if at := strings.Index(host, mark); at > 0 {
				return host[:at]
			}
		}
		return ""
	}
	for _, base := range s.hosts {
		if bucket, found := strings.CutSuffix(host, "."+base); found {
			return strings.TrimSuffix(bucket, ".s3")
		}
	}
	return ""
}

// refused is what holds for every request: credentials, and the owner that the
// client expects.
func (s *State) refused(c *wire.Call, q *request) *wire.Error {
	if c.Anonymous() {
		return accessDenied()
	}
	if q.lapsed(c.At) {
		return fault(http.StatusForbidden, "AccessDenied", "Request has expired")
	}
	owner := q.header.Get("x-amz-expected-bucket-owner")
	switch {
	case owner == "":
		return nil
	case len(owner) != 12 || strings.Trim(owner, "0123456789") != "":
		return fault(http.StatusBadRequest, "InvalidBucketOwnerAWSAccountID",
			"The value of the expected bucket owner parameter must be an AWS Account ID... ["+owner+"]")
	case owner != s.account:
		return accessDenied()
	}
	return nil
}

// open finds the bucket, and sends a client of another region away.
func (s *State) open(c *wire.Call, q *request, op operation) (*bucket, error) {
	if op.name == "CreateBucket" { // there is none yet
		return nil, nil
	}
	b := s.buckets[q.bucket]
	switch {
	case b == nil && taken[q.bucket]:
		return nil, accessDenied()
	case b == nil:
		return nil, noSuchBucket()
	case b.region != c.Region && op.name != "GetBucketLocation":
		moved := fault(http.StatusMovedPermanently, "PermanentRedirect",
			"The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.")
		moved.Header = http.Header{"X-Amz-Bucket-Region": {b.region}}
		return nil, moved
	}
	return b, nil
}

// params are what CloudTrail shows of an S3 request.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html
func (q *request) params(host string) map[string]any {
	params := map[string]any{"Host": host}
	if q.bucket != "" {
		params["bucketName"] = q.bucket
	}
	if q.key != "" {
		params["key"] = q.key
	}
	for name := range q.query {
		if !strings.HasPrefix(strings.ToLower(name), "x-amz") {
			params[name] = q.query.Get(name)
		}
	}
	if q.query.Has("policy") && len(q.body) <= maxPolicy {
		var policy any
		if json.Unmarshal(q.body, &policy) == nil {
			params["bucketPolicy"] = policy
		}
	}
	return params
}
