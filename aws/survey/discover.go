package survey

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	secrettypes "github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// DescriptionMark stands in the description of every alarm that setup makes, so
// that one with another name is found among many without reading all tags.
const DescriptionMark = "secretwatch watch"

const (
	maxPages  = 5  // of a hundred alarms or secrets each
	maxAlarms = 20 // whose tags are read
)

// Discover finds the monitors of this account and region: alarms of ours, and
// secrets with our tag whose alarm is not there any more. It returns what it
// could find together with the errors of what it could not ask: with a list
// that is not empty the error is a warning.
func Discover(ctx context.Context, a *account.Account) ([]monitor.Names, error) {
	var alarms, secrets []monitor.Names
	var alarmErr, secretErr error
	var wg sync.WaitGroup
	wg.Go(func() { alarms, alarmErr = monitorsByAlarm(ctx, a) })
	wg.Go(func() { secrets, secretErr = monitorsBySecret(ctx, a) })
	wg.Wait()
	if alarmErr != nil && secretErr != nil {
		return nil, errors.Join(alarmErr, secretErr)
	}
	found := append(make([]monitor.Names, 0, len(alarms)+len(secrets)), alarms...)
	for _, s := range secrets {
		if !slices.ContainsFunc(found, func(n monitor.Names) bool { return n.Monitor == s.Monitor }) {
			found = append(found, s)
		}
	}
	slices.SortFunc(found, func(x, y monitor.Names) int { return cmp.Compare(x.Monitor, y.Monitor) })
	return found, errors.Join(alarmErr, secretErr)
}

func monitorsByAlarm(ctx context.Context, a *account.Account) ([]monitor.Names, error) {
	var ours []monitor.Alarm
	pages := cloudwatch.NewDescribeAlarmsPaginator(a.CloudWatch, &cloudwatch.DescribeAlarmsInput{
		AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm}, MaxRecords: aws.Int32(100),
	})
	for n := 0; pages.HasMorePages() && n < maxPages; n++ {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list alarms: %w", err)
		}
		for _, m := range readAlarms(page.MetricAlarms) {
			if likeOurs(m) {
				ours = append(ours, m)
			}
		}
	}
	ours = ours[:min(len(ours), maxAlarms)]
	// An alarm whose tags cannot be read is not known for ours.
	_ = readTags(ctx, a, ours)
	var found []monitor.Names
	for _, m := range ours {
		if n, ok := namesOfAlarm(m, a.Place); ok {
			found = append(found, n)
		}
	}
	return found, nil
}

// likeOurs reports that setup may have made the alarm; its tags decide.
func likeOurs(a monitor.Alarm) bool {
	return strings.HasPrefix(a.Name, "secretwatch-") || strings.Contains(a.Description.Raw(), DescriptionMark)
}

// readTags reads the tags of the alarms where they can be read.
func readTags(ctx context.Context, a *account.Account, alarms []monitor.Alarm) error {
	looks := make([]look, len(alarms))
	errs := make([]error, len(alarms))
	for i := range alarms {
		looks[i] = func(ctx context.Context) {
			tags, err := alarmTags(ctx, a.CloudWatch, alarms[i].ARN)
			if err != nil {
				errs[i] = fmt.Errorf("read the tags of an alarm: %w", err)
				return
			}
			alarms[i].Tags = tags
		}
	}
	together(ctx, looks)
	return errors.Join(errs...)
}

// namesOfAlarm rebuilds a monitor's names from its alarm alone.
func namesOfAlarm(m monitor.Alarm, p monitor.Place) (monitor.Names, bool) {
	secret := m.Tags[monitor.TagSecret]
	if secret == "" {
		return monitor.Names{}, false
	}
	n := monitor.NamesFor(secret, p)
	if !n.Ours(m.Tags) {
		return monitor.Names{}, false
	}
	remembered := namesInTags(m.Tags)
	for _, k := range namedKinds() {
		n = n.With(k, remembered.Of(k))
	}
	n.Secret, n.Alarm = secret, m.Name
	if m.Metric != "" {
		n.Namespace, n.Metric = m.Namespace, m.Metric
	}
	return n, true
}

func monitorsBySecret(ctx context.Context, a *account.Account) ([]monitor.Names, error) {
	var found []monitor.Names
	pages := secretsmanager.NewListSecretsPaginator(a.Secrets, &secretsmanager.ListSecretsInput{
		Filters: []secrettypes.Filter{{Key: secrettypes.FilterNameStringTypeTagKey, Values: []string{monitor.TagMonitor}}},
	})
	for n := 0; pages.HasMorePages() && n < maxPages; n++ {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list secrets: %w", err)
		}
		for _, s := range page.SecretList {
			n := monitor.NamesFor(aws.ToString(s.Name), a.Place)
			// The filter matches parts of keys; the tags themselves decide.
			if s.DeletedDate == nil && n.Ours(secretTags(s.Tags)) {
				found = append(found, n)
			}
		}
	}
	return found, nil
}
