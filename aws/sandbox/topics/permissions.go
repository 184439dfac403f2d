package topics

import (
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/sandbox/wire"
)

// grantable are the actions that AddPermission gives.
// https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html
var grantable = []string{
	"Publish", "Subscribe", "AddPermission", "RemovePermission", "DeleteTopic", "GetTopicAttributes",
	"SetTopicAttributes", "ListSubscriptionsByTopic", "GetDataProtectionPolicy", "PutDataProtectionPolicy",
}

// addPermission adds a statement to the topic's policy, under its label.
func (s *State) addPermission(c *wire.Call, in *sns.AddPermissionInput) (*sns.AddPermissionOutput, error) {
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	label := aws.ToString(in.Label)
	principals, actions := []string{}, []string{}
	for _, account := range in.AWSAccountId {
		principals = append(principals, "arn:"+wire.Partition(t.region)+":iam::"+account+":root")
	}
	for _, name := range in.ActionName {
		if name != "*" && !slices.Contains(grantable, name) {
			return nil, invalid("Invalid parameter: Policy statement action out of service scope!")
		}
		actions = append(actions, "SNS:"+name)
	}
	policy, statements := t.statements()
	if labelled(statements, label) >= 0 {
		return nil, invalid("Invalid parameter: Statement already exists")
	}
	policy["Statement"] = append(statements, map[string]any{
		"Sid": label, "Effect": "Allow", "Principal": map[string]any{"AWS": oneOrAll(principals)},
		"Action": oneOrAll(actions), "Resource": t.arn,
	})
	t.attributes["Policy"] = text(policy)
	return &sns.AddPermissionOutput{}, nil
}

func (s *State) removePermission(c *wire.Call, in *sns.RemovePermissionInput) (*sns.RemovePermissionOutput, error) {
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	policy, statements := t.statements()
	if at := labelled(statements, aws.ToString(in.Label)); at >= 0 {
		policy["Statement"] = slices.Delete(statements, at, at+1)
		t.attributes["Policy"] = text(policy)
	}
	return &sns.RemovePermissionOutput{}, nil
}

// statements takes the topic's policy apart.
func (t *topic) statements() (map[string]any, []any) {
	policy := map[string]any{}
	if json.Unmarshal([]byte(t.attributes["Policy"]), &policy) != nil {
		return map[string]any{"Version": "2008-10-17"}, nil
	}
	switch all := policy["Statement"].(type) {
	case []any:
		return policy, all
	case map[string]any:
		return policy, []any{all}
	default:
		return policy, nil
	}
}

func labelled(statements []any, label string) int {
	return slices.IndexFunc(statements, func(one any) bool {
		statement, _ := one.(map[string]any)
		return statement["Sid"] == label
	})
}

// oneOrAll writes a list of one as a text, as SNS does.
func oneOrAll(all []string) any {
	if len(all) == 1 {
		return all[0]
	}
	return all
}
