package topics

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/wire"
)

func said(err error) string {
	if err == nil {
		return ""
	}
	return wire.AsError(err).Error()
}

func TestPermissionIsAStatement(t *testing.T) {
	b := newBench(t)
	add := func(action string) error {
		_, err := b.addPermission(b.signed(), &sns.AddPermissionInput{
			TopicArn: aws.String(topicARN), Label: aws.String("others"), AWSAccountId: []string{"111122223333"}, ActionName: []string{action},
		})
		return err
	}
	statements := func() []map[string]any {
		var policy struct{ Statement []map[string]any }
		if err := json.Unmarshal([]byte(b.topics[topicARN].attributes["Policy"]), &policy); err != nil {
			t.Fatal(err)
		}
		return policy.Statement
	}
	if got := said(add("Fly")); got != "InvalidParameter: Invalid parameter: Policy statement action out of service scope!" {
		t.Error(got)
	}
	if err := add("Publish"); err != nil {
		t.Fatal(err)
	}
	if got := statements(); len(got) != 2 || got[1]["Sid"] != "others" || got[1]["Action"] != "SNS:Publish" {
		t.Errorf("the policy's statements are %v", got)
	}
	if got := said(add("Subscribe")); got != "InvalidParameter: Invalid parameter: Statement already exists" {
		t.Error(got)
	}
	if _, err := b.removePermission(b.signed(), &sns.RemovePermissionInput{TopicArn: aws.String(topicARN), Label: aws.String("others")}); err != nil || len(statements()) != 1 {
		t.Errorf("%v, %v", err, statements())
	}
}

func TestPublishBatch(t *testing.T) {
	b := newBench(t)
	b.subscribe("email")
	if err := b.open(inbox.Confirm); err != nil {
		t.Fatal(err)
	}
	entry := func(id, text string) types.PublishBatchRequestEntry {
		return types.PublishBatchRequestEntry{Id: aws.String(id), Message: aws.String(text)}
	}
	batch := func(entries ...types.PublishBatchRequestEntry) (*sns.PublishBatchOutput, error) {
		return b.publishBatch(b.signed(), &sns.PublishBatchInput{TopicArn: aws.String(topicARN), PublishBatchRequestEntries: entries})
	}
	out, err := batch(entry("1", "first"), entry("2", ""), entry("3", "last"))
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Successful) != 2 || len(out.Failed) != 1 || *out.Failed[0].Message != "Invalid parameter: Empty message" || !strings.HasPrefix(b.newest().Body, "last") {
		t.Errorf("%+v %+v", out.Successful, out.Failed)
	}
	for want, entries := range map[string][]types.PublishBatchRequestEntry{
		"BatchEntryIdsNotDistinct: Two or more batch entries in the request have the same Id.":                                                                             {entry("1", "a"), entry("1", "b")},
		"InvalidBatchEntryId: The Id of a batch entry in the batch request contains an impermissible character: message.id":                                                {entry("message.id", "a")},
		"TooManyEntriesInBatchRequest: The batch request contains more entries than permissible.":                                                                          make([]types.PublishBatchRequestEntry, 11),
		"BatchRequestTooLong: The length of all the messages put together is more than the limit.":                                                                         {entry("1", strings.Repeat("x", 200<<10)), entry("2", strings.Repeat("x", 60<<10))},
		"InvalidBatchEntryId: The Id of a batch entry in the batch request is too long: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": {entry(strings.Repeat("a", 81), "a")},
	} {
		if _, err := batch(entries...); said(err) != want {
			t.Errorf("%s\nwant %s", said(err), want)
		}
	}
}

func TestMessageAttributesAreChecked(t *testing.T) {
	text := func(kind, value string) types.MessageAttributeValue {
		return types.MessageAttributeValue{DataType: aws.String(kind), StringValue: aws.String(value)}
	}
	for _, test := range []struct {
		name  string
		value types.MessageAttributeValue
		want  string
	}{
		{"attr1", text("String", "x"), ""},
		{"attr1", text("String.Array", `["x"]`), ""},
		{"attr1", text("Number", "5"), ""},
		{".a", text("String", "x"), "ParameterValueInvalid: Invalid message attribute name starting with character '.' was found."},
		{"a.", text("String", "x"), "ParameterValueInvalid: Invalid message attribute name ending with character '.' was found."},
		{"a..b", text("String", "x"), "ParameterValueInvalid: Message attribute name can not have successive '.' character."},
		{"a^b", text("String", "x"), "ParameterValueInvalid: Invalid non-alphanumeric character '#x5E' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots."},
		{"attr1", text("Text", "x"), "ParameterValueInvalid: The message attribute 'attr1' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."},
		{"attr1", text("String", ""), "ParameterValueInvalid: The message attribute 'attr1' must contain non-empty message attribute value for message attribute type 'String'."},
		{"attr1", text("Binary", "x"), "ParameterValueInvalid: The message attribute 'attr1' with type 'Binary' must use field 'Binary'."},
		{"attr1", types.MessageAttributeValue{DataType: aws.String("Number"), BinaryValue: []byte("5")}, "ParameterValueInvalid: The message attribute 'attr1' with type 'Number' must use field 'String'."},
		{"attr1", types.MessageAttributeValue{StringValue: aws.String("x")}, "ValidationError: 1 validation error detected: Value null at 'messageAttributes.attr1.member.dataType' failed to satisfy constraint: Member must not be null"},
	} {
		b := newBench(t)
		err := b.publish(func(i *sns.PublishInput) {
			i.MessageAttributes = map[string]types.MessageAttributeValue{test.name: test.value}
		})
		if got := said(err); got != test.want {
			t.Errorf("%s %s: %s\nwant %s", test.name, aws.ToString(test.value.DataType), got, test.want)
		}
	}
}

func TestFilterPolicyIsChecked(t *testing.T) {
	for _, test := range []struct{ policy, scope, want string }{
		{`{"level":["high"]}`, "", ""},
		{`{"a":{"b":["c"]}}`, "MessageBody", ""},
		{`{"$or":[{"a":["b"]},{"c":[{"prefix":"d"}]}]}`, "", ""},
		{`{"a":{"b":["c"]}}`, "", "Filter policy scope MessageAttributes does not support nested filter policy"},
		{`{"level":"high"}`, "", `"level" must be an object or an array`},
		{`{"level":[{"like":"high"}]}`, "", "Unrecognized match type like"},
		{`{"level":[["high"]]}`, "MessageBody", "Match value must be String, number, true, false, or null"},
		{`{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"],"f":["1"]}`, "", "Filter policy can not have more than 5 keys"},
	} {
		b := newBench(t)
		attributes := map[string]string{"FilterPolicy": test.policy}
		if test.scope != "" {
			attributes["FilterPolicyScope"] = test.scope
		}
		_, err := b.State.subscribe(b.signed(), &sns.SubscribeInput{TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String("ann@example.com"), Attributes: attributes})
		want := test.want
		if want != "" {
			want = "InvalidParameter: Invalid parameter: Attributes Reason: FilterPolicy: " + want
		}
		if said(err) != want {
			t.Errorf("%s: %s\nwant %s", test.policy, said(err), want)
		}
	}
}

func TestFilterOperators(t *testing.T) {
	message := map[string]any{"level": "high-2", "from": "10.0.0.7", "nested": map[string]any{"n": 5.0}}
	for policy, want := range map[string]bool{
		`{"level":[["high-2"]]}`:                                false,
		`{"level":[{"wildcard":"h*-*"}]}`:                       true,
		`{"level":[{"wildcard":"high-*2"}]}`:                    true,
		`{"level":[{"wildcard":"high-2*2"}]}`:                   false,
		`{"level":[{"wildcard":"*"}]}`:                          true,
		`{"level":[{"wildcard":"h*-3"}]}`:                       false,
		`{"from":[{"cidr":"10.0.0.0/24"}]}`:                     true,
		`{"from":[{"cidr":"10.0.1.0/24"}]}`:                     false,
		`{"$or":[{"level":["low"]},{"nested":{"n":[5]}}]}`:      true,
		`{"$or":[{"level":["low"]},{"nested":{"n":[6]}}]}`:      false,
		`{"level":[{"anything-but":{"prefix":"low"}}]}`:         true,
		`{"level":[{"suffix":"-2"}],"from":[{"exists":false}]}`: false,
		`{"nested":{"n":[{"numeric":[">=",5,"<",6]}]}}`:         true,
		`{"level":[{"equals-ignore-case":"HIGH-2"}]}`:           true,
	} {
		var parsed map[string]any
		if err := json.Unmarshal([]byte(policy), &parsed); err != nil {
			t.Fatal(err)
		}
		if got := accepts(parsed, message); got != want {
			t.Errorf("%s: %v", policy, got)
		}
	}
}
