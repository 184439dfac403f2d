package buckets

import (
	"net/http"

	"secretwatch/aws/sandbox/wire"
)

// operation is one of S3's, by the name that CloudTrail records.
type operation struct {
	name     string
	readOnly bool
	data     bool
	do       func(*State, *wire.Call, *request, *bucket) (wire.Answer, error)
}

// operationFor picks by method, by whether there is a bucket and a key, and by
// the subresource in the query.
func operationFor(method string, q *request) operation {
	switch {
	case q.bucket == "" && method == http.MethodGet:
		return operation{name: "ListBuckets", readOnly: true, do: (*State).listBuckets}
	case q.bucket == "":
		return unsupported(method)
	case q.key != "":
		return objectOperation(method, q)
	}
	for _, sub := range subresources {
		if q.query.Has(sub.query) {
			return sub.operation(method)
		}
	}
	return bucketOperation(method, q)
}

func bucketOperation(method string, q *request) operation {
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
	return unsupported(method)
}

func objectOperation(method string, q *request) operation {
	for _, sub := range []string{"acl", "tagging", "uploads", "uploadId", "retention", "legal-hold", "torrent", "attributes", "select"} {
		if q.query.Has(sub) {
			return unsupported(method)
		}
	}
	switch method {
	case http.MethodPut:
		if q.header.Get("x-amz-copy-source") != "" {
			return unsupported(method)
		}
		return operation{name: "PutObject", data: true, do: (*State).putObject}
	case http.MethodGet:
		return operation{name: "GetObject", readOnly: true, data: true, do: (*State).getObject}
	case http.MethodHead:
		return operation{name: "HeadObject", readOnly: true, data: true, do: (*State).headObject}
	case http.MethodDelete:
		return operation{name: "DeleteObject", data: true, do: (*State).deleteObject}
	}
	return unsupported(method)
}

// unsupported is what S3 has and the sandbox has not. It changes nothing, so it
// makes no record.
func unsupported(method string) operation {
	return operation{name: method, data: true, do: func(*State, *wire.Call, *request, *bucket) (wire.Answer, error) {
		return wire.Answer{}, notImplemented()
	}}
}
