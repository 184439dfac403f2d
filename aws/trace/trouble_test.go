package trace_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

func TestThrottledInTheMiddle(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		tr := c.trace(c.options())
		for _, operation := range []string{"FilterLogEvents", "LookupEvents", "DescribeAlarms"} {
			if err := c.box.Trouble(sandbox.Trouble{Kind: sandbox.Throttle, Operation: operation, Count: 12}); err != nil {
				t.Fatal(err)
			}
		}
		said := map[watch.Source][]string{}
		ctx, cancel := context.WithTimeout(t.Context(), usualPatience)
		defer cancel()
		err := tr.Run(ctx, func(u trace.Update) {
			for s, text := range u.Trouble {
				said[s] = append(said[s], text)
			}
		})
		if err != nil || letters(tr.Path()) != "oooooooooo" {
			t.Fatalf("%v: %s", err, letters(tr.Path()))
		}
		for _, s := range []watch.Source{watch.SourceLogGroup, watch.SourceHistory} {
			if len(said[s]) != 2 || !strings.Contains(said[s][0], "too often") || said[s][1] != "" {
				t.Errorf("of %s it says %q, want the trouble and its end, each once", s, said[s])
			}
		}
	})
}

// Trouble that is over leaves no excuse behind.
func TestThrottledAndBroken(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		if _, err := c.CloudTrail.StopLogging(t.Context(), &cloudtrail.StopLoggingInput{Name: aws.String(c.names.Trail)}); err != nil {
			t.Fatal(err)
		}
		tr := c.trace(c.options())
		if err := c.box.Trouble(sandbox.Trouble{Kind: sandbox.Throttle, Operation: "FilterLogEvents", Count: 6}); err != nil {
			t.Fatal(err)
		}
		path, verdict, err := c.follow(tr, usualPatience)
		if err != nil || letters(path) != "oobuuuuuuu" || verdict.Code != "trail-not-logging" || time.Since(path.Read.Time) > 10*time.Minute {
			t.Fatalf("%v: %s, %+v", err, letters(path), verdict)
		}
	})
}

// The connection is lost for 40 minutes, longer than any hop takes.
func TestDisconnectedInTheMiddle(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		tr := c.trace(c.options())
		time.AfterFunc(time.Minute, func() { c.wire.setCut(true) })
		time.AfterFunc(41*time.Minute, func() { c.wire.setCut(false) })
		told, again := false, false
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		err := tr.Run(ctx, func(u trace.Update) {
			for _, text := range u.Trouble {
				told = told || strings.Contains(text, "network is unreachable")
				again = again || told && text == ""
			}
			for _, h := range u.Path.Hops {
				if h.Status == trace.Broken {
					t.Errorf("%s is called broken: %s", h.Hop, facts(h))
				}
			}
		})
		if err != nil || letters(tr.Path()) != "oooooooooo" || !told || !again {
			t.Fatalf("%v: %s, told: %v, again: %v", err, letters(tr.Path()), told, again)
		}
		if total := tr.Path().Total(); total > 9*time.Minute {
			t.Errorf("the hops are said to have taken %s", total)
		}
	})
}
