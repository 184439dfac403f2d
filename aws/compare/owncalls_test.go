package compare_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox"
)

// onlyOwn reads a log file as a person would: does every record name this
// program in its user agent?
func onlyOwn(t *testing.T, file string) bool {
	t.Helper()
	var f struct{ Records []struct{ UserAgent string } }
	if err := json.Unmarshal([]byte(file), &f); err != nil || len(f.Records) == 0 {
		t.Fatalf("%v in the file %s", err, file)
	}
	for _, r := range f.Records {
		if !strings.Contains(r.UserAgent+" ", "app/secretwatch ") && !strings.Contains(r.UserAgent+" ", "app/secretwatch-test ") {
			return false
		}
	}
	return true
}

// Mails that only our own polling has caused are told from those that come in
// daily life too, where the mailbox is seen and where the bucket is asked.
func TestNoiseOfOurOwnCalls(t *testing.T) {
	for _, c := range []struct {
		name          string
		others, inbox bool
	}{{"a quiet account", false, true}, {"others work there", true, true}, {"seen in the bucket", true, false}} {
		t.Run(c.name, func(t *testing.T) {
			story(t, sandbox.Fast, func(t *testing.T, b *box) {
				ctx, stop := context.WithCancel(t.Context())
				if c.others {
					go b.others(ctx)
				}
				first := len(b.Mails())
				o := b.options(2)
				if !c.inbox {
					o.Inbox, o.Open = nil, nil
					o.Tell = func(e compare.Event) {
						if e.Kind == compare.EventWaiting && strings.Contains(e.Text, "Subscription Confirmation") {
							b.confirm()
						}
					}
				}
				r := b.run(o)
				stop()
				synctest.Wait()
				own, daily := 0, 0
				for _, m := range b.Mails()[first:] {
					if !strings.HasPrefix(m.Subject, "[Amazon CloudTrail]") {
						continue
					}
					file := b.file(t, m.Body)
					switch ours := onlyOwn(t, file); {
					case strings.Contains(file, r.Reads[0].RequestID) || strings.Contains(file, r.Reads[1].RequestID):
					case ours:
						own++
					default:
						daily++
					}
				}
				got := r.Way(compare.WayTrail)
				// From the bucket a file or two at the edges may be counted otherwise.
				edge := 0
				if !c.inbox {
					edge = 2
				}
				if apart(got.OwnCalls(), own) > edge || apart(got.Of(compare.AboutOther)-got.OwnCalls(), daily) > edge || own == 0 || (daily > 0) != c.others {
					t.Errorf("%d mails are about something else, %d of them own; by hand %d own and %d of daily life", got.Of(compare.AboutOther), got.OwnCalls(), own, daily)
				}
				if n := r.Way(compare.WayAlarm).OwnCalls() + r.Way(compare.WayRule).OwnCalls(); n != 0 {
					t.Errorf("%d own mails of the alarm and the rule", n)
				}
				v := compare.Verdict(r)[1]
				t.Log(v)
				if !strings.Contains(v, "only because of this program's own calls") {
					t.Errorf("the verdict does not tell them apart: %s", v)
				}
			})
		})
	}
}

func apart(a, b int) int { return max(a-b, b-a) }

// others call what they like, by a program that is not this one.
func (b *box) others(ctx context.Context) {
	client := iam.NewFromConfig(b.Config(""))
	for ctx.Err() == nil {
		_, _ = client.ListRoles(ctx, &iam.ListRolesInput{})
		select {
		case <-ctx.Done():
		case <-time.After(7 * time.Second):
		}
	}
}
