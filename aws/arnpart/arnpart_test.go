package arnpart_test

import (
	"testing"

	"secretwatch/aws/arnpart"
)

func TestPartsOfARNs(t *testing.T) {
	t.Parallel()
	type parts struct{ service, region, account, resource, group, role string }
	for text, want := range map[string]parts{
		"arn:aws:sns:us-east-1:111122223333:secretwatch-alerts":                     {"sns", "us-east-1", "111122223333", "secretwatch-alerts", "", ""},
		"arn:aws:s3:::a-bucket":                                                     {"s3", "", "", "a-bucket", "", ""},
		"arn:aws-cn:logs:cn-north-1:111122223333:log-group:secretwatch:*":           {"logs", "cn-north-1", "111122223333", "log-group:secretwatch:*", "secretwatch", ""},
		"arn:aws:logs:eu-west-1:111122223333:log-group:/aws/cloudtrail/a":           {"logs", "eu-west-1", "111122223333", "log-group:/aws/cloudtrail/a", "/aws/cloudtrail/a", ""},
		"arn:aws:iam::111122223333:role/service-role/CloudTrail":                    {"iam", "", "111122223333", "role/service-role/CloudTrail", "", "CloudTrail"},
		"arn:aws:cloudwatch:us-east-1:111122223333:alarm:Secret: is accessed":       {"cloudwatch", "us-east-1", "111122223333", "alarm:Secret: is accessed", "", ""},
		"arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-Ab12Cd": {"secretsmanager", "us-east-1", "111122223333", "secret:TopSecretInfo-Ab12Cd", "", ""},
		"TopSecretInfo": {},
		"arn:aws:sns":   {},
		"":              {},
	} {
		got := parts{arnpart.Service(text), arnpart.Region(text), arnpart.Account(text), arnpart.Resource(text), arnpart.LogGroup(text), arnpart.Role(text)}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
