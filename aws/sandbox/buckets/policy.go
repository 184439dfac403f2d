package buckets

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

func policyOperation(method string) (operation, bool) {
	switch method {
	case http.MethodGet:
		return operation{name: "GetBucketPolicy", readOnly: true, do: (*State).getPolicy}, true
	case http.MethodPut:
		return operation{name: "PutBucketPolicy", do: (*State).putPolicy}, true
	case http.MethodDelete:
		return operation{name: "DeleteBucketPolicy", do: (*State).deletePolicy}, true
	}
	return operation{}, false
}

func noSuchPolicy() *wire.Error {
	return fault(http.StatusNotFound, "NoSuchBucketPolicy", "The bucket policy does not exist")
}

func (s *State) getPolicy(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	if b.policy == "" {
		return wire.Answer{}, noSuchPolicy()
	}
	return wire.Answer{Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(b.policy)}, nil
}

func (s *State) deletePolicy(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	b.policy, b.parsed = "", iampolicy.Policy{}
	return noContent(), nil
}

func (s *State) putPolicy(c *wire.Call, q *request, b *bucket) (wire.Answer, error) {
	body, err := q.payload()
	if err != nil {
		return wire.Answer{}, err
	}
	parsed, err := checkPolicy(body, b.name)
	if err != nil {
		return wire.Answer{}, err
	}
	if public(body) && b.setting("publicAccessBlock", "BlockPublicPolicy") == "true" {
		return wire.Answer{}, fault(http.StatusForbidden, "AccessDenied", "User: "+c.Caller.ARN+
			" is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::"+b.name+
			"\" because public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access.")
	}
	b.policy, b.parsed = string(body), parsed
	return noContent(), nil
}

func (s *State) getPolicyStatus(_ *wire.Call, _ *request, b *bucket) (wire.Answer, error) {
	if b.policy == "" {
		return wire.Answer{}, noSuchPolicy()
	}
	return ok(struct {
		XMLName  xml.Name `xml:"http://s3.amazonaws.com/doc/2006-03-01/ PolicyStatus"`
		IsPublic bool
	}{IsPublic: public([]byte(b.policy))}), nil
}

// statement is what the check of a document needs.
type statement struct {
	Effect       string
	Principal    json.RawMessage
	NotPrincipal json.RawMessage
	Resource     json.RawMessage
	NotResource  json.RawMessage
	Condition    json.RawMessage
}

func checkPolicy(body []byte, bucket string) (iampolicy.Policy, *wire.Error) {
	if len(body) > maxPolicy {
		return iampolicy.Policy{}, malformedPolicy("Policy exceeds the maximum allowed document size.")
	}
	var shape struct{ Statement json.RawMessage }
	if len(body) == 0 || body[0] != '{' || json.Unmarshal(body, &shape) != nil {
		return iampolicy.Policy{}, malformedPolicy("Policies must be valid JSON and the first byte must be '{'")
	}
	if len(shape.Statement) == 0 {
		return iampolicy.Policy{}, malformedPolicy("Missing required field Statement")
	}
	for _, s := range statements(shape.Statement) {
		switch {
		case s.Principal == nil && s.NotPrincipal == nil:
			return iampolicy.Policy{}, malformedPolicy("Missing required field Principal")
		case s.Resource == nil && s.NotResource == nil:
			return iampolicy.Policy{}, malformedPolicy("Missing required field Resource")
		case !ownResources(s.Resource, bucket) || !ownResources(s.NotResource, bucket):
			return iampolicy.Policy{}, malformedPolicy("Policy has invalid resource")
		}
	}
	parsed, err := iampolicy.Parse(string(body))
	if err != nil {
		return parsed, malformedPolicy("Policy has invalid statement: " + err.Error())
	}
	return parsed, nil
}

// statements is one or a list of them.
func statements(raw json.RawMessage) []statement {
	var many []statement
	if json.Unmarshal(raw, &many) == nil {
		return many
	}
	var one statement
	if json.Unmarshal(raw, &one) != nil {
		return nil
	}
	return []statement{one}
}

// ownResources: a bucket's policy is about the bucket and what is in it.
func ownResources(raw json.RawMessage, bucket string) bool {
	if raw == nil {
		return true
	}
	var list []string
	var one string
	if json.Unmarshal(raw, &one) == nil {
		list = []string{one}
	} else if json.Unmarshal(raw, &list) != nil {
		return false
	}
	for _, arn := range list {
		_, name, found := strings.Cut(arn, ":s3:::")
		name, _, _ = strings.Cut(name, "/")
		if !found || !strings.HasPrefix(arn, "arn:") || name != bucket && !strings.ContainsAny(name, "*?") {
			return false
		}
	}
	return true
}

// public is whether a statement lets everyone in without a condition.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
func public(body []byte) bool {
	var shape struct{ Statement json.RawMessage }
	if json.Unmarshal(body, &shape) != nil {
		return false
	}
	for _, s := range statements(shape.Statement) {
		everyone := strings.Contains(strings.ReplaceAll(string(s.Principal), " ", ""), `"*"`) || s.NotPrincipal != nil
		if s.Effect == "Allow" && everyone && s.Condition == nil {
			return true
		}
	}
	return false
}
