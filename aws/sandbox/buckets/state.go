// Package buckets is the sandbox's S3: buckets with their settings, objects
// with their versions, over S3's REST protocol. It may import wire and
// iampolicy.
//
// What it does not do: multipart uploads, ACLs but the owner's, and the expiry
// of objects that a lifecycle asks for. State is a plain struct: the
// dispatcher's lock guards it.
package buckets

import (
	"time"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// Limits. AWS has none on objects; memory has.
const (
	maxBuckets = 100
	maxObjects = 20_000    // in all buckets, versions counted
	maxBytes   = 128 << 20 // in all buckets
	maxConfig  = 64 << 10  // a settings document
	maxPolicy  = 20 << 10  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html
)

// State is the buckets of an account, all regions: names are global.
type State struct {
	account string
	hosts   []string
	buckets map[string]*bucket
	objects int
	bytes   int
}

type bucket struct {
	name     string
	region   string
	created  time.Time
	policy   string // "" where there is none
	parsed   iampolicy.Policy
	settings map[string][]byte // subresource, its document as it was put
	versions string            // "", Enabled or Suspended
	objects  map[string][]*object
	size     int // objects, versions counted
}

// object is one version, or a delete marker.
type object struct {
	key      string
	version  string // "null" where versioning was off
	modified time.Time
	body     []byte
	etag     string
	header   map[string]string // Content-Type, x-amz-meta-* and the like
	tags     []xmlTag
	marker   bool
}

// taken are the names that another account owns, so that a person meets what
// happens on AWS with a name so plain.
var taken = map[string]bool{
	"test": true, "my-bucket": true, "mybucket": true, "logs": true, "backup": true, "data": true,
	"cloudtrail": true, "cloudtrail-logs": true, "my-cloudtrail-logs": true, "my-cloudtrail-bucket": true,
	"secretwatch": true, "secrets": true, "example": true, "trail": true,
}

// New is an account without buckets. The hosts are the names under which the
// sandbox is reached beside AWS's own and IP addresses: BUCKET.HOST is then
// the virtual-host style.
func New(account string, hosts ...string) *State {
	return &State{
		account: account,
		hosts:   append([]string{"localhost", "sandbox.internal"}, hosts...),
		buckets: map[string]*bucket{},
	}
}

// Service is S3 on the wire.
// https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
func (s *State) Service() wire.Rest {
	return wire.Rest{SigningName: "s3", EventSource: "s3.amazonaws.com", Route: s.route, Fail: fail}
}

// ownerID is the account's canonical user id, as ListBuckets shows it.
const ownerID = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"
