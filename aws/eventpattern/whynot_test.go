package eventpattern_test

import (
	"errors"
	"slices"
	"testing"

	"secretwatch/aws/eventpattern"
)

const readEvent = `{"source":"aws.secretsmanager","detail-type":"AWS API Call via CloudTrail","detail":{"eventName":"GetSecretValue",
 "requestParameters":{"secretId":"prod/db"},"userIdentity":{"type":"IAMUser"},"tags":[{"k":"a","v":"1"},{"k":"b","v":"2"}],"n":1.50}}`

func TestWhyNot(t *testing.T) {
	for _, tt := range []struct {
		name, pattern string
		want          []eventpattern.Miss
	}{
		{"taken", `{"source":["aws.secretsmanager"]}`, nil},
		{
			"another value", `{"source":["aws.secretsmanager"],"detail":{"eventName":[ "GetSecretsValue" , "PutSecretValue" ]}}`,
			[]eventpattern.Miss{{Path: "detail.eventName", Wanted: `["GetSecretsValue","PutSecretValue"]`, Found: `"GetSecretValue"`}},
		},
		{"nothing there", `{"detail":{"errorCode":["AccessDenied"]}}`, []eventpattern.Miss{{Path: "detail.errorCode", Wanted: `["AccessDenied"]`}}},
		{
			"must not be there", `{"detail":{"userIdentity":{"type":[{"exists":false}]}}}`,
			[]eventpattern.Miss{{Path: "detail.userIdentity.type", Wanted: `[{"exists":false}]`, Found: `"IAMUser"`}},
		},
		{
			"an object is no value", `{"detail":{"userIdentity":["IAMUser"]}}`,
			[]eventpattern.Miss{{Path: "detail.userIdentity", Wanted: `["IAMUser"]`, Found: `{"type":"IAMUser"}`}},
		},
		{"several", `{"source":["aws.s3"],"detail":{"requestParameters":{"secretId":[{"prefix":"arn:"}]},"n":[{"numeric":[">",2]}]}}`, []eventpattern.Miss{
			{Path: "source", Wanted: `["aws.s3"]`, Found: `"aws.secretsmanager"`},
			{Path: "detail.requestParameters.secretId", Wanted: `[{"prefix":"arn:"}]`, Found: `"prod/db"`},
			{Path: "detail.n", Wanted: `[{"numeric":[">",2]}]`, Found: `1.50`},
		}},
		{
			"the nearest alternative", `{"$or":[{"source":["aws.s3"],"detail":{"eventName":["x"]}},{"detail":{"eventName":["y"]}}]}`,
			[]eventpattern.Miss{{Path: "detail.eventName", Wanted: `["y"]`, Found: `"GetSecretValue"`}},
		},
		{"of two elements half of it each", `{"detail":{"tags":{"k":["a"],"v":["2"]}}}`, []eventpattern.Miss{
			{Path: "detail.tags.k", Wanted: `["a"]`, Found: `"a"`}, {Path: "detail.tags.v", Wanted: `["2"]`, Found: `"1"`},
		}},
	} {
		p, err := eventpattern.Parse(tt.pattern)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got, err := p.WhyNot(readEvent)
		if err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %+v, %v\nwant %+v", tt.name, got, err, tt.want)
		}
	}
	p, err := eventpattern.Parse(`{"source":["x"]}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.WhyNot("[]"); !errors.Is(err, eventpattern.ErrEvent) {
		t.Errorf("of a list: %v", err)
	}
}
