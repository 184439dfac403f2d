package build

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Destroyed is what became of a monitor that was to go.
type Destroyed struct {
	Deleted   []monitor.Change
	Remaining []Remaining
}

// Remaining is something that is still there.
type Remaining struct {
	Kind monitor.Kind
	Name string
	Why  string // safe for a terminal
	// GoneBy is when it goes by itself; zero where it does not.
	GoneBy time.Time
}

// recoveryDays is how long a deleted secret can be had back: AWS's shortest.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
const recoveryDays = 7

// Destroy deletes what PlanDestroy of the snapshot says, and nothing else
// (Options.Only may narrow it down). What
// stays, on purpose or because AWS refused, is in Remaining; the error joins
// the refusals, and wraps ctx's where the run was interrupted.
func Destroy(ctx context.Context, a *account.Account, s monitor.Snapshot, o Options) (Destroyed, error) {
	changes := PlanDestroy(s)
	if o.Only != nil {
		changes = slices.DeleteFunc(changes, func(c monitor.Change) bool { return !o.Only(c) })
	}
	w := &wrecker{Account: a, s: s, o: o, changes: changes, run: newRun(o, changes), goneBy: map[monitor.Kind]time.Time{}}
	w.run.waits = "the %s has to go first"
	for i, c := range changes {
		switch c.Action {
		case monitor.ActionDelete:
			w.delete(i, c)
		case monitor.ActionBlocked:
			// What it may still use stays as well.
			w.run.hold(deleteID(c), errHeld)
		default:
		}
	}
	results, err := w.run.all(ctx)
	return w.sum(results), err
}

type wrecker struct {
	*account.Account
	s       monitor.Snapshot
	o       Options
	changes []monitor.Change
	run     *run
	goneBy  map[monitor.Kind]time.Time // written by the secret's step alone
}

// uses says what has to be gone before something goes, so that nothing is left
// that writes to what is not there: the trail before all that it delivers to.
// The alarm is the last: by its tags a destruction that failed half-way is
// found again, and finished by the next.
func uses(k monitor.Kind) []monitor.Kind {
	switch k {
	case monitor.KindAlarm:
		all := append(monitor.Kinds(), monitor.RuleKinds()...)
		return slices.DeleteFunc(all, func(k monitor.Kind) bool { return k == monitor.KindAlarm })
	case monitor.KindTopic:
		return []monitor.Kind{monitor.KindSubscription}
	case monitor.KindRuleTopic:
		return []monitor.Kind{monitor.KindRuleSubscription, monitor.KindRule}
	case monitor.KindLogGroup:
		return []monitor.Kind{monitor.KindMetricFilter, monitor.KindTrail}
	case monitor.KindRole, monitor.KindBucket:
		return []monitor.Kind{monitor.KindTrail}
	default:
		return nil
	}
}

// deleteID tells the steps of several subscriptions apart.
func deleteID(c monitor.Change) string { return id(c.Kind, "delete "+c.Name) }

// delete adds the step that deletes one thing, after those that use it.
func (w *wrecker) delete(i int, c monitor.Change) {
	do := map[monitor.Kind]func(context.Context, monitor.Change) error{
		monitor.KindAlarm: w.deleteAlarm, monitor.KindMetricFilter: w.deleteFilter,
		monitor.KindSubscription: w.unsubscribe, monitor.KindTopic: w.deleteTopic,
		monitor.KindRule: w.deleteRule, monitor.KindRuleSubscription: w.unsubscribe, monitor.KindRuleTopic: w.deleteTopic,
		monitor.KindTrail: w.deleteTrail, monitor.KindLogGroup: w.deleteLogGroup,
		monitor.KindRole: w.deleteRole, monitor.KindBucket: w.deleteBucket, monitor.KindSecret: w.deleteSecret,
	}[c.Kind]
	x := step{change: i, id: deleteID(c), long: c.Kind == monitor.KindBucket, do: func(ctx context.Context) error {
		if err := do(ctx, c); err != nil {
			return fmt.Errorf("delete the %s %s: %w", c.Kind.Word(), foreign.Safe(c.Name), err)
		}
		return nil
	}}
	for _, other := range w.changes {
		if slices.Contains(uses(c.Kind), other.Kind) {
			x.needs = append(x.needs, deleteID(other))
		}
	}
	w.run.add(x)
}

// sum sorts the results into what is gone and what is not.
func (w *wrecker) sum(results []Result) Destroyed {
	var d Destroyed
	for _, r := range results {
		c := r.Change
		gone := r.State == Done && c.Action == monitor.ActionDelete
		by := w.goneBy[c.Kind]
		switch {
		case gone && by.IsZero():
			d.Deleted = append(d.Deleted, c)
		case gone:
			d.Remaining = append(d.Remaining, Remaining{c.Kind, c.Name, goesBy(by), by})
		case r.Err != nil:
			d.Remaining = append(d.Remaining, Remaining{Kind: c.Kind, Name: c.Name, Why: why(r.Err)})
		default:
			d.Remaining = append(d.Remaining, Remaining{Kind: c.Kind, Name: c.Name, Why: c.Why, GoneBy: w.ends(c)})
		}
	}
	return d
}

// ends is when something that stays goes by itself.
func (w *wrecker) ends(c monitor.Change) time.Time {
	if x := w.s.Secret.Value; c.Kind == monitor.KindSecret && x != nil && !c.NotOurs {
		return x.DeleteAt
	}
	if c.Why == unconfirmed {
		return w.s.At.Add(unconfirmedFor)
	}
	return time.Time{}
}

func goesBy(t time.Time) string {
	return "can be restored until " + t.UTC().Format("2 January 2006 15:04") + " UTC, then it is gone"
}

func why(err error) string {
	if errors.Is(err, errHeld) {
		return err.Error()
	}
	return account.Explain(err).Summary
}

// absent takes an answer that says there is no such thing for success.
func absent(err error, codes ...string) error {
	if account.HasCode(err, codes...) {
		return nil
	}
	return err
}

func (w *wrecker) deleteAlarm(ctx context.Context, c monitor.Change) error {
	_, err := w.CloudWatch.DeleteAlarms(ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{c.Name}})
	return absent(err, "ResourceNotFound", "ResourceNotFoundException")
}

func (w *wrecker) deleteFilter(ctx context.Context, c monitor.Change) error {
	_, err := w.Logs.DeleteMetricFilter(ctx, &cloudwatchlogs.DeleteMetricFilterInput{
		LogGroupName: aws.String(w.s.Filter.Value.LogGroup), FilterName: aws.String(c.Name),
	})
	return absent(err, "ResourceNotFoundException")
}

// unsubscribe ends a confirmed subscription; a pending one has no ARN to end it
// by, and goes with its topic.
func (w *wrecker) unsubscribe(ctx context.Context, c monitor.Change) error {
	if c.ARN == "" {
		return nil
	}
	_, err := w.SNS.Unsubscribe(ctx, &sns.UnsubscribeInput{SubscriptionArn: aws.String(c.ARN)})
	return absent(err, "NotFound", "NotFoundException")
}

func (w *wrecker) deleteTopic(ctx context.Context, c monitor.Change) error {
	_, err := w.SNS.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: aws.String(c.ARN)})
	return absent(err, "NotFound", "NotFoundException")
}

func (w *wrecker) deleteTrail(ctx context.Context, c monitor.Change) error {
	// Stopped first, so that fewer files come late.
	_, err := w.CloudTrail.StopLogging(ctx, &cloudtrail.StopLoggingInput{Name: aws.String(c.Name)})
	if err := absent(err, "TrailNotFoundException"); err != nil {
		return err
	}
	_, err = w.CloudTrail.DeleteTrail(ctx, &cloudtrail.DeleteTrailInput{Name: aws.String(c.Name)})
	return absent(err, "TrailNotFoundException")
}

func (w *wrecker) deleteLogGroup(ctx context.Context, c monitor.Change) error {
	_, err := w.Logs.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(c.Name)})
	return absent(err, "ResourceNotFoundException")
}

// deleteRole takes setup's policy off first. Policies that a person added make
// AWS refuse, and the role stays.
func (w *wrecker) deleteRole(ctx context.Context, c monitor.Change) error {
	_, err := w.IAM.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: aws.String(c.Name), PolicyName: aws.String(ownPolicy)})
	if err := absent(err, "NoSuchEntity"); err != nil {
		return err
	}
	_, err = w.IAM.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String(c.Name)})
	return absent(err, "NoSuchEntity")
}

func (w *wrecker) deleteSecret(ctx context.Context, c monitor.Change) error {
	input := &secretsmanager.DeleteSecretInput{SecretId: aws.String(named(c.ARN, c.Name))}
	if w.o.ForceSecret {
		input.ForceDeleteWithoutRecovery = aws.Bool(true)
	} else {
		input.RecoveryWindowInDays = aws.Int64(recoveryDays)
	}
	out, err := w.Secrets.DeleteSecret(ctx, input)
	if err != nil {
		return absent(err, "ResourceNotFoundException")
	}
	if !w.o.ForceSecret {
		w.goneBy[c.Kind] = aws.ToTime(out.DeletionDate).UTC()
	}
	return nil
}
