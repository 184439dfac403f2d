package buckets

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"slices"

	"secretwatch/aws/sandbox/wire"
)

// maxObjectTags: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html
const maxObjectTags = 10

func objectTagging(method string) (operation, bool) {
	switch method {
	case http.MethodGet:
		return operation{name: "GetObjectTagging", readOnly: true, data: true, do: (*State).getObjectTagging}, true
	case http.MethodPut:
		return operation{name: "PutObjectTagging", data: true, do: (*State).putObjectTagging}, true
	case http.MethodDelete:
		return operation{name: "DeleteObjectTagging", data: true, do: (*State).deleteObjectTagging}, true
	}
	return operation{}, false
}

func (s *State) getObjectTagging(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	o, err := q.find(b)
	if err != nil {
		return wire.Answer{}, err
	}
	return versioned(b, o, wire.Answer{
		Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/xml"}}, Body: tagging(o.tags),
	}), nil
}

func (s *State) putObjectTagging(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	o, err := q.find(b)
	if err != nil {
		return wire.Answer{}, err
	}
	body, err := q.payload()
	if err != nil {
		return wire.Answer{}, err
	}
	var given struct {
		XMLName xml.Name `xml:"Tagging"`
		Tags    []xmlTag `xml:"TagSet>Tag"`
	}
	if xml.Unmarshal(body, &given) != nil {
		return wire.Answer{}, malformedXML()
	}
	if err := checkTags(given.Tags); err != nil {
		return wire.Answer{}, err
	}
	o.tags = given.Tags
	return versioned(b, o, wire.Answer{Status: http.StatusOK, Header: http.Header{}}), nil
}

func (s *State) deleteObjectTagging(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	o, err := q.find(b)
	if err != nil {
		return wire.Answer{}, err
	}
	o.tags = nil
	return versioned(b, o, wire.Answer{Status: http.StatusNoContent, Header: http.Header{}}), nil
}

func checkTags(tags []xmlTag) *wire.Error {
	if len(tags) > maxObjectTags {
		return fault(http.StatusBadRequest, "BadRequest", "Object tags cannot be greater than 10")
	}
	seen := map[string]bool{}
	for _, t := range tags {
		switch {
		case t.Key == "" || len(t.Key) > 128:
			return fault(http.StatusBadRequest, "InvalidTag", "The TagKey you have provided is invalid")
		case len(t.Value) > 256:
			return fault(http.StatusBadRequest, "InvalidTag", "The TagValue you have provided is invalid")
		case seen[t.Key]:
			return fault(http.StatusBadRequest, "InvalidTag", "Cannot provide multiple Tags with the same key")
		}
		seen[t.Key] = true
	}
	return nil
}

// headerTags are the tags that an upload brings along in x-amz-tagging.
func headerTags(header http.Header) []xmlTag {
	values, err := url.ParseQuery(header.Get("x-amz-tagging"))
	if err != nil {
		return nil
	}
	var tags []xmlTag
	for key := range values {
		tags = append(tags, xmlTag{key, values.Get(key)})
	}
	slices.SortFunc(tags, func(a, b xmlTag) int {
		if a.Key < b.Key {
			return -1
		}
		return 1
	})
	return tags
}

func versioned(b *bucket, o *object, answer wire.Answer) wire.Answer {
	if b.versions != "" {
		answer.Header.Set("x-amz-version-id", o.version)
	}
	return answer
}
