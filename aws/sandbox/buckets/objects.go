package buckets

import (
	"encoding/xml"
	"net/http"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) putObject(c *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	body, err := q.payload()
	if err != nil {
		return wire.Answer{}, err
	}
	if len(q.key) > 1024 {
		return wire.Answer{}, fault(http.StatusBadRequest, "KeyTooLongError", "Your key is too long")
	}
	if err := q.checkObject(b); err != nil {
		return wire.Answer{}, err
	}
	if err := q.writable(b); err != nil {
		return wire.Answer{}, err
	}
	if !s.room(len(body)) {
		return wire.Answer{}, full()
	}
	tags := headerTags(q.header)
	if err := checkTags(tags); err != nil {
		return wire.Answer{}, err
	}
	keep := kept(q.header)
	b.encrypt(keep, q.header)
	o := s.store(b, q.key, body, keep, c.At)
	o.tags = tags
	header := http.Header{"Etag": {o.etag}, encryption: {keep[encryption]}}
	if key := keep[encryptedBy]; key != "" {
		header.Set(encryptedBy, key)
	}
	if b.versions != "" {
		header.Set("x-amz-version-id", o.version)
	}
	return wire.Answer{Header: header}, nil
}

// kept are the headers that an object gives back.
func kept(header http.Header) map[string]string {
	keep := map[string]string{"Content-Type": "binary/octet-stream"}
	for name := range header {
		switch {
		case strings.HasPrefix(name, "X-Amz-Meta-"),
			name == "Content-Type", name == "Cache-Control", name == "Content-Disposition", name == "Content-Language":
			keep[name] = header.Get(name)
		case name == storageClass && header.Get(name) != classes[0]:
			keep[name] = header.Get(name)
		case name == "Content-Encoding":
			encoding := strings.Trim(strings.ReplaceAll(header.Get(name), "aws-chunked", ""), ", ")
			if encoding != "" {
				keep[name] = encoding
			}
		}
	}
	return keep
}

func (s *State) getObject(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	o, err := q.find(b)
	if err != nil {
		return wire.Answer{}, err
	}
	if err := q.readable(o); err != nil {
		return wire.Answer{}, err
	}
	return part(q.header.Get("Range"), wire.Answer{Header: o.headers(b), Body: o.body})
}

func (s *State) headObject(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	o, err := q.find(b)
	if err != nil {
		return wire.Answer{}, err
	}
	if err := q.readable(o); err != nil {
		return wire.Answer{}, err
	}
	header := o.headers(b)
	header.Set("Content-Length", length(len(o.body)))
	return wire.Answer{Header: header}, nil
}

func (q *request) find(b *bucket) (*object, *wire.Error) {
	version := q.query.Get("versionId")
	o := b.versionOf(q.key, version)
	switch {
	case o == nil && version != "":
		return nil, fault(http.StatusNotFound, "NoSuchVersion", "The specified version does not exist.")
	case o == nil || o.marker && version == "":
		return nil, noSuchKey()
	case o.marker:
		return nil, fault(http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource.")
	}
	return o, nil
}

func (o *object) headers(b *bucket) http.Header {
	header := http.Header{}
	for name, value := range o.header {
		header.Set(name, value)
	}
	header.Set("ETag", o.etag)
	header.Set("Last-Modified", o.modified.UTC().Format(http.TimeFormat))
	header.Set("Accept-Ranges", "bytes")
	if len(o.tags) > 0 {
		header.Set("x-amz-tagging-count", length(len(o.tags)))
	}
	if b.versions != "" {
		header.Set("x-amz-version-id", o.version)
	}
	return header
}

func (s *State) deleteObject(c *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	gone := s.erase(b, q.key, q.query.Get("versionId"), c.At)
	answer := noContent()
	answer.Header = http.Header{}
	if gone != nil && b.versions != "" {
		answer.Header.Set("x-amz-version-id", gone.version)
		if gone.marker {
			answer.Header.Set("x-amz-delete-marker", "true")
		}
	}
	return answer, nil
}

type deleteRequest struct {
	XMLName xml.Name `xml:"Delete"`
	Quiet   bool
	Object  []struct{ Key, VersionId string }
}

type deletedObject struct {
	Key                   string
	VersionId             string `xml:",omitempty"`
	DeleteMarker          bool   `xml:",omitempty"`
	DeleteMarkerVersionId string `xml:",omitempty"`
}

// deleteObjects: up to 1000 at once.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html
func (s *State) deleteObjects(c *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	body, bad := q.payload()
	if bad != nil {
		return wire.Answer{}, bad
	}
	var wanted deleteRequest
	if xml.Unmarshal(body, &wanted) != nil || len(wanted.Object) == 0 || len(wanted.Object) > 1000 {
		return wire.Answer{}, malformedXML()
	}
	out := struct {
		XMLName xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ DeleteResult"`
		Deleted []deletedObject
	}{}
	for _, o := range wanted.Object {
		gone := s.erase(b, o.Key, o.VersionId, c.At)
		done := deletedObject{Key: o.Key, VersionId: o.VersionId}
		if gone != nil && gone.marker {
			done.DeleteMarker, done.DeleteMarkerVersionId = true, gone.version
		}
		if !wanted.Quiet {
			out.Deleted = append(out.Deleted, done)
		}
	}
	return ok(out), nil
}
