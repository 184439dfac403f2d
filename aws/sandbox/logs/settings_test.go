package logs

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// The tags by name and by ARN are the same tags.
func TestTagsByName(t *testing.T) {
	b := newBench(t)
	name := aws.String("reads")
	if _, err := b.tagLogGroup(b.call(), &cloudwatchlogs.TagLogGroupInput{LogGroupName: name, Tags: map[string]string{"a": "1", "b": "2"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.tagResource(b.call(), &cloudwatchlogs.TagResourceInput{ResourceArn: aws.String(readsARN), Tags: map[string]string{"c": "3"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.untagLogGroup(b.call(), &cloudwatchlogs.UntagLogGroupInput{LogGroupName: name, Tags: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"b": "2", "c": "3"}
	byName, err := b.listTagsLogGroup(b.call(), &cloudwatchlogs.ListTagsLogGroupInput{LogGroupName: name})
	if err != nil || !maps.Equal(byName.Tags, want) {
		t.Errorf("by name: %v, %v", byName, err)
	}
	byARN, err := b.listTagsForResource(b.call(), &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(readsARN)})
	if err != nil || !maps.Equal(byARN.Tags, want) {
		t.Errorf("by ARN: %v, %v", byARN, err)
	}
	many := map[string]string{}
	for i := range 49 {
		many[fmt.Sprint(i)] = ""
	}
	_, err = b.tagLogGroup(b.call(), &cloudwatchlogs.TagLogGroupInput{LogGroupName: name, Tags: many})
	if got := textOf(err); !strings.HasPrefix(got, "TooManyTagsException: ") {
		t.Errorf("51 tags: %q", got)
	}
}

func TestKeyOfAGroup(t *testing.T) {
	b := newBench(t)
	const key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
	shown := func() string {
		out, err := b.describeLogGroups(b.call(), &cloudwatchlogs.DescribeLogGroupsInput{})
		if err != nil {
			t.Fatal(err)
		}
		return aws.ToString(out.LogGroups[0].KmsKeyId)
	}
	if _, err := b.associateKmsKey(b.call(), &cloudwatchlogs.AssociateKmsKeyInput{LogGroupName: aws.String("reads"), KmsKeyId: aws.String(key)}); err != nil || shown() != key {
		t.Errorf("%v, the key is %q", err, shown())
	}
	if _, err := b.disassociateKmsKey(b.call(), &cloudwatchlogs.DisassociateKmsKeyInput{ResourceIdentifier: aws.String(readsARN)}); err != nil || shown() != "" {
		t.Errorf("%v, the key is %q", err, shown())
	}
	_, err := b.associateKmsKey(b.call(), &cloudwatchlogs.AssociateKmsKeyInput{LogGroupName: aws.String("reads"), KmsKeyId: aws.String("alias/mine")})
	if got := textOf(err); !strings.HasPrefix(got, "InvalidParameterException: ") {
		t.Errorf("an alias: %q", got)
	}
}

func TestDeletionProtection(t *testing.T) {
	b := newBench(t)
	protect := func(on bool) {
		t.Helper()
		if _, err := b.putLogGroupDeletionProtection(b.call(), &cloudwatchlogs.PutLogGroupDeletionProtectionInput{
			LogGroupIdentifier: aws.String("reads"), DeletionProtectionEnabled: aws.Bool(on),
		}); err != nil {
			t.Fatal(err)
		}
	}
	protect(true)
	_, err := b.deleteLogGroup(b.call(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String("reads")})
	if got := textOf(err); !strings.HasPrefix(got, "ValidationException: ") {
		t.Errorf("a protected group: %q", got)
	}
	protect(false)
	if _, err := b.deleteLogGroup(b.call(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String("reads")}); err != nil {
		t.Error(err)
	}
}

func TestGroupNames(t *testing.T) {
	b := newBench(t)
	for name, want := range map[string]string{
		strings.Repeat("X", 513): "InvalidParameterException: Invalid LogGroup or LogStream, both must have length less than or equal to 512.",
		"":                       "InvalidParameterException: 1 validation error detected: Value '' at 'logGroupName' failed to satisfy constraint: Member must have length greater than or equal to 1",
		"a b":                    `InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+`,
		"/aws/a-b_c.d#e":         "",
	} {
		_, err := b.createLogGroup(b.call(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name)})
		if got := textOf(err); got != want {
			t.Errorf("%.20q: %q, want %q", name, got, want)
		}
	}
}

func TestDescribePages(t *testing.T) {
	b := newBench(t)
	for i := range 120 {
		b.group(fmt.Sprintf("page/%03d", i), types.LogGroupClassStandard)
		if _, err := b.createLogStream(b.call(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: aws.String("reads"), LogStreamName: aws.String(fmt.Sprintf("s%03d", i))}); err != nil {
			t.Fatal(err)
		}
	}
	var groups, streams []string
	for token := (*string)(nil); ; {
		out, err := b.describeLogGroups(b.call(), &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("page/"), NextToken: token})
		if err != nil || len(out.LogGroups) > 50 {
			t.Fatal(len(out.LogGroups), err)
		}
		for _, g := range out.LogGroups {
			groups = append(groups, *g.LogGroupName)
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	for token := (*string)(nil); ; {
		out, err := b.describeLogStreams(b.call(), &cloudwatchlogs.DescribeLogStreamsInput{
			LogGroupIdentifier: aws.String(readsARN), Descending: aws.Bool(true), Limit: aws.Int32(40), NextToken: token,
		})
		if err != nil || len(out.LogStreams) > 40 {
			t.Fatal(len(out.LogStreams), err)
		}
		for _, one := range out.LogStreams {
			streams = append(streams, *one.LogStreamName)
		}
		if token = out.NextToken; token == nil {
			break
		}
	}
	if len(groups) != 120 || groups[0] != "page/000" || groups[119] != "page/119" {
		t.Errorf("%d groups: %v", len(groups), groups)
	}
	if len(streams) != 120 || streams[0] != "s119" || streams[119] != "s000" {
		t.Errorf("%d streams: %v", len(streams), streams)
	}
	for limit, want := range map[int32]string{
		51: "InvalidParameterException: 1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50",
		0:  "InvalidParameterException: 1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
	} {
		_, err := b.describeLogGroups(b.call(), &cloudwatchlogs.DescribeLogGroupsInput{Limit: aws.Int32(limit)})
		if got := textOf(err); got != want {
			t.Errorf("limit %d: %q", limit, got)
		}
	}
}

// All the days that AWS names, and none beside them.
func TestRetentions(t *testing.T) {
	b := newBench(t)
	allowed := map[int32]bool{}
	for _, days := range []int32{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653} {
		allowed[days] = true
	}
	for days := range int32(4001) {
		_, err := b.putRetentionPolicy(b.call(), &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String("reads"), RetentionInDays: aws.Int32(days)})
		if (err == nil) != allowed[days] {
			t.Errorf("%d days: %v", days, err)
		}
	}
}

func TestListLogGroups(t *testing.T) {
	b := newBench(t)
	b.group("/aws/lambda/a", types.LogGroupClassInfrequentAccess)
	b.group("other/aws/lambda", types.LogGroupClassStandard)
	if _, err := b.tagLogGroup(b.call(), &cloudwatchlogs.TagLogGroupInput{LogGroupName: aws.String("reads"), Tags: map[string]string{"env": "prod-eu"}}); err != nil {
		t.Fatal(err)
	}
	tag := func(value string) []types.TagFilter {
		return []types.TagFilter{{Key: aws.String("env"), Values: []string{"x", value}}}
	}
	for want, in := range map[string]*cloudwatchlogs.ListLogGroupsInput{
		"/aws/lambda/a other/aws/lambda reads": {},
		"/aws/lambda/a":                        {LogGroupNamePattern: aws.String("^/aws/lambda")},
		"/aws/lambda/a reads":                  {LogGroupNamePattern: aws.String("^/aws/lambda|read")},
		"other/aws/lambda reads":               {LogGroupClass: types.LogGroupClassStandard},
		"reads":                                {LogGroupTags: tag("prod*")},
		"":                                     {LogGroupTags: tag("prod")},
	} {
		out, err := b.listLogGroups(b.call(), in)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, g := range out.LogGroups {
			names = append(names, *g.LogGroupName)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
