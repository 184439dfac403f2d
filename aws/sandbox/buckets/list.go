package buckets

import (
	"encoding/base64"
	"encoding/xml"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

type listedObject struct {
	Key          string
	LastModified string
	ETag         string
	Size         int
	StorageClass string
}

type commonPrefix struct{ Prefix string }

// listing is what both versions of ListObjects answer.
type listing struct {
	XMLName        xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListBucketResult"`
	Name           string
	Prefix         string
	Delimiter      string `xml:",omitempty"`
	MaxKeys        int
	EncodingType   string `xml:",omitempty"`
	IsTruncated    bool
	KeyCount       *int   `xml:",omitempty"` // version 2
	NextToken      string `xml:"NextContinuationToken,omitempty"`
	Token          string `xml:"ContinuationToken,omitempty"`
	Marker         *string
	NextMarker     string `xml:",omitempty"`
	Contents       []listedObject
	CommonPrefixes []commonPrefix
}

func (s *State) listObjectsV2(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	after := q.query.Get("start-after")
	token := q.query.Get("continuation-token")
	if token != "" {
		decoded, err := base64.URLEncoding.DecodeString(token)
		if err != nil {
			return wire.Answer{}, invalidArgument("The continuation token provided is incorrect")
		}
		after = string(decoded)
	}
	out, last, err := b.list(q, after)
	if err != nil {
		return wire.Answer{}, err
	}
	count := len(out.Contents) + len(out.CommonPrefixes)
	out.KeyCount, out.Token = &count, token
	if out.IsTruncated {
		out.NextToken = base64.URLEncoding.EncodeToString([]byte(last))
	}
	return ok(out), nil
}

func (s *State) listObjects(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	marker := q.query.Get("marker")
	out, last, err := b.list(q, marker)
	if err != nil {
		return wire.Answer{}, err
	}
	out.Marker = &marker
	if out.IsTruncated {
		out.NextMarker = q.encode(last)
	}
	return ok(out), nil
}

// list gives the keys after one, and the last key or common prefix of the page.
func (b *bucket) list(q *request, after string) (listing, string, *wire.Error) {
	limit, err := q.maxKeys()
	if err != nil {
		return listing{}, "", err
	}
	prefix, delimiter := q.query.Get("prefix"), q.query.Get("delimiter")
	out := listing{
		Name: b.name, Prefix: q.encode(prefix), Delimiter: q.encode(delimiter),
		MaxKeys: limit, EncodingType: q.query.Get("encoding-type"),
	}
	last, count := "", 0
	for _, key := range slices.Sorted(maps.Keys(b.objects)) {
		o := b.newest(key)
		if o.marker || !strings.HasPrefix(key, prefix) || key <= after {
			continue
		}
		group := grouped(key, prefix, delimiter)
		if group != "" && (group == last || group <= after) {
			continue
		}
		if count == limit {
			out.IsTruncated = limit > 0
			break
		}
		count++
		if group != "" {
			out.CommonPrefixes = append(out.CommonPrefixes, commonPrefix{q.encode(group)})
			last = group
			continue
		}
		last = key
		out.Contents = append(out.Contents, listedObject{q.encode(key), stamp(o.modified), o.etag, len(o.body), o.class()})
	}
	return out, last, nil
}

// grouped is the common prefix that a key falls under; "" for none.
func grouped(key, prefix, delimiter string) string {
	if delimiter == "" {
		return ""
	}
	head, _, found := strings.Cut(key[len(prefix):], delimiter)
	if !found {
		return ""
	}
	return prefix + head + delimiter
}

func (q *request) maxKeys() (int, *wire.Error) {
	text := q.query.Get("max-keys")
	if text == "" {
		return 1000, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 0, invalidArgument("Argument maxKeys must be an integer between 0 and 2147483647")
	}
	return min(n, 1000), nil
}

// encode is for keys that XML cannot hold, where the client asks for it.
func (q *request) encode(text string) string {
	if q.query.Get("encoding-type") != "url" {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(url.QueryEscape(text), "+", "%20"), "%2F", "/")
}

func (s *State) listUploads(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	return ok(struct {
		XMLName     xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ ListMultipartUploadsResult"`
		Bucket      string
		IsTruncated bool
	}{Bucket: b.name}), nil
}
