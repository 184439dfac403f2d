package buckets

import (
	"encoding/xml"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

// copyObject takes the headers and tags of the source along, unless it is told
// to replace them.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
func (s *State) copyObject(c *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	source, from, err := s.source(q)
	if err != nil {
		return wire.Answer{}, err
	}
	if !s.room(len(from.body)) {
		return wire.Answer{}, full()
	}
	if err := q.checkObject(b); err != nil {
		return wire.Answer{}, err
	}
	header := maps.Clone(from.header)
	delete(header, storageClass) // a copy has the standard one, unless it asks
	replaced := q.header.Get("x-amz-metadata-directive") == "REPLACE"
	if replaced {
		header = kept(q.header)
	}
	if source == b && from.key == q.key && !replaced && q.query.Get("versionId") == "" && b.newest(q.key) == from {
		return wire.Answer{}, fault(http.StatusBadRequest, "InvalidRequest", "This copy request is illegal because it is trying to copy an object to itself"+
			" without changing the object's metadata, storage class, website redirect location or encryption attributes.")
	}
	if class := q.header.Get(storageClass); class != "" && class != classes[0] {
		header[storageClass] = class
	}
	b.encrypt(header, q.header)
	o := s.store(b, q.key, from.body, header, c.At)
	o.tags = from.tags
	if q.header.Get("x-amz-tagging-directive") == "REPLACE" {
		o.tags = headerTags(q.header)
	}
	answer := ok(struct {
		XMLName      xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ CopyObjectResult"`
		ETag         string
		LastModified string
	}{ETag: o.etag, LastModified: stamp(o.modified)})
	if b.versions != "" {
		answer.Header.Set("x-amz-version-id", o.version)
	}
	if source.versions != "" {
		answer.Header.Set("x-amz-copy-source-version-id", from.version)
	}
	return answer, nil
}

// source is what x-amz-copy-source names: /BUCKET/KEY?versionId=ID.
func (s *State) source(q *request) (*bucket, *object, *wire.Error) {
	text, version, _ := strings.Cut(q.header.Get("x-amz-copy-source"), "?versionId=")
	path, err := url.PathUnescape(strings.TrimPrefix(text, "/"))
	name, key, found := strings.Cut(path, "/")
	if err != nil || !found || key == "" {
		return nil, nil, invalidArgument("Invalid copy source object key")
	}
	b := s.buckets[name]
	switch {
	case b == nil && taken[name]:
		return nil, nil, accessDenied()
	case b == nil:
		return nil, nil, noSuchBucket()
	}
	from := &request{bucket: name, key: key, query: url.Values{"versionId": {version}}}
	o, failed := from.find(b)
	return b, o, failed
}
