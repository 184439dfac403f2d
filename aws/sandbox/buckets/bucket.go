package buckets

import (
	"encoding/base64"
	"encoding/xml"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/sandbox/wire"
)

var (
	nameForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	ipForm     = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+$`)
	regionForm = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-\d$`)
)

// validName: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
func validName(name string) bool {
	if !nameForm.MatchString(name) || ipForm.MatchString(name) || strings.Contains(name, "..") {
		return false
	}
	for _, prefix := range []string{"xn--", "sthree-", "amzn-s3-demo-"} {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	return !strings.HasSuffix(name, "-s3alias") && !strings.HasSuffix(name, "--ol-s3")
}

type createConfiguration struct {
	XMLName            xml.Name `xml:"CreateBucketConfiguration"`
	LocationConstraint string
	Tags               struct {
		Tag []xmlTag
	}
}

type xmlTag struct{ Key, Value string }

func (s *State) createBucket(c *wire.Call, q *request, _ *bucket) (wire.Answer, error) {
	if !validName(q.bucket) {
		return wire.Answer{}, fault(http.StatusBadRequest, "InvalidBucketName", "The specified bucket is not valid.")
	}
	var config createConfiguration
	body, bad := q.payload()
	if bad != nil {
		return wire.Answer{}, bad
	}
	if len(body) > 0 && xml.Unmarshal(body, &config) != nil {
		return wire.Answer{}, malformedXML()
	}
	region, bad := place(c.Region, config.LocationConstraint)
	if bad != nil {
		return wire.Answer{}, bad
	}
	ownership := q.header.Get("x-amz-object-ownership")
	if q.header.Values("x-amz-object-ownership") != nil && !slices.Contains(ownerships, ownership) {
		return wire.Answer{}, invalidArgument("Invalid x-amz-object-ownership header: " + ownership)
	}
	if err := checkNew(q.header); err != nil {
		return wire.Answer{}, err
	}
	if err := s.nameFree(q.bucket, c.Region, region); err != nil {
		return wire.Answer{}, err
	}
	if s.buckets[q.bucket] == nil {
		if len(s.buckets) >= maxBuckets {
			return wire.Answer{}, fault(http.StatusBadRequest, "TooManyBuckets", "You have attempted to create more buckets than allowed")
		}
		b := &bucket{name: q.bucket, region: region, created: c.At, settings: fresh(), objects: map[string][]*object{}}
		if ownership != "" {
			b.settings["ownershipControls"] = ownershipControls(ownership)
		}
		if len(config.Tags.Tag) > 0 {
			b.settings["tagging"] = tagging(config.Tags.Tag)
		}
		s.buckets[q.bucket] = b
	}
	return wire.Answer{Header: http.Header{"Location": {"/" + q.bucket}}}, nil
}

// checkNew refuses what a bucket of the sandbox cannot be made with.
func checkNew(header http.Header) *wire.Error {
	ownership := header.Get("x-amz-object-ownership")
	switch acl := header.Get(cannedACL); {
	case header.Get("x-amz-bucket-object-lock-enabled") == "true":
		return notImplemented()
	case acl == "" || acl == "private":
		return nil
	case ownership == "" || ownership == ownerships[0]:
		return fault(http.StatusBadRequest, "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
	}
	return notImplemented()
}

// place is the region of a new bucket. us-east-1 wants no constraint, and its
// endpoint takes those of other regions; every other region wants its own.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
func place(endpoint, constraint string) (string, *wire.Error) {
	switch {
	case endpoint == "us-east-1" && constraint == "":
		return endpoint, nil
	case endpoint == "us-east-1" && constraint == "EU":
		return "eu-west-1", nil
	case endpoint == "us-east-1":
		if constraint == "us-east-1" || !regionForm.MatchString(constraint) {
			return "", fault(http.StatusBadRequest, "InvalidLocationConstraint", "The specified location-constraint is not valid")
		}
		return constraint, nil
	case constraint == endpoint:
		return endpoint, nil
	case constraint == "":
		constraint = "unspecified"
	}
	return "", fault(http.StatusBadRequest, "IllegalLocationConstraintException",
		"The "+constraint+" location constraint is incompatible for the region specific endpoint this request was sent to.")
}

// nameFree: us-east-1 alone lets an owner make the same bucket again.
func (s *State) nameFree(name, endpoint, region string) *wire.Error {
	b := s.buckets[name]
	switch {
	case b == nil && taken[name]:
		return fault(http.StatusConflict, "BucketAlreadyExists",
			"The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.")
	case b != nil && (endpoint != "us-east-1" || region != "us-east-1" || b.region != region):
		return fault(http.StatusConflict, "BucketAlreadyOwnedByYou",
			"Your previous request to create the named bucket succeeded and you already own it.")
	}
	return nil
}

// ownerships: https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
var ownerships = []string{"BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"}

func ownershipControls(ownership string) []byte {
	return []byte(`<OwnershipControls xmlns="` + namespace + `"><Rule><ObjectOwnership>` + ownership + `</ObjectOwnership></Rule></OwnershipControls>`)
}

func tagging(tags []xmlTag) []byte {
	return document(struct {
		XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ Tagging"`
		Tags    []xmlTag `xml:"TagSet>Tag"`
	}{Tags: tags})
}

func (s *State) headBucket(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	return wire.Answer{Header: http.Header{"X-Amz-Bucket-Region": {b.region}, "X-Amz-Access-Point-Alias": {"false"}}}, nil
}

func (s *State) deleteBucket(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	if b.size > 0 {
		text := "The bucket you tried to delete is not empty"
		if b.versions != "" {
			text += ". You must delete all versions in the bucket."
		}
		return wire.Answer{}, fault(http.StatusConflict, "BucketNotEmpty", text)
	}
	delete(s.buckets, b.name)
	return noContent(), nil
}

type listedBucket struct {
	Name         string
	BucketRegion string
	CreationDate string
}

// listBuckets lists by name. All of them are one page unless a size is asked
// for.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
func (s *State) listBuckets(_ *wire.Call, q *request, _ *bucket) (wire.Answer, error) {
	limit := maxBuckets
	if text := q.query.Get("max-buckets"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 10_000 {
			return wire.Answer{}, invalidArgument("Argument max-buckets must be an integer between 1 and 10000")
		}
		limit = n
	}
	after, err := base64.URLEncoding.DecodeString(q.query.Get("continuation-token"))
	if err != nil {
		return wire.Answer{}, invalidArgument("The continuation token provided is incorrect")
	}
	out := struct {
		XMLName xml.Name       `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListAllMyBucketsResult"`
		Owner   string         `xml:"Owner>ID"`
		Buckets []listedBucket `xml:"Buckets>Bucket"`
		Token   string         `xml:"ContinuationToken,omitempty"`
		Prefix  string         `xml:",omitempty"`
	}{Owner: ownerID, Prefix: q.query.Get("prefix")}
	for _, name := range slices.Sorted(maps.Keys(s.buckets)) {
		b := s.buckets[name]
		region := q.query.Get("bucket-region")
		if name <= string(after) || !strings.HasPrefix(name, out.Prefix) || region != "" && region != b.region {
			continue
		}
		if len(out.Buckets) == limit {
			out.Token = base64.URLEncoding.EncodeToString([]byte(out.Buckets[limit-1].Name))
			break
		}
		out.Buckets = append(out.Buckets, listedBucket{name, b.region, stamp(b.created)})
	}
	return ok(out), nil
}

func (s *State) getLocation(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	out := struct {
		XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ LocationConstraint"`
		Region  string   `xml:",chardata"`
	}{Region: b.region}
	if b.region == "us-east-1" {
		out.Region = ""
	}
	return ok(out), nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
