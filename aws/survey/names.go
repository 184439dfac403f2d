package survey

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// Resolve gives the names of the monitor of one secret: the usual ones, then
// those that its alarm's tags remember, then the overrides. A secret may be
// given by ARN. Where a person named a trail, log group, filter or alarm, the
// parts wired to it are taken along, unless named as well. What cannot be
// looked up keeps its usual name; an error comes only where the secret's name
// cannot be found out, or ctx is done.
func Resolve(ctx context.Context, a *account.Account, secret string, overrides map[monitor.Kind]string) (monitor.Names, error) {
	name, err := SecretName(ctx, a, secret)
	if err != nil {
		return monitor.Names{}, err
	}
	n := monitor.NamesFor(name, a.Place).With(monitor.KindAlarm, overrides[monitor.KindAlarm])
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()

	var remembered, wired monitor.Names
	var wg sync.WaitGroup
	wg.Go(func() { remembered = rememberedNames(ctx, a, n) })
	wg.Go(func() { wired = wiredNames(ctx, a, overrides) })
	wg.Wait()
	if ctx.Err() != nil {
		return n, fmt.Errorf("find the monitor's names: %w", ctx.Err())
	}
	for _, k := range monitor.Kinds() {
		n = n.With(k, remembered.Of(k)).With(k, wired.Of(k))
	}
	for k, name := range overrides {
		n = n.With(k, name)
	}
	n.Secret = name
	if wired.Metric != "" {
		n.Namespace, n.Metric = wired.Namespace, wired.Metric
	}
	return n, nil
}

// rememberedNames reads the alarm's tags by the alarm's name alone: one call,
// also where there is no alarm.
func rememberedNames(ctx context.Context, a *account.Account, n monitor.Names) monitor.Names {
	tags, err := alarmTags(ctx, a.CloudWatch, n.AlarmARN(a.Place))
	if err != nil || !n.Ours(tags) {
		return monitor.Names{}
	}
	return namesInTags(tags)
}

func namesInTags(tags map[string]string) monitor.Names {
	var n monitor.Names
	for k := range maps.Keys(tags) {
		if kind, ok := strings.CutPrefix(k, monitor.TagNamePrefix); ok {
			n = n.With(monitor.Kind(kind), tags[k])
		}
	}
	return n
}

// wiredNames asks what the parts that a person named are connected to.
func wiredNames(ctx context.Context, a *account.Account, o map[monitor.Kind]string) monitor.Names {
	var byTrail, byFilter, byAlarm monitor.Names
	var wg sync.WaitGroup
	if o[monitor.KindTrail] != "" || o[monitor.KindLogGroup] != "" {
		wg.Go(func() { byTrail = trailNames(ctx, a, o[monitor.KindTrail], o[monitor.KindLogGroup]) })
	}
	if o[monitor.KindMetricFilter] != "" {
		wg.Go(func() { byFilter = filterNames(ctx, a, o[monitor.KindMetricFilter], o[monitor.KindLogGroup]) })
	}
	if o[monitor.KindAlarm] != "" {
		wg.Go(func() { byAlarm = alarmNames(ctx, a, o[monitor.KindAlarm]) })
	}
	wg.Wait()
	var n monitor.Names
	for _, from := range []monitor.Names{byTrail, byAlarm, byFilter} {
		for _, k := range monitor.Kinds() {
			n = n.With(k, from.Of(k))
		}
		if from.Metric != "" {
			n.Namespace, n.Metric = from.Namespace, from.Metric
		}
	}
	return n
}

// trailNames are the parts of the trail with this name, or, where only a log
// group was named, of the trail that delivers to it.
func trailNames(ctx context.Context, a *account.Account, trail, group string) monitor.Names {
	out, err := a.CloudTrail.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
	if err != nil {
		return monitor.Names{}
	}
	for _, t := range readTrails(out.TrailList) {
		named := trail != "" && (t.Name == trail || t.ARN == trail)
		feeds := trail == "" && groupOf(t.LogGroupARN) == group && regionOf(t.LogGroupARN) == a.Region
		if named || feeds {
			n := monitor.Names{Trail: t.Name, Bucket: t.Bucket, Role: roleOf(t.RoleARN)}
			if regionOf(t.LogGroupARN) == a.Region {
				n.LogGroup = groupOf(t.LogGroupARN)
			}
			return n
		}
	}
	return monitor.Names{}
}

func filterNames(ctx context.Context, a *account.Account, filter, group string) monitor.Names {
	input := &cloudwatchlogs.DescribeMetricFiltersInput{}
	if group != "" {
		input.LogGroupName, input.FilterNamePrefix = aws.String(group), aws.String(filter)
	}
	out, err := a.Logs.DescribeMetricFilters(ctx, input)
	if err != nil {
		return monitor.Names{}
	}
	for _, f := range out.MetricFilters {
		if m := readFilter(f); m.Name == filter {
			return monitor.Names{LogGroup: m.LogGroup, Namespace: m.Namespace, Metric: m.Metric}
		}
	}
	return monitor.Names{}
}

func alarmNames(ctx context.Context, a *account.Account, alarm string) monitor.Names {
	out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{alarm}})
	if err != nil || len(out.MetricAlarms) == 0 {
		return monitor.Names{}
	}
	found := readAlarm(out.MetricAlarms[0])
	n := monitor.Names{Namespace: found.Namespace, Metric: found.Metric}
	for _, action := range found.AlarmActions {
		if strings.Contains(action, ":sns:") {
			n.Topic = topicName(action, a.Place)
			break
		}
	}
	return n
}
