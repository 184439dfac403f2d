package buckets

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

// operation is one of S3's, by the name that CloudTrail records.
type operation struct {
	name     string
	readOnly bool
	data     bool
	unknown  bool // S3 has it, the sandbox has not
	do       func(*State, *wire.Call, *request, *bucket) (wire.Answer, error)
}

// operationFor picks by method, by whether there is a bucket and a key, and by
// the subresource in the query.
func operationFor(method string, q *request) operation {
	switch {
	case q.bucket == "" && method == http.MethodGet:
		return operation{name: "ListBuckets", readOnly: true, do: (*State).listBuckets}
	case q.bucket == "":
		return unsupported(method, q)
	case q.key != "":
		return objectOperation(method, q)
	}
	for _, sub := range subresources {
		if q.query.Has(sub.query) {
			return sub.operation(method, q)
		}
	}
	return bucketOperation(method, q)
}

func bucketOperation(method string, q *request) operation {
	if !q.only(bucketParameters) {
		return unsupported(method, q)
	}
	switch method {
	case http.MethodPut:
		return operation{name: "CreateBucket", do: (*State).createBucket}
	case http.MethodDelete:
		return operation{name: "DeleteBucket", do: (*State).deleteBucket}
	case http.MethodHead:
		return operation{name: "HeadBucket", readOnly: true, do: (*State).headBucket}
	case http.MethodPost:
		if q.query.Has("delete") {
			return operation{name: "DeleteObjects", data: true, do: (*State).deleteObjects}
		}
	case http.MethodGet:
		switch {
		case q.query.Has("versions"):
			return operation{name: "ListObjectVersions", readOnly: true, data: true, do: (*State).listVersions}
		case q.query.Get("list-type") == "2":
			return operation{name: "ListObjects", readOnly: true, data: true, do: (*State).listObjectsV2}
		case q.query.Has("uploads"):
			return operation{name: "ListMultipartUploads", readOnly: true, data: true, do: (*State).listUploads}
		default:
			return operation{name: "ListObjects", readOnly: true, data: true, do: (*State).listObjects}
		}
	}
	return unsupported(method, q)
}

func objectOperation(method string, q *request) operation {
	if q.query.Has("tagging") {
		if op, ok := objectTagging(method); ok {
			return op
		}
	}
	if q.query.Has("acl") && method == http.MethodGet {
		return operation{name: "GetObjectAcl", readOnly: true, data: true, do: (*State).getObjectACL}
	}
	if !q.only(objectParameters) {
		return unsupported(method, q)
	}
	switch method {
	case http.MethodPut:
		if q.header.Get("x-amz-copy-source") != "" {
			return operation{name: "CopyObject", data: true, do: (*State).copyObject}
		}
		return operation{name: "PutObject", data: true, do: (*State).putObject}
	case http.MethodGet:
		return operation{name: "GetObject", readOnly: true, data: true, do: (*State).getObject}
	case http.MethodHead:
		return operation{name: "HeadObject", readOnly: true, data: true, do: (*State).headObject}
	case http.MethodDelete:
		return operation{name: "DeleteObject", data: true, do: (*State).deleteObject}
	}
	return unsupported(method, q)
}

// The parameters of the operations that no subresource names. A request with
// another one asks for something else, which must not be taken for one of these.
var (
	bucketParameters = []string{
		"versions", "uploads", "delete", "list-type", "prefix", "delimiter", "max-keys", "marker", "continuation-token", "start-after",
		"encoding-type", "fetch-owner", "key-marker", "version-id-marker", "upload-id-marker", "max-uploads",
	}
	objectParameters = []string{"versionId"}
)

// only reports whether a request has no other parameters than these, and those
// of signatures and of answers' headers.
func (q *request) only(known []string) bool {
	for name := range q.query {
		lower := strings.ToLower(name)
		if !slices.Contains(known, name) && !strings.HasPrefix(lower, "x-amz-") && !strings.HasPrefix(lower, "response-") &&
			!slices.Contains([]string{"x-id", "awsaccesskeyid", "signature", "expires"}, lower) {
			return false
		}
	}
	return true
}

// unsupported is what S3 has and the sandbox has not. It changes nothing, so it
// makes no record.
func unsupported(method string, q *request) operation {
	return operation{name: q.named(method), data: true, unknown: true, do: func(*State, *wire.Call, *request, *bucket) (wire.Answer, error) {
		return wire.Answer{}, notImplemented()
	}}
}

// named is what a request asks for, in a few words: the method, what it is
// about, and the subresource.
func (q *request) named(method string) string {
	name := method + " /"
	if q.bucket != "" {
		name += "{bucket}"
	}
	if q.key != "" {
		name += "/{key}"
	}
	for _, parameter := range slices.Sorted(maps.Keys(q.query)) {
		if q.query.Get(parameter) == "" { // a subresource has no value
			return name + "?" + parameter
		}
	}
	return name
}
