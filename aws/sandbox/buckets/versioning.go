package buckets

import (
	"encoding/xml"
	"net/http"

	"secretwatch/aws/sandbox/wire"
)

func versioningOperation(method string) (operation, bool) {
	switch method {
	case http.MethodGet:
		return operation{name: "GetBucketVersioning", readOnly: true, do: (*State).getVersioning}, true
	case http.MethodPut:
		return operation{name: "PutBucketVersioning", do: (*State).putVersioning}, true
	}
	return operation{}, false
}

type versioningConfiguration struct {
	XMLName xml.Name `xml:"VersioningConfiguration"`
	Xmlns   string   `xml:"xmlns,attr,omitempty"`
	Status  string   `xml:",omitempty"`
}

func (s *State) getVersioning(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	return ok(versioningConfiguration{Xmlns: namespace, Status: b.versions}), nil
}

func (s *State) putVersioning(_ *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	body, bad := q.payload()
	if bad != nil {
		return wire.Answer{}, bad
	}
	var config versioningConfiguration
	if xml.Unmarshal(body, &config) != nil {
		return wire.Answer{}, malformedXML()
	}
	if config.Status != "Enabled" && config.Status != "Suspended" {
		return wire.Answer{}, fault(http.StatusBadRequest, "IllegalVersioningConfigurationException", "The Versioning element must be specified")
	}
	b.versions = config.Status
	return wire.Answer{}, nil
}
