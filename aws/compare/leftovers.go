package compare

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// ThingKind is a kind of thing that the experiment makes.
type ThingKind string

// What the experiment makes, in the order in which it goes again.
const (
	ThingNotification ThingKind = "trail-notification" // a trail's setting
	ThingRule         ThingKind = "rule"
	ThingTopic        ThingKind = "topic"
)

// Thing is something that the experiment made or switched on.
type Thing struct {
	Kind ThingKind
	Name string // of the rule, the topic, or the trail
	ARN  string
	Way  Way
	// Teller are rules of somebody else's that tell this topic, "" for none.
	Teller foreign.String

	former string // the topic that the trail notified before, "" for none
	memory string // ARN of the alarm whose tag takes the rule for a part of the monitor, "" for none
	run    string // the tag of the run that made it, on topics
}

// Text says what it is, safe for a terminal.
func (t Thing) Text() string {
	switch t.Kind {
	case ThingNotification:
		return "the notifications of the trail " + foreign.Safe(t.Name)
	case ThingRule:
		return "the EventBridge rule " + foreign.Safe(t.Name)
	default:
		return "the topic " + foreign.Safe(t.Name) + " with its subscription"
	}
}

// Leftovers are what an experiment on this monitor left behind, because it was
// killed or could not clean up, in the order in which it can go. Among them is
// the topic of a rule that was the monitor's once, also where a rule of
// somebody else's tells it.
func Leftovers(ctx context.Context, a *account.Account, n monitor.Names) ([]Thing, error) {
	f, err := findAll(ctx, a, partsOf(n, a))
	if err != nil {
		return nil, err
	}
	list, err := f.things(ctx, a)
	if err != nil || !f.orphaned() {
		return list, err
	}
	if teller := tellers(ctx, a, f.parts.reads); teller != "" {
		t := f.readsTopic()
		t.Teller = foreign.New(teller)
		list = append(list, t)
	}
	return list, nil
}

// Kept are the parts of the monitor that an experiment left on purpose, in the
// order in which they can go.
func Kept(ctx context.Context, a *account.Account, n monitor.Names) ([]Thing, error) {
	f, err := findAll(ctx, a, partsOf(n, a))
	if err != nil {
		return nil, err
	}
	return f.keeps(), nil
}

// Before is what to know before an experiment: what it would make or switch on
// where nothing forbids it, in that order, and what an earlier one left behind.
func Before(ctx context.Context, a *account.Account, n monitor.Names) (planned, left []Thing, err error) {
	p := partsOf(n, a)
	f, err := findAll(ctx, a, p)
	if err != nil {
		return nil, nil, err
	}
	// What the trail notifies already stays as it is.
	already := f.trail != nil && aws.ToString(f.trail.SnsTopicARN) != "" && aws.ToString(f.trail.SnsTopicARN) != p.files
	if !already {
		planned = append(planned, Thing{Kind: ThingTopic, Name: p.filesName, ARN: p.files, Way: WayTrail})
	}
	if !f.kept(f.rule) {
		planned = append(planned,
			Thing{Kind: ThingTopic, Name: p.readsName, ARN: p.reads, Way: WayRule}, Thing{Kind: ThingRule, Name: p.ruleName, ARN: p.rule, Way: WayRule})
	}
	if !already {
		planned = append(planned, Thing{Kind: ThingNotification, Name: n.Trail, Way: WayTrail})
	}
	left, err = f.things(ctx, a)
	return planned, left, err
}

// found is what bears the experiment's names. Nil tags mean that it is not there.
type found struct {
	parts
	files, reads, rule map[string]string
	memory             string            // see Thing
	trail              *trailtypes.Trail // the monitor's, by its name; nil where it is not there
	trailErr           error             // why it could not be seen
}

// findAll also asks the alarm, whose tag goes with the rule.
func findAll(ctx context.Context, a *account.Account, p parts) (found, error) {
	f, err := find(ctx, a, p)
	if err != nil || !f.names.Ours(f.rule) && !f.names.Ours(f.reads) {
		return f, err
	}
	f.memory, err = remembered(ctx, a, p.names)
	return f, err
}

func find(ctx context.Context, a *account.Account, p parts) (found, error) {
	f := found{parts: p}
	var errs [3]error
	var wg sync.WaitGroup
	wg.Go(func() { f.files, errs[0] = topicTags(ctx, a, p.files) })
	wg.Go(func() { f.reads, errs[1] = topicTags(ctx, a, p.reads) })
	wg.Go(func() { f.rule, errs[2] = ruleTags(ctx, a, p.rule) })
	if p.names.Trail != "" {
		wg.Go(func() { f.trail, f.trailErr = trailOf(ctx, a, p.names.Trail) })
	}
	wg.Wait()
	return f, errors.Join(errs[:]...)
}

// topicTags are nil where there is no such topic.
// https://docs.aws.amazon.com/sns/latest/api/API_ListTagsForResource.html
func topicTags(ctx context.Context, a *account.Account, arn string) (map[string]string, error) {
	out, err := a.SNS.ListTagsForResource(ctx, &sns.ListTagsForResourceInput{ResourceArn: aws.String(arn)})
	if account.HasCode(err, "ResourceNotFound", "ResourceNotFoundException", "NotFound", "NotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for topics of the experiment: %w", err)
	}
	tags := map[string]string{}
	for _, t := range out.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags, nil
}

// ruleTags are nil where there is no such rule.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTagsForResource.html
func ruleTags(ctx context.Context, a *account.Account, arn string) (map[string]string, error) {
	out, err := a.Events.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: aws.String(arn)})
	if account.HasCode(err, "ResourceNotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for a rule of the experiment: %w", err)
	}
	tags := map[string]string{}
	for _, t := range out.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags, nil
}

// notifying is the trail that the experiment may have switched on: the one that
// its topic remembers, or the monitor's where somebody deleted that topic. Nil
// where there is none.
func (f found) notifying(ctx context.Context, a *account.Account) (*trailtypes.Trail, error) {
	switch {
	case f.files == nil:
		return f.trail, f.trailErr
	case f.marked(f.files) && f.files[tagTrail] != "":
		return trailOf(ctx, a, f.files[tagTrail])
	default:
		return nil, nil //nolint:nilnil // none is an answer
	}
}

// things are what of it the experiment made.
func (f found) things(ctx context.Context, a *account.Account) ([]Thing, error) {
	var list []Thing
	t, err := f.notifying(ctx, a)
	if err != nil {
		return nil, err
	}
	if t != nil && aws.ToString(t.SnsTopicARN) == f.parts.files {
		list = append(list, Thing{
			Kind: ThingNotification, Name: aws.ToString(t.Name), ARN: aws.ToString(t.TrailARN), Way: WayTrail, former: f.files[tagFormer],
		})
	}
	if f.marked(f.rule) {
		list = append(list, Thing{Kind: ThingRule, Name: f.ruleName, ARN: f.parts.rule, Way: WayRule, memory: f.memory})
	}
	if f.marked(f.files) {
		list = append(list, Thing{Kind: ThingTopic, Name: f.filesName, ARN: f.parts.files, Way: WayTrail, run: f.files[tagRun]})
	}
	mine := f.names.Ours(f.reads) && !f.kept(f.rule) && (f.marked(f.reads) || f.marked(f.rule))
	if mine || f.orphaned() && tellers(ctx, a, f.parts.reads) == "" {
		list = append(list, f.readsTopic())
	}
	return list, nil
}

func (f found) readsTopic() Thing {
	return Thing{Kind: ThingTopic, Name: f.readsName, ARN: f.parts.reads, Way: WayRule, run: f.reads[tagRun]}
}

// orphaned reports that the rule's topic is there without a rule and without a
// mark: it was about to be kept, or a rule of somebody else's has taken the
// place of the monitor's. The alarm would remember a rule that was deleted.
func (f found) orphaned() bool {
	return f.names.Ours(f.reads) && !f.marked(f.reads) && f.rule == nil && f.memory == ""
}

// tellers are the rules that tell a topic, "" also where that cannot be seen:
// the topic is ours in any case.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html
func tellers(ctx context.Context, a *account.Account, topic string) string {
	out, err := a.Events.ListRuleNamesByTarget(ctx, &eventbridge.ListRuleNamesByTargetInput{TargetArn: aws.String(topic)})
	if err != nil {
		return ""
	}
	return strings.Join(out.RuleNames, ", ")
}

// keeps are what of it is part of the monitor.
func (f found) keeps() []Thing {
	if !f.kept(f.rule) {
		return nil
	}
	list := []Thing{{Kind: ThingRule, Name: f.ruleName, ARN: f.parts.rule, Way: WayRule, memory: f.memory}}
	if f.names.Ours(f.reads) {
		list = append(list, Thing{Kind: ThingTopic, Name: f.readsName, ARN: f.parts.reads, Way: WayRule})
	}
	return list
}

// trailOf is a trail as it is now, nil where it is gone.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrail.html
func trailOf(ctx context.Context, a *account.Account, arn string) (*trailtypes.Trail, error) {
	out, err := a.CloudTrail.GetTrail(ctx, &cloudtrail.GetTrailInput{Name: aws.String(arn)})
	if account.HasCode(err, "TrailNotFoundException") {
		return nil, nil //nolint:nilnil // not there is an answer
	}
	if err != nil {
		return nil, fmt.Errorf("look at the trail's notifications: %w", err)
	}
	return out.Trail, nil
}
