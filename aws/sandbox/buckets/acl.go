package buckets

import (
	"net/http"

	"secretwatch/aws/sandbox/wire"
)

// ownersACL is the only ACL that the sandbox has: everything is the owner's.
const ownersACL = `<AccessControlPolicy xmlns="` + namespace + `"><Owner><ID>` + ownerID + `</ID></Owner><AccessControlList><Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="CanonicalUser"><ID>` + ownerID + `</ID></Grantee><Permission>FULL_CONTROL</Permission></Grant></AccessControlList></AccessControlPolicy>`

func aclOperation(method string) (operation, bool) {
	switch method {
	case http.MethodGet:
		return operation{name: "GetBucketAcl", readOnly: true, do: (*State).getACL}, true
	case http.MethodPut:
		return operation{name: "PutBucketAcl", do: (*State).putACL}, true
	}
	return operation{}, false
}

func (s *State) getACL(_ *wire.Call, _ *request, _ *bucket) (wire.Answer, error) {
	return wire.Answer{Header: http.Header{"Content-Type": {"application/xml"}}, Body: []byte(ownersACL)}, nil
}

// putACL: a bucket as it is made today takes no ACL, and one that takes them
// keeps its owner's alone.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
func (s *State) putACL(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	switch {
	case b.ownerEnforced():
		return wire.Answer{}, aclNotSupported()
	case q.header.Get("x-amz-acl") != "private":
		return wire.Answer{}, notImplemented()
	}
	return wire.Answer{}, nil
}

func (b *bucket) ownerEnforced() bool {
	return b.setting("ownershipControls", "ObjectOwnership") == "BucketOwnerEnforced"
}

func aclNotSupported() *wire.Error {
	return fault(http.StatusBadRequest, "AccessControlListNotSupported", "The bucket does not allow ACLs")
}

func (s *State) getObjectACL(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	o, err := q.find(b)
	if err != nil {
		return wire.Answer{}, err
	}
	return versioned(b, o, wire.Answer{Header: http.Header{"Content-Type": {"application/xml"}}, Body: []byte(ownersACL)}), nil
}
