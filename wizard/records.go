package wizard

import (
	"encoding/json"

	"secretwatch/aws/monitor"
)

type sampleKind int

const (
	workedRead sampleKind = iota
	deniedRead
	neighbour // no read of this secret
)

// sample is a record as CloudTrail writes it, cut down to what patterns ask for.
type sample struct {
	label   string
	kind    sampleKind
	message string
}

// samples are the records on which a pattern shows what it takes: made up, for
// the secret and the place of this conversation.
func (w *Wizard) samples() []sample {
	secret := w.Answer(QSecret)
	arn := w.start.ARN("secretsmanager", w.start.Region, "secret:"+secret+"-a1B2c3")
	another := "payroll"
	if secret == another {
		another = "billing"
	}
	other := w.start.ARN("secretsmanager", w.start.Region, "secret:"+another+"-d4E5f6")
	one := func(name, id string) map[string]any { return event(w.start.Place, name, id) }
	denied := one("GetSecretValue", secret)
	denied["errorCode"] = "AccessDenied"
	denied["errorMessage"] = "User: " + userARN(w.start.Place) + " is not authorized to perform: secretsmanager:GetSecretValue on resource: " +
		secret + " because no identity-based policy allows the secretsmanager:GetSecretValue action"
	child := one("GetSecretValue", arn)
	child["sourceIPAddress"], child["userAgent"] = "secretsmanager.amazonaws.com", "secretsmanager.amazonaws.com"
	return []sample{
		{"a read by name", workedRead, text(one("GetSecretValue", secret))},
		{"a read by ARN", workedRead, text(one("GetSecretValue", arn))},
		{"a read out of a BatchGetSecretValue", workedRead, text(child)},
		{"a denied read", deniedRead, text(denied)},
		{"DescribeSecret, its neighbour", neighbour, text(one("DescribeSecret", secret))},
		{"a read of another secret", neighbour, text(one("GetSecretValue", other))},
	}
}

func userARN(p monitor.Place) string { return p.ARN("iam", "", "user/sam") }

// event is a record of a call about a secret, with the fields of
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
func event(p monitor.Place, name, secretID string) map[string]any {
	return map[string]any{
		"eventVersion": "1.11", "eventTime": "2026-11-22T14:10:02Z", "eventSource": "secretsmanager.amazonaws.com",
		"eventName": name, "awsRegion": p.Region, "sourceIPAddress": "198.51.100.7", "userAgent": "aws-cli/2.31.4",
		"userIdentity":      map[string]any{"type": "IAMUser", "arn": userARN(p), "accountId": p.Account, "userName": "sam"},
		"requestParameters": map[string]any{"secretId": secretID}, "responseElements": nil,
		"readOnly": true, "eventType": "AwsApiCall", "managementEvent": true, "eventCategory": "Management",
		"recipientAccountId": p.Account,
	}
}

func text(v map[string]any) string {
	b, err := json.Marshal(v)
	if err != nil { // maps of strings and booleans always can
		return ""
	}
	return string(b)
}
