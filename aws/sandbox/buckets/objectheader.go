package buckets

import (
	"net/http"
	"slices"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

const (
	encryption   = "X-Amz-Server-Side-Encryption"
	encryptedBy  = "X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id"
	storageClass = "X-Amz-Storage-Class"
	cannedACL    = "X-Amz-Acl"
)

var (
	algorithms = []string{"AES256", "aws:kms", "aws:kms:dsse"}
	// classes are those whose objects can be read at once.
	classes = []string{"STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"}
	// archives are those whose objects have to be restored first.
	archives = []string{"GLACIER", "DEEP_ARCHIVE", "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE"}
	// beyond are the beginnings of headers that ask a new object for what the
	// sandbox has not. To pass over them would pretend that they count.
	beyond = []string{"X-Amz-Object-Lock-", "X-Amz-Website-Redirect-Location", "X-Amz-Server-Side-Encryption-Customer-", "X-Amz-Grant-"}
)

// checkObject minds what the headers ask of a new object.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
func (q *request) checkObject(b *bucket) *wire.Error {
	for name := range q.header {
		if slices.ContainsFunc(beyond, func(start string) bool { return strings.HasPrefix(name, start) }) {
			return notImplemented()
		}
	}
	acl, class, algorithm := q.header.Get(cannedACL), q.header.Get(storageClass), q.header.Get(encryption)
	switch {
	case slices.Contains(archives, class):
		return notImplemented()
	case class != "" && !slices.Contains(classes, class):
		return fault(http.StatusBadRequest, "InvalidStorageClass", "The storage class you specified is not valid")
	case algorithm != "" && !slices.Contains(algorithms, algorithm):
		return invalidArgument("The encryption method specified is not supported")
	case acl == "" || acl == "bucket-owner-full-control":
		return nil
	case b.ownerEnforced():
		return aclNotSupported()
	case acl != "private" && acl != "bucket-owner-read":
		return notImplemented()
	}
	return nil
}

// encrypt notes how an object is encrypted: as its headers ask, else as the
// bucket does it by default.
func (b *bucket) encrypt(keep map[string]string, header http.Header) {
	delete(keep, encryption)
	delete(keep, encryptedBy)
	algorithm, key := header.Get(encryption), header.Get(encryptedBy)
	if algorithm == "" {
		algorithm, key = b.setting("encryption", "SSEAlgorithm"), b.setting("encryption", "KMSMasterKeyID")
	}
	if algorithm == "" {
		algorithm = algorithms[0]
	}
	keep[encryption] = algorithm
	if key != "" && algorithm != algorithms[0] {
		keep[encryptedBy] = key
	}
}

// class is the object's storage class, as lists show it.
func (o *object) class() string {
	if class := o.header[storageClass]; class != "" {
		return class
	}
	return classes[0]
}
