package cli

import (
	"bufio"
	"bytes"
	"errors"
	"strings"
	"testing"

	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
)

// What commands ask and tell has no brackets of y and N and no columns for those
// who listen.
func TestQuestionsOfCommandsAreHeard(t *testing.T) {
	var errs bytes.Buffer
	p := &program{streams: Streams{In: strings.NewReader(""), Out: &errs, Err: &errs, Terminal: true}, flags: flags{accessible: true}}
	answers := bufio.NewReader(strings.NewReader("yes\n\nmaybe\nyes\nmaybe\nperhaps\nsomething else\n"))
	errNo := errors.New("no")
	if err := p.yes(t.Context(), answers, "Do this?", errNo); err != nil {
		t.Errorf("yes is %v", err)
	}
	if err := p.yes(t.Context(), answers, "Do this?", errNo); !errors.Is(err, errNo) {
		t.Errorf("an empty line is %v", err)
	}
	if err := p.yes(t.Context(), answers, "Do this?", errNo); err != nil {
		t.Errorf("yes after a word that is none is %v", err)
	}
	if err := p.yes(t.Context(), answers, "Do this?", errNo); !errors.Is(err, errNo) {
		t.Errorf("two such words are %v", err)
	}
	p.fixed(mend.Progress{Finding: doctor.Finding{Code: "alarm-average"}})
	err := p.confirmDestroy(t.Context(), monitor.Names{Monitor: "A"}, []monitor.Change{
		{Kind: monitor.KindMetricFilter, Name: "secretwatch-A", Action: monitor.ActionDelete}, {Kind: monitor.KindTrail, Name: "kept"},
	})
	if err == nil {
		t.Error("the end of the input removes a monitor")
	}
	const asks, again = "Do this? yes or no [no]: ", "Please answer yes or no: "
	want := asks + asks + asks + again + asks + again + "Mended: alarm-average.\n" +
		"This would be deleted:\nThe metric filter secretwatch-A.\nType the monitor's name (A) to remove all this: "
	if got := errs.String(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
