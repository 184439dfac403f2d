package faults_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/faults"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
)

// mine are the names of a monitor whose owner chose them.
func mine(at monitor.Place) monitor.Names {
	n := monitor.NamesFor("prod/db-password", at)
	n.Trail, n.LogGroup, n.Filter, n.Alarm, n.Topic = "account-trail", "/audit/reads", "Reads of the secret", "Secret is accessed", "SecurityAlarms"
	return n
}

// buildMine makes that monitor, confirms its address and waits until it is as
// quiet as one that was made a while ago.
func (c *chain) buildMine() monitor.Names {
	c.t.Helper()
	n := mine(c.Place)
	c.build(reader, func(d *monitor.Desired) {
		*d = monitor.DesiredFor(n.Secret, reader, c.Place)
		d.Names = n
	})
	c.click(inbox.Confirm)
	c.wait(usualSettle)
	return n
}

func (c *chain) judged(n monitor.Names) doctor.Report {
	c.t.Helper()
	look, options := survey.Options{For: survey.Doctor, Email: reader}, doctor.Options{Email: reader, Fast: true}
	s, err := survey.Take(c.ctx, c.Account, n, look)
	if err != nil {
		c.t.Fatal(err)
	}
	report := doctor.Check(s, options)
	if w := report.Wants(); !w.None() {
		if s, err = survey.Deepen(c.ctx, c.Account, s, look, survey.Wants(w)); err != nil {
			c.t.Fatal(err)
		}
		report = doctor.Check(s, options)
	}
	return report
}

func TestEveryFaultOnAMonitorOfAnyName(t *testing.T) {
	for _, f := range faults.Faults() {
		t.Run(f.Code, func(t *testing.T) {
			story(t, sandbox.Fast, func(c *chain) {
				n := c.buildMine()
				if v := c.judged(n).Verdict; v.Code != "healthy" {
					t.Fatalf("before: the doctor says %s: %s", v.Code, v.Summary)
				}
				done, err := faults.Inject(c.ctx, c.Account, faults.Target{Names: n, Email: reader}, f.Code)
				if err != nil {
					t.Fatal(err)
				}
				for _, line := range done.Commands {
					t.Log(line)
					if _, err := command.Parse(line); err != nil && !strings.HasPrefix(line, "aws s3 ") { // whose commands take bare words
						t.Error(err)
					}
				}
				if len(done.Commands) == 0 || done.Code != f.Code {
					t.Errorf("done: %+v", done)
				}
				if v := c.judged(n).Verdict; v.Status == doctor.OK {
					t.Errorf("at once: the doctor says %s", v.Code)
				}
				c.wait(usualSettle)
				since := c.box.Now()
				id := n.Secret
				if f.ByARN {
					id = *ask(c, c.Secrets.DescribeSecret, &secretsmanager.DescribeSecretInput{SecretId: aws.String(id)}).ARN
				}
				c.read(id)
				c.wait(usualAfter)
				mails := c.alarmMails(since)
				if comes := f.Effect == faults.MailComes; comes != (len(mails) == 1) {
					t.Errorf("%d mails came, but %s", len(mails), f.Effect)
				}
				r := c.judged(n)
				if !f.Names(r.Verdict.Code) {
					t.Errorf("the doctor says %s (%s): %s", r.Verdict.Code, r.Verdict.Status, r.Verdict.Summary)
				}
			})
		})
	}
}

// Every code of the matrix is a fault, or there is a reason why it is none.
func TestEveryCodeIsAFaultOrLeftOut(t *testing.T) {
	rows := matrix()
	for _, code := range codes {
		f, known := faults.Find(code)
		if why := faults.WhyNot(code); known == (why != "") {
			t.Errorf("%s: a fault %v, left out because %q", code, known, why)
		}
		if !known {
			continue
		}
		i := slices.IndexFunc(rows, func(r row) bool { return r.code == code })
		if comes := rows[i].effect == mailComes; comes != (f.Effect == faults.MailComes) {
			t.Errorf("%s: %s, but in the matrix: %s", code, f.Effect, rows[i].effect)
		}
		if f.Title == "" || strings.HasSuffix(f.Title, ".") {
			t.Errorf("%s: title %q", code, f.Title)
		}
	}
	if n := len(faults.Faults()) + len(faults.LeftOut()); n != len(codes) {
		t.Errorf("%d faults and reasons for %d codes", n, len(codes))
	}
}

func TestLinesAreThoseOfTheAWSCLI(t *testing.T) {
	const (
		topicOf = "arn:aws:sns:us-east-1:123456789012:SecurityAlarms"
		put     = `aws cloudwatch put-metric-alarm --alarm-name 'Secret is accessed' --actions-enabled --alarm-actions ` + topicOf
	)
	for code, want := range map[string][]string{
		"trail-not-logging":       {"aws cloudtrail stop-logging --name account-trail"},
		"trail-without-log-group": {"aws cloudtrail update-trail --name account-trail --cloud-watch-logs-log-group-arn '' --cloud-watch-logs-role-arn ''"},
		"trail-management-events-off": {`aws cloudtrail put-event-selectors --trail-name account-trail --event-selectors ` +
			`'[{"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}],"IncludeManagementEvents":false,"ReadWriteType":"All"}]'`},
		"filter-dimensions": {`aws logs put-metric-filter --filter-name 'Reads of the secret' `, `--metric-transformations ` +
			`'[{"dimensions":{"region":"$.awsRegion"},"metricName":"`, `"metricValue":"1"}]'`},
		"alarm-average": {put, "--statistic Average --threshold 1"},
		"alarm-muted": {`aws cloudwatch put-alarm-mute-rule --name maintenance --rule '{"Schedule":{"Duration":"P1D","Expression":"cron(0 0 * * *)"}}' ` +
			`--mute-targets '{"AlarmNames":["Secret is accessed"]}'`},
		"subscription-pending": {"aws sns unsubscribe", "\naws sns subscribe --protocol email --topic-arn " + topicOf + " --notification-endpoint reader@example.com"},
		"subscription-removed": {"aws sns unsubscribe --subscription-arn " + topicOf + ":"},
		"topic-missing":        {"aws sns delete-topic --topic-arn " + topicOf},
	} {
		t.Run(code, func(t *testing.T) {
			story(t, sandbox.Fast, func(c *chain) {
				n := c.buildMine()
				done, err := faults.Inject(c.ctx, c.Account, faults.Target{Names: n, Email: reader}, code)
				if err != nil {
					t.Fatal(err)
				}
				text := strings.Join(done.Commands, "\n")
				for _, w := range want {
					if !strings.Contains(text, w) {
						t.Errorf("the lines are\n%s\nwant %s", text, w)
					}
				}
			})
		})
	}
}

// What cannot be broken is said, and nothing is done after a call that failed.
func TestInjectThatFails(t *testing.T) {
	story(t, sandbox.Fast, func(c *chain) {
		for code, want := range map[string]string{
			"no-such-code":          `no fault is called "no-such-code"`,
			"filter-on-other-group": "DescribeMetricFilters",
			"alarm-average":         "there is no alarm Secret is accessed",
			"topic-key-denies":      "NotFound",
			"subscription-pending":  "NotFound",
		} {
			done, err := faults.Inject(c.ctx, c.Account, faults.Target{Names: mine(c.Place), Email: reader}, code)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %q in it", code, err, want)
			}
			if code != "topic-key-denies" && len(done.Commands) != 0 { // its key is made first
				t.Errorf("%s: done %q", code, done.Commands)
			}
		}
	})
}

func TestRandomIsDecidedByItsSource(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(200) {
		a, b := faults.Random(rand.New(rand.NewPCG(seed, 0))), faults.Random(rand.New(rand.NewPCG(seed, 0)))
		if a.Code != b.Code {
			t.Errorf("seed %d: %s and %s", seed, a.Code, b.Code)
		}
		if a.Effect != faults.NoMail {
			t.Errorf("%s is drawn, but %s", a.Code, a.Effect)
		}
		seen[a.Code] = true
	}
	if len(seen) < 30 {
		t.Errorf("only %d of the faults are ever drawn", len(seen))
	}
}

func TestNearCodes(t *testing.T) {
	for _, tt := range []struct{ typed, want string }{
		{"trail-not-loging", "trail-not-logging"},
		{"alarm-avrage", "alarm-average"},
		{"average", "alarm-average"},
		{"topic-mising", "topic-missing"},
		{"xyz", ""},
	} {
		near := faults.Near(tt.typed)
		if tt.want == "" && len(near) > 0 || tt.want != "" && !slices.Contains(near, tt.want) {
			t.Errorf("near %q are %q, want %q", tt.typed, near, tt.want)
		}
	}
}
