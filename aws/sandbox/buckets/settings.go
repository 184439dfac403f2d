package buckets

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"net/http"

	"secretwatch/aws/sandbox/wire"
)

// subresource is one of a bucket's settings: an XML document that is put, got
// and deleted. What the sandbox does not act on, it keeps as it was put.
type subresource struct {
	query string // ?publicAccessBlock
	name  string // in the operation's name: GetBucketPublicAccessBlock
	root  string // of the document
	// fallback is the document of a bucket where it was never put or was
	// deleted; none is the error where there is no fallback.
	fallback string
	none     *wire.Error
	readOnly bool // there is no put and no delete
	// check refuses what AWS refuses, and fills in what AWS fills in.
	check func(doc []byte) ([]byte, *wire.Error)
	own   func(method string) (operation, bool)
}

const namespace = "http://s3.amazonaws.com/doc/2006-03-01/"

// subresources: the defaults are those of a bucket made today.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
var subresources = []subresource{
	{query: "policy", own: policyOperation},
	{query: "location", own: getOnly("GetBucketLocation", (*State).getLocation)},
	{query: "policyStatus", own: getOnly("GetBucketPolicyStatus", (*State).getPolicyStatus)},
	{query: "versioning", own: versioningOperation},
	{
		query: "publicAccessBlock", name: "BucketPublicAccessBlock", root: "PublicAccessBlockConfiguration",
		none: fault(http.StatusNotFound, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
	},
	{
		query: "encryption", name: "BucketEncryption", root: "ServerSideEncryptionConfiguration",
		fallback: `<ServerSideEncryptionConfiguration xmlns="` + namespace + `"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>`,
		check:    oneOf("SSEAlgorithm", algorithms),
	},
	{
		query: "lifecycle", name: "BucketLifecycle", root: "LifecycleConfiguration",
		none:  fault(http.StatusNotFound, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
		check: checkLifecycle,
	},
	{
		query: "tagging", name: "BucketTagging", root: "Tagging",
		none:  fault(http.StatusNotFound, "NoSuchTagSet", "The TagSet does not exist"),
		check: checkTagSet,
	},
	{
		query: "ownershipControls", name: "BucketOwnershipControls", root: "OwnershipControls",
		none:  fault(http.StatusNotFound, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
		check: oneOf("ObjectOwnership", ownerships),
	},
	{
		query: "requestPayment", name: "BucketRequestPayment", root: "RequestPaymentConfiguration",
		fallback: `<RequestPaymentConfiguration xmlns="` + namespace + `"><Payer>BucketOwner</Payer></RequestPaymentConfiguration>`,
	},
	{query: "acl", own: aclOperation},
	{query: "logging", name: "BucketLogging", readOnly: true, fallback: `<BucketLoggingStatus xmlns="` + namespace + `"/>`},
	{query: "notification", name: "BucketNotification", readOnly: true, fallback: `<NotificationConfiguration xmlns="` + namespace + `"/>`},
	{query: "accelerate", name: "BucketAccelerateConfiguration", readOnly: true, fallback: `<AccelerateConfiguration xmlns="` + namespace + `"/>`},
	{
		query: "cors", name: "BucketCors", readOnly: true,
		none: fault(http.StatusNotFound, "NoSuchCORSConfiguration", "The CORS configuration does not exist"),
	},
	{
		query: "website", name: "BucketWebsite", readOnly: true,
		none: fault(http.StatusNotFound, "NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration"),
	},
	{
		query: "replication", name: "BucketReplication", readOnly: true,
		none: fault(http.StatusNotFound, "ReplicationConfigurationNotFoundError", "The replication configuration was not found"),
	},
	{
		query: "object-lock", name: "BucketObjectLockConfiguration", readOnly: true,
		none: fault(http.StatusNotFound, "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket"),
	},
}

// fresh are the settings that a new bucket starts with and that can be deleted.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/create-bucket-faq.html
func fresh() map[string][]byte {
	return map[string][]byte{
		"publicAccessBlock": []byte(`<PublicAccessBlockConfiguration xmlns="` + namespace + `"><BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy><RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>`),
		"ownershipControls": ownershipControls("BucketOwnerEnforced"),
	}
}

func (sub subresource) operation(method string, q *request) operation {
	if sub.own != nil {
		if op, ok := sub.own(method); ok {
			return op
		}
		return unsupported(method, q)
	}
	switch {
	case method == http.MethodGet:
		return operation{name: "Get" + sub.name, readOnly: true, do: sub.got}
	case method == http.MethodPut && !sub.readOnly:
		return operation{name: "Put" + sub.name, do: sub.put}
	case method == http.MethodDelete && !sub.readOnly:
		return operation{name: "Delete" + sub.name, do: sub.deleted}
	}
	return unsupported(method, q)
}

func (sub subresource) got(_ *State, _ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	doc := b.settings[sub.query]
	if doc == nil {
		if sub.none != nil {
			return wire.Answer{}, sub.none
		}
		doc = []byte(sub.fallback)
	}
	answer := wire.Answer{Header: http.Header{"Content-Type": {"application/xml"}}, Body: doc}
	if size := b.settings[smallest]; sub.query == "lifecycle" && size != nil {
		answer.Header.Set(smallest, string(size))
	}
	return answer, nil
}

func (sub subresource) put(_ *State, _ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	body, err := q.payload()
	if err != nil {
		return wire.Answer{}, err
	}
	if !wellFormed(body, sub.root) {
		return wire.Answer{}, malformedXML()
	}
	if sub.check != nil {
		if body, err = sub.check(body); err != nil {
			return wire.Answer{}, err
		}
	}
	b.settings[sub.query] = body
	answer := wire.Answer{Status: sub.putStatus(), Header: http.Header{}}
	if sub.query == "lifecycle" {
		size := q.header.Get(smallest)
		if size == "" {
			size = "all_storage_classes_128K"
		}
		b.settings[smallest] = []byte(size)
		answer.Header.Set(smallest, size)
	}
	return answer, nil
}

// smallest is the part of a lifecycle that is a header, not in the document.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
const smallest = "x-amz-transition-default-minimum-object-size"

func (sub subresource) putStatus() int {
	if sub.query == "tagging" {
		return http.StatusNoContent
	}
	return http.StatusOK
}

func (sub subresource) deleted(_ *State, _ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	delete(b.settings, sub.query)
	return noContent(), nil
}

// wellFormed checks that a document is XML, with the right root element.
func wellFormed(doc []byte, root string) bool {
	if len(doc) > maxConfig {
		return false
	}
	decoder := xml.NewDecoder(bytes.NewReader(doc))
	depth, seen := 0, false
	for {
		token, err := decoder.Token()
		if err != nil {
			return errors.Is(err, io.EOF) && seen && depth == 0
		}
		switch element := token.(type) {
		case xml.StartElement:
			if depth == 0 && (seen || element.Name.Local != root) {
				return false
			}
			seen = true
			depth++
		case xml.EndElement:
			depth--
		}
	}
}

// setting is the text of the first element of this name in a setting; "" where
// there is none.
func (b *bucket) setting(query, element string) string {
	return textIn(b.settings[query], element)
}

func textIn(doc []byte, element string) string {
	decoder := xml.NewDecoder(bytes.NewReader(doc))
	for {
		token, err := decoder.Token()
		if err != nil {
			return ""
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == element {
			var have string
			if decoder.DecodeElement(&have, &start) == nil {
				return have
			}
		}
	}
}

func getOnly(name string, do func(*State, *wire.Call, *request, *bucket) (wire.Answer, error)) func(string) (operation, bool) {
	return func(method string) (operation, bool) {
		return operation{name: name, readOnly: true, do: do}, method == http.MethodGet
	}
}
