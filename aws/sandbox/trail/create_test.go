package trail

import (
	_ "embed"
	"encoding/json"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
)

//go:embed testdata/destination_errors.json
var destinationErrors []byte

// What AWS answered to CreateTrail, word for word; the tests below bring about
// each of its cases.
func TestDestinationErrorsAreAWSs(t *testing.T) {
	var recorded []struct{ Input, Code, Message string }
	if err := json.Unmarshal(destinationErrors, &recorded); err != nil {
		t.Fatal(err)
	}
	cases := map[string][]struct {
		group, role string
		prepare     func(*world)
	}{
		"log group without role":                 {{group: goodGroup}},
		"role without log group":                 {{role: goodRole}},
		"malformed group ARN, or ARN without :*": {{group: "reads", role: goodRole}, {group: "arn:aws:logs:us-east-1:123456789012:log-group:reads", role: goodRole}},
		"malformed role ARN":                     {{group: goodGroup, role: "delivery"}},
		"role lacks permissions, or group missing": {
			{goodGroup, goodRole, func(w *world) { w.roles[goodRole] = []string{"logs:CreateLogStream"} }},
			{goodGroup, goodRole, func(w *world) { w.roles[goodRole] = nil }},
			{goodGroup, goodRole, func(w *world) { delete(w.groups, "reads") }},
		},
		"log group of another region":  {{group: "arn:aws:logs:eu-west-1:123456789012:log-group:reads:*", role: goodRole}},
		"role missing / not assumable": {{goodGroup, goodRole, func(w *world) { delete(w.roles, goodRole) }}},
	}
	for _, r := range recorded {
		if len(cases[r.Input]) == 0 {
			t.Errorf("no case for %q", r.Input)
		}
		for i, one := range cases[r.Input] {
			w := newWorld()
			if one.prepare != nil {
				one.prepare(w)
			}
			_, err := w.state().createTrail(in("us-east-1"), &cloudtrail.CreateTrailInput{
				Name: aws.String("watch"), S3BucketName: aws.String("files"),
				CloudWatchLogsLogGroupArn: orNil(one.group), CloudWatchLogsRoleArn: orNil(one.role),
			})
			if code, text := codeAndText(err); code != r.Code || text != r.Message {
				t.Errorf("%s (%d): %s: %s, want %s: %s", r.Input, i, code, text, r.Code, r.Message)
			}
		}
	}
}

func TestFailedCreateTrailLeavesItsStream(t *testing.T) {
	w := newWorld()
	w.roles[goodRole] = []string{"logs:CreateLogStream"}
	s := w.state()
	_, err := s.createTrail(in("us-east-1"), &cloudtrail.CreateTrailInput{
		Name: aws.String("watch"), S3BucketName: aws.String("files"), CloudWatchLogsLogGroupArn: aws.String(goodGroup), CloudWatchLogsRoleArn: aws.String(goodRole),
	})
	if err == nil || len(s.trails) != 0 {
		t.Errorf("created without logs:PutLogEvents: %v", err)
	}
	if want := []string{"123456789012_CloudTrail_us-east-1"}; !slices.Equal(w.streams, want) {
		t.Errorf("streams %v, want %v", w.streams, want)
	}
}

func TestCreateTrailRefuses(t *testing.T) {
	tests := []struct {
		name    string
		prepare func(*testing.T, *world, *State)
		change  func(*cloudtrail.CreateTrailInput)
		code    string
		text    string
	}{
		{"no bucket", nil, func(i *cloudtrail.CreateTrailInput) { i.S3BucketName = aws.String("gone") }, "S3BucketDoesNotExistException", "S3 bucket gone does not exist!"},
		{"all regions without the global events", nil, func(i *cloudtrail.CreateTrailInput) {
			i.IsMultiRegionTrail, i.IncludeGlobalServiceEvents = aws.Bool(true), aws.Bool(false)
		}, "InvalidParameterCombinationException", "Multi-Region trail must include global service events."},
		{"bucket policy", func(_ *testing.T, w *world, _ *State) { w.denied = true }, nil, "InsufficientS3BucketPolicyException", "Incorrect S3 bucket policy is detected for bucket: files"},
		{"the same name again", func(t *testing.T, _ *world, s *State) { create(t, s, nil) }, nil, "TrailAlreadyExistsException", "Trail watch already exists for customer: 123456789012"},
		{"no topic", nil, func(i *cloudtrail.CreateTrailInput) { i.SnsTopicName = aws.String("gone") }, "InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!"},
		{"a sixth trail", func(t *testing.T, _ *world, s *State) {
			for _, name := range []string{"one", "two", "three", "four", "five"} {
				create(t, s, func(i *cloudtrail.CreateTrailInput) { i.Name = aws.String(name) })
			}
		}, nil, "MaximumNumberOfTrailsExceededException", "User: 123456789012 already has 5 trails in us-east-1."},
	}
	for _, test := range tests {
		w := newWorld()
		s := w.state()
		if test.prepare != nil {
			test.prepare(t, w, s)
		}
		input := &cloudtrail.CreateTrailInput{Name: aws.String("watch"), S3BucketName: aws.String("files")}
		if test.change != nil {
			test.change(input)
		}
		_, err := s.createTrail(in("us-east-1"), input)
		if code, text := codeAndText(err); code != test.code || text != test.text {
			t.Errorf("%s: %s: %s, want %s: %s", test.name, code, text, test.code, test.text)
		}
	}
}

func TestTrailNames(t *testing.T) {
	for name, good := range map[string]bool{
		"abc": true, "my-trail_1.a": true, "ab": false, "-abc": false, "abc-": false, "a..b": false, "a_-b": false, "192.168.5.4": false, "a b c": false,
	} {
		if err := checkName(name); (err == nil) != good {
			t.Errorf("%q: %v, want good %v", name, err, good)
		} else if code, _ := codeAndText(err); err != nil && code != "InvalidTrailNameException" {
			t.Errorf("%q: %s", name, code)
		}
	}
}

func TestShadowTrailNeedsItsARN(t *testing.T) {
	s := newWorld().state()
	create(t, s, func(i *cloudtrail.CreateTrailInput) { i.IsMultiRegionTrail = aws.Bool(true) })
	elsewhere := in("eu-west-1")
	list, err := s.describeTrails(elsewhere, &cloudtrail.DescribeTrailsInput{})
	if err != nil || len(list.TrailList) != 1 || *list.TrailList[0].HomeRegion != "us-east-1" {
		t.Fatalf("DescribeTrails: %v, %v", list, err)
	}
	if list, _ := s.describeTrails(elsewhere, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(false)}); len(list.TrailList) != 0 {
		t.Error("a shadow trail is listed although none are wanted")
	}
	_, err = s.getTrailStatus(elsewhere, &cloudtrail.GetTrailStatusInput{Name: aws.String("watch")})
	if code, text := codeAndText(err); code != "TrailNotFoundException" || text != "Unknown trail: arn:aws:cloudtrail:eu-west-1:123456789012:trail/watch for the user: 123456789012" {
		t.Errorf("by name: %s: %s", code, text)
	}
	arn := list.TrailList[0].TrailARN
	if status, err := s.getTrailStatus(elsewhere, &cloudtrail.GetTrailStatusInput{Name: arn}); err != nil || *status.IsLogging {
		t.Errorf("by ARN: %v; a trail made by API starts off: %v", err, status)
	}
	_, err = s.stopLogging(elsewhere, &cloudtrail.StopLoggingInput{Name: arn})
	if code, _ := codeAndText(err); code != "InvalidHomeRegionException" {
		t.Errorf("a change from elsewhere: %v", err)
	}
}

func TestUpdateTrailKeepsWhatIsNotGiven(t *testing.T) {
	s := newWorld().state()
	create(t, s, nil)
	out, err := s.updateTrail(in("us-east-1"), &cloudtrail.UpdateTrailInput{Name: aws.String("watch"), IsMultiRegionTrail: aws.Bool(true)})
	if err != nil || !*out.IsMultiRegionTrail || aws.ToString(out.CloudWatchLogsLogGroupArn) != goodGroup {
		t.Fatalf("%v, %v", out, err)
	}
	_, err = s.updateTrail(in("us-east-1"), &cloudtrail.UpdateTrailInput{Name: aws.String("watch"), CloudWatchLogsLogGroupArn: aws.String(goodGroup)})
	if code, text := codeAndText(err); code != "InvalidCloudWatchLogsRoleArnException" || text != "You must specify a log group and a role ARN." {
		t.Errorf("a group alone: %s: %s", code, text)
	}
	out, err = s.updateTrail(in("us-east-1"), &cloudtrail.UpdateTrailInput{Name: aws.String("watch"), CloudWatchLogsRoleArn: aws.String("")})
	if err != nil || out.CloudWatchLogsLogGroupArn != nil || out.CloudWatchLogsRoleArn != nil {
		t.Errorf("an empty role takes both away: %v, %v", out, err)
	}
}
