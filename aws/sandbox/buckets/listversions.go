package buckets

import (
	"encoding/xml"
	"maps"
	"slices"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

type listedVersion struct {
	Key          string
	VersionId    string
	IsLatest     bool
	LastModified string
	ETag         string `xml:",omitempty"`
	Size         *int   `xml:",omitempty"`
	StorageClass string `xml:",omitempty"`
}

// listVersions gives every version of every key, newest first within a key.
// Pages end between keys.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
func (s *State) listVersions(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	limit, err := q.maxKeys()
	if err != nil {
		return wire.Answer{}, err
	}
	out := struct {
		XMLName       xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListVersionsResult"`
		Name          string
		Prefix        string
		KeyMarker     string
		MaxKeys       int
		EncodingType  string `xml:",omitempty"`
		IsTruncated   bool
		NextKeyMarker string `xml:",omitempty"`
		Version       []listedVersion
		DeleteMarker  []listedVersion
	}{
		Name: b.name, Prefix: q.encode(q.query.Get("prefix")), KeyMarker: q.encode(q.query.Get("key-marker")),
		MaxKeys: limit, EncodingType: q.query.Get("encoding-type"),
	}
	last, count := "", 0
	for _, key := range slices.Sorted(maps.Keys(b.objects)) {
		if !strings.HasPrefix(key, q.query.Get("prefix")) || key <= q.query.Get("key-marker") {
			continue
		}
		if count >= limit {
			out.IsTruncated, out.NextKeyMarker = limit > 0, q.encode(last)
			break
		}
		for i, o := range slices.Backward(b.objects[key]) {
			listed := listedVersion{
				Key: q.encode(key), VersionId: o.version, LastModified: stamp(o.modified), IsLatest: i == len(b.objects[key])-1,
			}
			count++
			if o.marker {
				out.DeleteMarker = append(out.DeleteMarker, listed)
				continue
			}
			size := len(o.body)
			listed.ETag, listed.Size, listed.StorageClass = o.etag, &size, o.class()
			out.Version = append(out.Version, listed)
		}
		last = key
	}
	return ok(out), nil
}
