package mend_test

import (
	"fmt"
	"slices"
	"testing"

	"secretwatch/aws/command"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
)

// whole is a monitor whose parts all carry these tags.
func whole(tags map[string]string) monitor.Snapshot {
	place := monitor.Place{Account: "111122223333", Region: "us-east-1"}
	n := monitor.NamesFor("db", place)
	return monitor.Snapshot{
		Place: place, Names: n,
		Trail:    monitor.Found(monitor.Trail{Name: n.Trail, ARN: n.TrailARN(place), Tags: tags}),
		LogGroup: monitor.Found(monitor.LogGroup{Name: n.LogGroup, Tags: tags}),
		Role:     monitor.Found(monitor.Role{Name: n.Role, Tags: tags}),
		Filter:   monitor.Found(monitor.MetricFilter{Name: n.Filter, LogGroup: n.LogGroup}),
		Topic:    monitor.Found(monitor.Topic{ARN: n.TopicARN(place), Tags: tags}),
		Alarm:    monitor.Found(monitor.Alarm{Name: n.Alarm, ARN: n.AlarmARN(place), Tags: tags}),
		Bucket:   monitor.Found(monitor.Bucket{Name: n.Bucket, Tags: monitor.Found(tags)}),
	}
}

func TestTouched(t *testing.T) {
	ours := map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "db"}
	const topic = "arn:aws:sns:us-east-1:111122223333:secretwatch-db"
	for _, tt := range []struct {
		lines []string
		want  []string // kind, name, and whether it is new or ours, in a foreign monitor
		ours  bool     // whether all of it is ours in a monitor of ours
	}{
		{[]string{"aws cloudtrail start-logging --name secretwatch-db"}, []string{"trail secretwatch-db --trail"}, true},
		{[]string{"aws cloudtrail update-trail --name arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db"}, []string{"trail secretwatch-db --trail"}, true},
		{[]string{"aws logs put-metric-filter --log-group-name /secretwatch/db --filter-name secretwatch-db"}, []string{"metric-filter secretwatch-db --filter"}, true},
		{[]string{"aws logs put-metric-filter --log-group-name /secretwatch/db --filter-name more"}, []string{"log-group /secretwatch/db --log-group"}, true},
		{
			[]string{"aws logs create-log-group --log-group-name /new", "aws logs put-retention-policy --log-group-name /new", "aws logs put-metric-filter --log-group-name /new --filter-name f"},
			[]string{"log-group /new --log-group new", "metric-filter f --filter new"},
			false,
		},
		{[]string{"aws iam create-role --role-name r", "aws iam put-role-policy --role-name r"}, []string{"role r  new"}, false},
		{[]string{"aws iam put-role-policy --role-name secretwatch-db-us-east-1"}, []string{"role secretwatch-db-us-east-1 "}, true},
		{[]string{"aws cloudwatch put-metric-alarm --alarm-name fresh"}, []string{"alarm fresh --alarm new"}, false},
		{[]string{"aws cloudwatch put-metric-alarm --alarm-name secretwatch-db", "aws cloudwatch set-alarm-state --alarm-name secretwatch-db"}, []string{"alarm secretwatch-db --alarm"}, true},
		{[]string{"aws cloudwatch tag-resource --resource-arn arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"}, []string{"alarm secretwatch-db --alarm"}, true},
		{[]string{"aws sns set-topic-attributes --topic-arn " + topic}, []string{"topic secretwatch-db --topic"}, true},
		{[]string{"aws sns set-subscription-attributes --subscription-arn " + topic + ":1234"}, []string{"subscription " + topic + ":1234 "}, true},
		{[]string{"aws kms put-key-policy --key-id 1234"}, []string{"key 1234 "}, false},
		{[]string{"aws cloudwatch describe-alarms --alarm-names x"}, nil, true},
	} {
		var commands []command.Command
		for _, line := range tt.lines {
			c, err := command.Parse(line)
			if err != nil {
				t.Fatal(err)
			}
			commands = append(commands, c)
		}
		var got []string
		for _, r := range mend.Touched(whole(nil), commands) {
			text := fmt.Sprintf("%s %s %s", r.Kind, r.Name, r.Flag())
			if r.New {
				text += " new"
			}
			if r.Ours {
				text += " ours"
			}
			got = append(got, text)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s\n got %q\nwant %q", tt.lines, got, tt.want)
		}
		all := !slices.ContainsFunc(mend.Touched(whole(ours), commands), func(r mend.Resource) bool { return !r.Ours })
		if all != tt.ours {
			t.Errorf("%s: in a monitor of ours all of it is ours: %v", tt.lines, all)
		}
	}
}

func TestNamedResource(t *testing.T) {
	topic := mend.Resource{Kind: monitor.KindTopic, Name: "db"}
	for name, want := range map[string]bool{"db": true, "arn:aws:sns:us-east-1:111122223333:db": true, "arn:aws:sns:us-east-1:111122223333:other-db": false, "": false, "x": false} {
		if topic.Is(name) != want {
			t.Errorf("%q means the topic db: %v", name, !want)
		}
	}
}
