package mend_test

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
)

// onSandbox runs a test in a bubble of fake time on an empty sandbox.
func onSandbox(t *testing.T, run func(*testing.T, *account.Account)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		config := box.Config("")
		a, err := account.Open(t.Context(), account.Options{Config: &config})
		if err != nil {
			t.Fatal(err)
		}
		run(t, a)
	})
}

func runLine(t *testing.T, a *account.Account, line string) error {
	t.Helper()
	c, err := command.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return mend.Run(t.Context(), a, c)
}

func TestRunRefusesWhatRemediesDoNotNeed(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		for _, line := range []string{"aws sns delete-topic --topic-arn x", "secretwatch setup --secret x"} {
			if err := runLine(t, a, line); err == nil || !strings.Contains(err.Error(), "is not one that is run from here") {
				t.Errorf("%s: %v", line, err)
			}
		}
		if err := runLine(t, a, "aws sns create-topic --nam x"); err == nil || err.Error() != "sns create-topic: option --nam: the call has no such field" {
			t.Error(err)
		}
	})
}

func TestRunGoesWhereTheCommandSays(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		if err := runLine(t, a, "aws sns create-topic --region eu-west-1 --endpoint-url http://127.0.0.1:9 --profile nobody --name there"); err != nil {
			t.Fatal(err)
		}
		for region, want := range map[string]int{"us-east-1": 0, "eu-west-1": 1} {
			out, err := a.In(region).SNS.ListTopics(t.Context(), &sns.ListTopicsInput{})
			if err != nil || len(out.Topics) != want {
				t.Errorf("%s has %d topics, want %d: %v", region, len(out.Topics), want, err)
			}
		}
	})
}

// What the AWS CLI's command cannot say stays as it is.
func TestRunKeepsWhatTheCommandCannotSay(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		ctx := t.Context()
		warm := &types.WarmUpConfiguration{WarmUpPeriodDurationInMinutes: aws.Int32(7)}
		if _, err := a.CloudWatch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("a"), Namespace: aws.String("N"), MetricName: aws.String("m"), ExtendedStatistic: aws.String("p50"), Period: aws.Int32(60),
			EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanThreshold",
			EvaluateLowSampleCountPercentile: aws.String("ignore"), WarmUpConfiguration: warm,
			Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("blue")}},
		}); err != nil {
			t.Fatal(err)
		}
		const put = "aws cloudwatch put-metric-alarm --alarm-name a --namespace N --metric-name m --period 60 --evaluation-periods 1 " +
			"--comparison-operator GreaterThanThreshold --threshold 2 "
		look := func() types.MetricAlarm {
			out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"a"}})
			if err != nil || len(out.MetricAlarms) != 1 {
				t.Fatal(err)
			}
			return out.MetricAlarms[0]
		}
		if err := runLine(t, a, put+"--extended-statistic p90"); err != nil {
			t.Fatal(err)
		}
		have := look()
		if *have.ExtendedStatistic != "p90" || *have.Threshold != 2 || aws.ToString(have.EvaluateLowSampleCountPercentile) != "ignore" ||
			have.WarmUpConfiguration == nil || *have.WarmUpConfiguration.WarmUpPeriodDurationInMinutes != 7 {
			t.Errorf("%+v", have)
		}
		if err := runLine(t, a, put+"--statistic Sum"); err != nil { // a percentile's setting would be refused here
			t.Fatal(err)
		}
		if have = look(); have.Statistic != "Sum" || have.ExtendedStatistic != nil || have.WarmUpConfiguration == nil {
			t.Errorf("%+v", have)
		}
		tags, err := a.CloudWatch.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: have.AlarmArn})
		if err != nil || len(tags.Tags) != 1 || *tags.Tags[0].Value != "blue" {
			t.Errorf("%v: tags %+v", err, tags)
		}
	})
}

func TestRunKeepsTheFiltersSelection(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		ctx := t.Context()
		if err := runLine(t, a, "aws logs create-log-group --log-group-name /g"); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Logs.PutMetricFilter(ctx, &cloudwatchlogs.PutMetricFilterInput{
			LogGroupName: aws.String("/g"), FilterName: aws.String("f"), FilterPattern: aws.String("x"), EmitSystemFieldDimensions: []string{"@aws.account"},
			MetricTransformations: []logtypes.MetricTransformation{{MetricName: aws.String("m"), MetricNamespace: aws.String("N"), MetricValue: aws.String("1")}},
		}); err != nil {
			t.Fatal(err)
		}
		if err := runLine(t, a, `aws logs put-metric-filter --log-group-name /g --filter-name f --filter-pattern y --metric-transformations metricName=m,metricNamespace=N,metricValue=1`); err != nil {
			t.Fatal(err)
		}
		out, err := a.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String("/g")})
		if err != nil || *out.MetricFilters[0].FilterPattern != "y" || !reflect.DeepEqual(out.MetricFilters[0].EmitSystemFieldDimensions, []string{"@aws.account"}) {
			t.Errorf("%v: %+v", err, out)
		}
	})
}

// found is a look whose verdict has this code and, as its remedy, these lines.
func found(code string, kind doctor.RemedyKind, lines ...string) mend.Look {
	v := doctor.Finding{Code: code, Hop: monitor.HopTopic, Status: doctor.Broken, Summary: code}
	if len(lines) > 0 {
		v.Remedy = &doctor.Remedy{Kind: kind, Summary: "mend " + code, Commands: lines, Lines: lines}
	}
	return mend.Look{Report: doctor.Report{Verdict: v, Findings: []doctor.Finding{v}}}
}

const makeTopic = "aws sns create-topic --name t"

func TestFixStops(t *testing.T) {
	well := found(doctor.Healthy, "")
	no := errors.New("no")
	for _, tt := range []struct {
		name    string
		looks   []mend.Look // the first, and those after each remedy; the last one stays
		refuse  error
		stop    mend.Stop
		applied string
		err     string
	}{
		{"nothing to do", []mend.Look{well}, nil, mend.StopDone, "", ""},
		{"mended", []mend.Look{found("a", doctor.Auto, makeTopic), well}, nil, mend.StopDone, "a", ""},
		{"one after the other", []mend.Look{found("a", doctor.Auto, makeTopic), found("b", doctor.Auto, makeTopic), well}, nil, mend.StopDone, "a b", ""},
		{"then a person's", []mend.Look{found("a", doctor.Auto, makeTopic), found("b", doctor.Person, makeTopic)}, nil, mend.StopDone, "a", ""},
		{"the same again", []mend.Look{found("a", doctor.Auto, makeTopic)}, nil, mend.StopRepeated, "a", ""},
		{"in turns", []mend.Look{found("a", doctor.Auto, makeTopic), found("b", doctor.Auto, makeTopic), found("a", doctor.Auto, makeTopic)}, nil, mend.StopRepeated, "a b", ""},
		{"removes", []mend.Look{found("a", doctor.Removes, makeTopic)}, nil, mend.StopDone, "", ""},
		{"only looks", []mend.Look{found("a", doctor.Auto, "aws kms get-key-policy --key-id x --policy-name default")}, nil, mend.StopDone, "", ""},
		{"own command", []mend.Look{found("a", doctor.Auto, "secretwatch setup --secret x")}, nil, mend.StopOwn, "", ""},
		{"no consent", []mend.Look{found("a", doctor.Auto, makeTopic), well}, no, mend.StopFailed, "", "no"},
		{
			"takes away after all",
			[]mend.Look{found("a", doctor.Auto, "aws cloudwatch delete-alarm-mute-rule --alarm-mute-rule-name x")},
			nil, mend.StopFailed, "",
			"the remedy of a would take something away with cloudwatch delete-alarm-mute-rule: run it by hand if that is meant",
		},
		{
			"refused by AWS",
			[]mend.Look{found("a", doctor.Auto, makeTopic, "aws sns set-topic-attributes --topic-arn arn:aws:sns:us-east-1:123456789012:t --attribute-name Nonsense --attribute-value x")},
			nil, mend.StopFailed, "", "apply the remedy of a: sns set-topic-attributes: ",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onSandbox(t, func(t *testing.T, a *account.Account) {
				at := 0
				done, err := mend.Fix(t.Context(), a, tt.looks[0], mend.Options{
					Again: func(context.Context, monitor.Names) (mend.Look, error) {
						at = min(at+1, len(tt.looks)-1)
						return tt.looks[at], nil
					},
					Consent: func(context.Context, mend.Ask) error { return tt.refuse },
				})
				var applied []string
				for _, f := range done.Applied {
					applied = append(applied, f.Code)
				}
				if done.Stop != tt.stop || strings.Join(applied, " ") != tt.applied {
					t.Errorf("stopped %q after %q, want %q after %q", done.Stop, applied, tt.stop, tt.applied)
				}
				if (err == nil) != (tt.err == "") || err != nil && !strings.HasPrefix(err.Error(), tt.err) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
			})
		})
	}
}

// What could not be looked at is not replaced.
func TestFixReplacesNothingUnseen(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		denied := monitor.Unseen{Reason: monitor.ReasonDenied}
		for line, s := range map[string]monitor.Snapshot{
			"aws iam update-assume-role-policy --role-name r --policy-document x":              {Role: monitor.NotSeen[monitor.Role](denied)},
			"aws sns set-topic-attributes --topic-arn t --attribute-name Policy":               {Topic: monitor.NotSeen[monitor.Topic](denied)},
			"aws s3api put-bucket-policy --bucket b --policy x":                                {Bucket: monitor.Found(monitor.Bucket{Name: "b", Policy: monitor.NotSeen[string](denied)})},
			"aws kms put-key-policy --key-id k --policy-name default --policy x":               {Key: monitor.Found(monitor.Key{Policy: monitor.NotSeen[string](denied)})},
			"aws cloudtrail put-event-selectors --trail-name t --event-selectors []":           {Selectors: monitor.NotSeen[monitor.Selectors](denied)},
			"aws cloudwatch put-metric-alarm --alarm-name a":                                   {Alarm: monitor.NotSeen[monitor.Alarm](denied)},
			"aws logs put-metric-filter --log-group-name g --filter-name f --filter-pattern x": {Filters: monitor.NotSeen[[]monitor.MetricFilter](denied)},
		} {
			look := found("a", doctor.Auto, strings.ReplaceAll(line, "[]", "'[]'"))
			look.Snapshot = s
			asked := false
			done, err := mend.Fix(t.Context(), a, look, mend.Options{
				Consent: func(context.Context, mend.Ask) error { asked = true; return errors.New("no") },
			})
			if err != nil || done.Stop != mend.StopUnseen || asked {
				t.Errorf("%s: stopped %q, %v", line, done.Stop, err)
			}
		}
	})
}

// IAM's answers may trail behind: the same finding right after its remedy is
// looked for again before it counts.
func TestFixWaitsForTheAnswerToFollow(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		began, looks := time.Now(), 0
		done, err := mend.Fix(t.Context(), a, found("a", doctor.Auto, makeTopic), mend.Options{
			Again: func(context.Context, monitor.Names) (mend.Look, error) {
				if looks++; looks < 3 {
					return found("a", doctor.Auto, makeTopic), nil
				}
				return found(doctor.Healthy, ""), nil
			},
			Consent: func(context.Context, mend.Ask) error { return nil },
		})
		if err != nil || done.Stop != mend.StopDone || looks != 3 || time.Since(began) < 3*time.Second {
			t.Errorf("%v, %s after %d looks and %s", err, done.Stop, looks, time.Since(began))
		}
	})
}

// A yes that took long counts for what was shown, not for what is there by then.
func TestFixAsksAgainWhereThingsChangedMeanwhile(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		after := []mend.Look{found("a", doctor.Auto, "aws sns create-topic --name other"), found(doctor.Healthy, "")}
		var asked []string
		done, err := mend.Fix(t.Context(), a, found("a", doctor.Auto, makeTopic), mend.Options{
			Again: func(context.Context, monitor.Names) (mend.Look, error) {
				look := after[0]
				after = after[1:]
				return look, nil
			},
			Consent: func(_ context.Context, ask mend.Ask) error {
				if asked = append(asked, ask.Finding.Remedy.Lines[0]); len(asked) == 1 {
					time.Sleep(time.Minute)
				}
				return nil
			},
		})
		if err != nil || done.Stop != mend.StopDone || len(done.Applied) != 1 || strings.Join(asked, "; ") != makeTopic+"; aws sns create-topic --name other" {
			t.Errorf("%v, %+v; asked for %q", err, done, asked)
		}
	})
}

// A part that was moved has another name from then on.
func TestFixFollowsWhatItMoved(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		n := monitor.NamesFor("db", a.Place)
		lines := []string{
			"aws s3api create-bucket --bucket b-1", `aws s3api put-bucket-policy --bucket b-1 --policy '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":["s3:GetBucketAcl","s3:PutObject"],"Resource":["arn:aws:s3:::b-1","arn:aws:s3:::b-1/*"]}]}'`,
			"aws cloudtrail create-trail --name mine --s3-bucket-name b-1",
		}
		var asked monitor.Names
		if _, err := mend.Fix(t.Context(), a, found("a", doctor.Auto, lines...), mend.Options{
			Names: n,
			Again: func(_ context.Context, n monitor.Names) (mend.Look, error) {
				asked = n
				return found(doctor.Healthy, ""), nil
			},
			Consent: func(context.Context, mend.Ask) error { return nil },
		}); err != nil {
			t.Fatal(err)
		}
		if n.Trail, n.Bucket = "mine", "b-1"; asked != n {
			t.Errorf("looked again with %+v\nwant %+v", asked, n)
		}
	})
}
