package buckets

import (
	"bytes"
	"encoding/xml"
	"net/http"
	"slices"

	"secretwatch/aws/sandbox/wire"
)

// oneOf checks that an element has one of these texts.
func oneOf(element string, texts []string) func([]byte) ([]byte, *wire.Error) {
	return func(doc []byte) ([]byte, *wire.Error) {
		if !slices.Contains(texts, textIn(doc, element)) {
			return nil, malformedXML()
		}
		return doc, nil
	}
}

func checkTagSet(doc []byte) ([]byte, *wire.Error) {
	var set struct {
		Tags []xmlTag `xml:"TagSet>Tag"`
	}
	if xml.Unmarshal(doc, &set) != nil {
		return nil, malformedXML()
	}
	seen := map[string]bool{}
	for _, t := range set.Tags {
		if seen[t.Key] {
			return nil, fault(http.StatusBadRequest, "InvalidTag", "Cannot provide multiple Tags with the same key")
		}
		seen[t.Key] = true
	}
	return doc, nil
}

// lifecycleRule is what the check of a lifecycle needs of a rule.
type lifecycleRule struct {
	ID, Status     string
	Filter, Prefix *struct{}
	Actions        []struct{} `xml:"Expiration"`
	Transitions    []struct{} `xml:"Transition"`
	OldExpiry      []struct{} `xml:"NoncurrentVersionExpiration"`
	OldTransitions []struct{} `xml:"NoncurrentVersionTransition"`
	Uploads        []struct{} `xml:"AbortIncompleteMultipartUpload"`
}

// checkLifecycle also names the rules that have no name, as S3 does.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
func checkLifecycle(doc []byte) ([]byte, *wire.Error) {
	var config struct{ Rule []lifecycleRule }
	if xml.Unmarshal(doc, &config) != nil || len(config.Rule) == 0 {
		return nil, malformedXML()
	}
	seen := map[string]bool{}
	for _, r := range config.Rule {
		switch {
		case r.Status != "Enabled" && r.Status != "Disabled", r.Filter == nil && r.Prefix == nil:
			return nil, malformedXML()
		case len(r.Actions)+len(r.Transitions)+len(r.OldExpiry)+len(r.OldTransitions)+len(r.Uploads) == 0:
			return nil, fault(http.StatusBadRequest, "InvalidRequest", "At least one action needs to be specified in a rule")
		case r.ID != "" && seen[r.ID]:
			return nil, invalidArgument("Rule ID must be unique. Found same ID for more than one rule")
		}
		seen[r.ID] = true
	}
	return named(doc, config.Rule), nil
}

// named puts an ID at the start of each rule without one.
func named(doc []byte, rules []lifecycleRule) []byte {
	decoder := xml.NewDecoder(bytes.NewReader(doc))
	var out bytes.Buffer
	from, rule := 0, 0
	for {
		token, err := decoder.Token()
		if err != nil || rule == len(rules) {
			out.Write(doc[from:])
			return out.Bytes()
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "Rule" {
			at := int(decoder.InputOffset())
			if rules[rule].ID == "" {
				out.Write(doc[from:at])
				out.WriteString("<ID>" + wire.NewID() + "</ID>")
				from = at
			}
			rule++
		}
	}
}
