package logs_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox"
)

// The SDK sees AWS's error with its place in the query, and the sandbox's log
// names the query.
func TestAQueryThatIsNotKnownHere(t *testing.T) {
	var lines []string
	box, err := sandbox.New(sandbox.Options{Log: func(line string) { lines = append(lines, line) }})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	client := cloudwatchlogs.NewFromConfig(box.Config(""))
	if _, err := client.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("g")}); err != nil {
		t.Fatal(err)
	}
	_, err = client.StartQuery(t.Context(), &cloudwatchlogs.StartQueryInput{
		LogGroupName: aws.String("g"), QueryString: aws.String("fields @message\n| pattern @message # \x1b[2J" + strings.Repeat("x", 999)), StartTime: aws.Int64(0), EndTime: aws.Int64(9),
	})
	var malformed *types.MalformedQueryException
	if !errors.As(err, &malformed) {
		t.Fatal(err)
	}
	if want := "unexpected symbol found pattern at line 2 and position 3: the sandbox does not simulate it"; malformed.ErrorMessage() != want {
		t.Errorf("%s, want %s", malformed.ErrorMessage(), want)
	}
	if c := malformed.QueryCompileError; c == nil || c.Location == nil || aws.ToInt32(c.Location.StartCharOffset) != 18 || aws.ToInt32(c.Location.EndCharOffset) != 25 {
		t.Errorf("the error's place is %+v", c)
	}
	if len(lines) != 1 || !strings.HasPrefix(lines[0], `not simulated: logs StartQuery "fields @message | pattern @message # `) || len(lines[0]) > 400 || strings.ContainsRune(lines[0], 0x1b) {
		t.Errorf("the log has %q", lines)
	}
}
