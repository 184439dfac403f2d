package doctor

import (
	"cmp"
	"encoding/json"
	"strings"

	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// caller is who makes a read, as a record says it.
type caller struct {
	identity     map[string]any
	agent, from  string
	console      bool
	nameByARN    bool // the console always does
	region, time string
	failure      string // the error's code, "" where the read worked
}

const (
	principalUser = "AIDAEXAMPLEUSERID0000"
	exampleKey    = "ASIAEXAMPLEKEYID00000"
)

// callers are the usual kinds of reader. A pattern that matches none of them
// matches nobody.
func (j *judge) callers() []caller {
	account := j.s.Account
	arn := func(service, resource string) string { return j.s.ARN(service, "", resource) }
	issuer := map[string]any{
		"type": "Role", "principalId": "AROAEXAMPLEROLEID0000", "arn": arn("iam", "role/app"), "accountId": account, "userName": "app",
	}
	session := map[string]any{
		"sessionIssuer": issuer, "attributes": map[string]any{"creationDate": "2026-01-01T00:00:00Z", "mfaAuthenticated": "false"},
	}
	user := map[string]any{
		"type": "IAMUser", "principalId": principalUser, "arn": arn("iam", "user/anna"), "accountId": account,
		"accessKeyId": exampleKey, "userName": "anna",
	}
	return []caller{
		{identity: user, agent: "aws-cli/2.17.60 md/command#secretsmanager.get-secret-value", from: "198.51.100.7"},
		{identity: user, agent: "Mozilla/5.0", from: "198.51.100.7", console: true, nameByARN: true},
		{
			identity: map[string]any{
				"type": "AssumedRole", "principalId": "AROAEXAMPLEROLEID0000:app", "arn": arn("sts", "assumed-role/app/app"),
				"accountId": account, "accessKeyId": exampleKey, "sessionContext": session,
			},
			agent: "Boto3/1.42.0 exec-env/AWS_Lambda_python3.13", from: "198.51.100.7",
		},
		{
			identity: map[string]any{"type": "Root", "principalId": account, "arn": arn("iam", "root"), "accountId": account, "accessKeyId": exampleKey},
			agent:    "aws-cli/2.17.60", from: "198.51.100.7",
		},
	}
}

// successful is the record of a read that worked, as CloudTrail delivers it.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieve-ct-entries.html
func (j *judge) successful(c caller, secretID string) string {
	return compact(j.record(c, secretID))
}

// unlike is the record of a call that is no read.
func (j *judge) unlike(c caller, source, event string) string {
	doc := j.record(c, j.s.Names.Secret)
	doc["eventSource"], doc["eventName"] = source, event
	delete(doc, "tlsDetails")
	if source != "secretsmanager.amazonaws.com" {
		doc["requestParameters"] = nil
	}
	return compact(doc)
}

func (j *judge) record(c caller, secretID string) map[string]any {
	doc := map[string]any{
		"eventVersion": "1.11", "userIdentity": c.identity, "eventTime": cmp.Or(c.time, "2026-01-01T00:00:00Z"),
		"eventSource": "secretsmanager.amazonaws.com", "eventName": "GetSecretValue", "awsRegion": cmp.Or(c.region, j.s.Region),
		"sourceIPAddress": c.from, "userAgent": c.agent,
		"requestParameters": map[string]any{"secretId": secretID}, "responseElements": nil,
		"requestID": "6f1d1c53-8f5b-4b51-9c0e-3f5f7f0a4c11", "eventID": "0d0f5e7e-2b1a-4f3c-8a55-d1d0c3a7b9e2",
		"readOnly": true, "eventType": "AwsApiCall", "managementEvent": true, "recipientAccountId": j.s.Account,
		"eventCategory": "Management",
		"tlsDetails": map[string]any{
			"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256",
			"clientProvidedHostHeader": "secretsmanager." + j.s.Region + ".amazonaws.com",
		},
	}
	if c.console {
		doc["sessionCredentialFromConsole"] = "true"
	}
	if c.failure != "" {
		doc["errorCode"], doc["errorMessage"] = c.failure, "the read failed"
		if secretID == "" {
			doc["requestParameters"] = nil // a denied call may lack them
		}
	}
	return doc
}

// byName and byARN are records of all callers that name the secret so.
func (j *judge) byName() []string {
	var records []string
	for _, c := range j.callers() {
		if !c.nameByARN {
			records = append(records, j.successful(c, j.s.Names.Secret))
		}
	}
	return records
}

func (j *judge) byARN() []string {
	var records []string
	for _, c := range j.callers() {
		records = append(records, j.successful(c, j.secretARN()))
	}
	return records
}

// recordOf is the record of a real read: as it lies in the log group, else
// written down again from what the snapshot keeps of it.
func (j *judge) recordOf(r record.Read) string {
	if l, ok := j.logged[r.EventID]; ok {
		return l.Message.Raw()
	}
	identity := map[string]any{"arn": r.Who.ARN.Raw(), "accountId": r.Who.Account, "accessKeyId": r.KeyID, "principalId": principalUser}
	switch r.Who.Kind {
	case record.WhoUser:
		identity["type"], identity["userName"] = "IAMUser", r.Who.Name.Raw()
	case record.WhoRole:
		identity["type"] = "AssumedRole"
		identity["sessionContext"] = map[string]any{"sessionIssuer": map[string]any{"type": "Role", "userName": r.Who.Name.Raw()}}
	case record.WhoRoot:
		identity["type"] = "Root"
	case record.WhoService:
		identity["type"], identity["invokedBy"] = "AWSService", r.Who.Name.Raw()
	default:
		identity["type"] = "AWSAccount"
	}
	return j.successful(caller{
		identity: identity, agent: r.Agent.Raw(), from: r.From.Raw(), region: r.Region,
		time: r.Time.UTC().Format("2006-01-02T15:04:05Z"), console: r.How == record.HowConsole,
		failure: failureOf(r),
	}, r.Secret.Raw())
}

// failureOf is the error's code, "" where the read worked.
func failureOf(r record.Read) string {
	if r.Result == record.ResultOK {
		return ""
	}
	code, _, _ := strings.Cut(r.Error.Raw(), ":")
	return cmp.Or(code, "AccessDenied")
}

// counts reports whether the filter's pattern matches the read, as far as that
// can be told.
func (j *judge) counts(r record.Read) bool {
	f := j.s.Filter.Value
	if f == nil {
		return false
	}
	if l := j.logged[r.EventID]; l.Tested {
		return l.Matched
	}
	p, err := filter.Parse(f.Pattern.Raw())
	return err == nil && p.Match(j.recordOf(r))
}

func matchesAny(p *filter.Pattern, records []string) bool {
	for _, r := range records {
		if p.Match(r) {
			return true
		}
	}
	return false
}

// looksLikeReads reports whether a pattern was meant to find reads of secrets,
// whatever else is wrong with it.
func (j *judge) looksLikeReads(pattern string) bool {
	lower := strings.ToLower(pattern)
	return strings.TrimSpace(pattern) == "" || strings.Contains(lower, "secret") ||
		strings.Contains(lower, strings.ToLower(j.s.Names.Secret))
}

// addendum is CloudTrail's own word for a late or corrected record, "" without.
func addendum(l monitor.LoggedRead) string {
	var doc struct{ Addendum struct{ Reason string } }
	if json.Unmarshal([]byte(l.Message.Raw()), &doc) != nil {
		return ""
	}
	return doc.Addendum.Reason
}
