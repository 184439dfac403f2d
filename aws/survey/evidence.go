package survey

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// asked tells which evidence was asked for: what it stands on may be known in
// one wave or in a later one.
type asked struct{ tests, numbers, key, keyPolicy, role bool }

// evidence is what the doctor's proofs need beyond the parts themselves, as far
// as what it stands on is known and it was not asked for before. settled says
// that no later wave finds another alarm.
func (t *taker) evidence(settled bool) []look {
	if t.options.For != Doctor {
		return nil
	}
	looks := t.subscriptionLooks(t.s.Subscribers, maxMailLooks)
	add := adder(&looks)
	tests := t.s.Filter.There() && t.s.Logged.There() && len(*t.s.Logged.Value) > 0
	add(&t.asked.tests, tests, t.tested)
	add(&t.asked.numbers, settled && !t.options.Free, t.numbers())
	add(&t.asked.keyPolicy, ownPolicy(t.s.Key.Value), t.keyPolicy)
	add(&t.asked.key, t.s.Topic.There() && t.s.Topic.Value.KeyID != "", t.key)
	return looks
}

// maxMailLooks is of how many e-mail subscribers the attributes are read.
const maxMailLooks = 3

// subscriptionLooks are about the confirmed e-mail subscribers, first about the
// one that matters.
func (t *taker) subscriptionLooks(subscribers monitor.Seen[[]monitor.Subscription], most int) []look {
	if !subscribers.There() {
		return nil
	}
	var due []*monitor.Subscription
	list := *subscribers.Value
	for i := range list {
		s := &list[i]
		if s.Looked || s.Unseen != nil {
			return nil // these were asked already
		}
		if s.ARN != "" && strings.HasPrefix(s.Protocol, "email") {
			due = append(due, s)
		}
	}
	wanted := func(s *monitor.Subscription) bool { return s.Endpoint.Raw() == t.options.Email }
	slices.SortStableFunc(due, func(a, b *monitor.Subscription) int {
		switch {
		case wanted(a) == wanted(b):
			return 0
		case wanted(a):
			return -1
		default:
			return 1
		}
	})
	var looks []look
	for _, s := range due[:min(len(due), most)] {
		looks = append(looks, func(ctx context.Context) { t.subscription(ctx, s) })
	}
	return looks
}

// https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
func (t *taker) subscription(ctx context.Context, s *monitor.Subscription) {
	out, err := t.SNS.GetSubscriptionAttributes(ctx, &sns.GetSubscriptionAttributesInput{SubscriptionArn: aws.String(s.ARN)})
	if err != nil {
		s.Unseen = seen[bool](nil, err).Unseen
		return
	}
	s.Looked = true
	s.FilterPolicy, s.FilterScope = out.Attributes["FilterPolicy"], out.Attributes["FilterPolicyScope"]
	if s.FilterPolicy != "" && s.FilterScope == "" {
		s.FilterScope = "MessageAttributes" // what is left out means this
	}
	s.Authenticated = out.Attributes["ConfirmationWasAuthenticated"] == "true"
	if owner := out.Attributes["Owner"]; owner != "" {
		s.Owner = owner
	}
}

// mutes are the mute rules that name the alarm, whatever their state.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
func (t *taker) mutes(ctx context.Context) {
	out, err := t.CloudWatch.ListAlarmMuteRules(ctx, &cloudwatch.ListAlarmMuteRulesInput{AlarmName: aws.String(t.names.Alarm)})
	if err != nil {
		t.s.Mutes = seen[[]monitor.MuteRule](nil, err)
		return
	}
	rules := make([]monitor.MuteRule, 0, len(out.AlarmMuteRuleSummaries))
	for _, m := range out.AlarmMuteRuleSummaries {
		arn := aws.ToString(m.AlarmMuteRuleArn)
		rules = append(rules, monitor.MuteRule{
			Name: arn[strings.LastIndexByte(arn, ':')+1:], ARN: arn, Status: string(m.Status), Until: aws.ToTime(m.ExpireDate),
		})
	}
	t.s.Mutes = monitor.Found(rules)
}

// key asks about the key that encrypts the topic.
func (t *taker) key(ctx context.Context) { t.s.Key = t.keyOf(ctx, t.s.Topic.Value.KeyID) }

// https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
func (t *taker) keyOf(ctx context.Context, id string) monitor.Seen[monitor.Key] {
	out, err := t.KMS.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String(id)})
	switch {
	case account.HasCode(err, "NotFoundException"):
		return monitor.Found(monitor.Key{ID: id, State: "NotFound"})
	case err != nil || out.KeyMetadata == nil:
		return seen[monitor.Key](nil, err)
	default:
		m := out.KeyMetadata
		return monitor.Found(monitor.Key{
			ID: id, ARN: aws.ToString(m.Arn), State: string(m.KeyState), AWSOwn: m.KeyManager == kmstypes.KeyManagerTypeAws,
		})
	}
}

func (t *taker) keyPolicy(ctx context.Context) { t.readPolicy(ctx, t.s.Key.Value) }

// ownPolicy reports that a key has a policy that can be changed.
func ownPolicy(key *monitor.Key) bool { return key != nil && key.ARN != "" && !key.AWSOwn }

// readPolicy needs the key's ARN: it takes no alias. A key has one policy, whose
// name is default.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyPolicy.html
func (t *taker) readPolicy(ctx context.Context, key *monitor.Key) {
	out, err := t.KMS.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: aws.String(key.ARN), PolicyName: aws.String("default")})
	if err != nil {
		key.Policy = seen[string](nil, err)
		return
	}
	key.Policy = monitor.Found(aws.ToString(out.Policy))
}
