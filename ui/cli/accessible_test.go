package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
)

// heard keeps what was said.
type heard struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (h *heard) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

func (h *heard) text() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

// dialogue is a conversation with the program on a sandbox in memory and in fake
// time.
type dialogue struct {
	t     *testing.T
	a     *account.Account
	box   *sandbox.Sandbox
	out   *heard
	keys  *io.PipeWriter
	at    int // how much of the output was taken notice of
	ended chan error
	stop  context.CancelFunc
}

func converse(t *testing.T, f flags, begin func(context.Context, *talker) error, play func(*dialogue)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		box, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
		if err != nil {
			t.Fatal(err)
		}
		defer box.Close()
		config := box.Config("")
		config.HTTPClient = &http.Client{Transport: box.Transport()}
		a, err := account.Open(t.Context(), account.Options{Config: &config})
		if err != nil {
			t.Fatal(err)
		}
		a.Endpoint = "" // explained as AWS itself would be
		typed, keys := io.Pipe()
		d := &dialogue{t: t, a: a, box: box, out: &heard{}, keys: keys, ended: make(chan error, 1)}
		p := &program{streams: Streams{In: typed, Out: d.out, Err: d.out, Terminal: true}, flags: f}
		p.flags.timeZone, p.flags.accessible = "UTC", true
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		d.stop = stop
		talk, err := p.talker(ctx, a, &mailbox{Client: box.Inbox(), pace: sandbox.Fast}, "secretwatch setup")
		if err != nil {
			t.Fatal(err)
		}
		go func() { d.ended <- begin(ctx, talk) }()
		defer func() {
			_ = keys.Close()
			stop()
			synctest.Wait()
		}()
		play(d)
	})
}

func wizardThenWatch(ctx context.Context, t *talker) error {
	return t.setup(ctx, secretSource{generate: true})
}

// hears waits until something new was said.
func (d *dialogue) hears(text string) {
	d.t.Helper()
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(time.Second) {
		synctest.Wait()
		said := d.out.text()
		if i := strings.Index(said[d.at:], text); i >= 0 {
			d.at += i + len(text)
			return
		}
		if time.Now().After(end) {
			d.t.Fatalf("never said: %q; since then:\n%s", text, said[d.at:])
		}
	}
}

func (d *dialogue) types(lines ...string) {
	d.t.Helper()
	for _, l := range lines {
		if _, err := io.WriteString(d.keys, l+"\n"); err != nil {
			d.t.Fatal(err)
		}
		synctest.Wait()
	}
}

// ends waits for the end.
func (d *dialogue) ends() error {
	d.t.Helper()
	select {
	case err := <-d.ended:
		return err
	case <-time.After(time.Minute):
		d.t.Fatalf("the conversation does not end:\n%s", d.out.text())
		return nil
	}
}

// drawn finds what a screen reader would stumble over: control characters but
// the line's end, box drawing, blocks and braille.
func drawn(text string) string {
	for i, r := range text {
		if r < ' ' && r != '\n' || r == 0x7f || r >= 0x2500 && r <= 0x257f || r >= 0x2580 && r <= 0x259f || r >= 0x2800 && r <= 0x28ff {
			return text[max(i-20, 0):min(i+20, len(text))]
		}
	}
	return ""
}

func TestConversationFromTheFirstQuestionToTheMail(t *testing.T) {
	converse(t, flags{secret: demoSecret, email: demoEmail}, wizardThenWatch, func(d *dialogue) {
		d.hears("Step 1 of 9, Account.")
		d.types("help", "")
		d.hears("undo: takes away again")
		d.hears("Name [TopSecretInfo]:")
		d.types("explain GetSecretValue", "no such name!", "by hand", "")
		d.hears("GetSecretValue: The one call that hands out the value.")
		d.hears("is no name for a secret")
		d.hears("aws secretsmanager create-secret --name TopSecretInfo")
		d.hears("Its value, 1 or 2 [1, make one up]:")
		d.types("back", "", "type", "hunter2 hunter2")
		d.hears("15 characters.")
		d.hears("Created the secret TopSecretInfo.")
		d.hears("A trail of write only events never sees it")
		d.types("")
		d.hears("Created the bucket")
		d.hears("Enter takes the defaults:")
		d.types("")
		d.hears("Created the trail secretwatch-TopSecretInfo.")
		d.hears("It leaves out, as it should: a denied read; DescribeSecret, its neighbour; a read of another secret.")
		d.types("")
		d.hears("E-mail [you@example.com]:")
		d.types("", "")
		d.hears("Created the subscription you@example.com.")
		d.hears("Average makes 0.0244 of it, which stays below, and no e-mail comes.")
		d.types("average")
		d.hears("With Average one read among many events is far below 1")
		d.types("sum")
		d.hears("All parts of the monitor are there.")
		d.hears("Waiting for the confirmation.")
		time.Sleep(40 * time.Second)
		d.hears("Not confirmed yet, after 30 seconds.")
		d.types("https://example.com/", "inbox", "confirm")
		d.hears("This is not the link from the mail")
		d.hears("AWS Notification - Subscription Confirmation")
		d.hears("The address is confirmed.")
		d.types("yes")
		d.hears("The alarm, ok")
		d.hears("The e-mail is there")
		d.hears("Watching TopSecretInfo.")
		d.hears("Verdict, ok: ")
		time.Sleep(20 * time.Second) // until the alarm is OK again
		d.types("test")
		d.hears("The alarm, ok")
		d.hears("The e-mail is there")
		d.types("status", "reads 1", "alarm", "inbox", "mail 2", "checklist", "explain alarm-average", "what", "quit")
		d.hears("in state")
		d.hears("user admin read TopSecretInfo with secretwatch from")
		d.hears("Subject: ALARM:")
		d.hears("what is no word here.")
		if err := d.ends(); err != nil {
			t.Errorf("left with %v", err)
		}
		said := d.out.text()
		if bad := drawn(said); bad != "" {
			t.Errorf("not for ears: %q", bad)
		}
		if strings.Contains(said, "hunter2") {
			t.Error("the value was said")
		}
	})
}

func TestConversationAcceptsTheRest(t *testing.T) {
	converse(t, flags{}, wizardThenWatch, func(d *dialogue) {
		d.hears("Enter goes on:")
		d.types("", "accept")
		d.hears("Needed for E-mail: E-mail is empty")
		d.types("sam@example.com")
		d.hears("Create: alarm secretwatch-TopSecretInfo.")
		d.hears("a month, by list prices")
		d.types("no")
		d.hears("Nothing of it was made.")
		if got := len(d.box.Mails()); got != 0 {
			t.Errorf("%d mails before the yes", got)
		}
		d.types("accept", "yes")
		d.hears("All parts of the monitor are there.")
		d.types("undo", "yes")
		d.hears("Gone: alarm.")
		d.types("")
		d.hears("Created the alarm")
		d.types("later")
		d.hears("Until it is confirmed no mail comes.")
		d.types("leave")
		if err := d.ends(); err != nil {
			t.Errorf("left with %v", err)
		}
		d.hears("Its mails wait: none comes before the link in the confirmation mail to sam@example.com was opened.")
		d.hears("secretwatch watch --accessible --secret TopSecretInfo\n")
	})
}

// What others made is used or changed only after a yes of its own.
func TestConversationAsksForWhatOthersMade(t *testing.T) {
	prepared := func(ctx context.Context, t *talker) error {
		if _, err := t.a.Secrets.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String("prod/db"), SecretString: aws.String("x")}); err != nil {
			return err
		}
		if _, err := t.a.SNS.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String(monitor.NamesFor("prod/db", t.a.Place).Topic)}); err != nil {
			return err
		}
		return wizardThenWatch(ctx, t)
	}
	converse(t, flags{email: demoEmail}, prepared, func(d *dialogue) {
		theirs := monitor.NamesFor("prod/db", d.a.Place).Topic
		d.hears("Enter goes on:")
		d.types("")
		d.hears("Secrets that are there: prod/db.")
		d.types("prod/db")
		d.hears("This secret exists: it is watched, and not changed.")
		d.hears("The secret prod/db is used as it is.")
		d.types("", "", "")
		d.hears("E-mail [you@example.com]:")
		d.types("", "")
		d.hears("The topic " + theirs + " is there already and was not made by setup.")
		d.hears("Use it? yes or no [no]:")
		d.types("")
		d.hears("Then another answer is needed.")
		d.types("", "")
		d.hears("Use it? yes or no [no]:")
		d.types("yes")
		d.hears("The topic " + theirs + " is used as it is.")
		d.hears("Step 7 of 9, Alarm.")
		d.types("leave")
		if err := d.ends(); err != nil {
			t.Errorf("left with %v", err)
		}
	})
}

// Nothing is lost when the person goes away in the middle.
func TestConversationIsCutOff(t *testing.T) {
	for _, c := range []struct {
		name string
		cut  func(*dialogue)
		code error
		want string
	}{
		{"interrupted", func(d *dialogue) { d.stop() }, status(ExitInterrupted), "secretwatch setup --email you@example.com --accessible"},
		{"the input ends", func(d *dialogue) { _ = d.keys.Close() }, status(ExitWaiting), "There is nothing more to read from you."},
		{"left", func(d *dialogue) { d.types("leave") }, nil, "What was built stays."},
	} {
		t.Run(c.name, func(t *testing.T) {
			converse(t, flags{email: demoEmail}, wizardThenWatch, func(d *dialogue) {
				d.hears("Enter goes on:")
				d.types("", "", "")
				d.hears("Created the secret")
				d.hears("Management events")
				c.cut(d)
				if err := d.ends(); !errors.Is(err, c.code) {
					t.Errorf("ended with %v, want %v", err, c.code)
				}
				d.hears(c.want)
			})
		})
	}
}

func TestAccessibleIsAskedForByTheEnvironment(t *testing.T) {
	for value, want := range map[string]bool{"": false, "0": false, "false": false, "FALSE": false, "1": true, "yes": true, "true": true} {
		if got := (&program{streams: Streams{Env: []string{"ACCESSIBLE=" + value}}}).speaks(); got != want {
			t.Errorf("ACCESSIBLE=%s: %v", value, got)
		}
	}
}
