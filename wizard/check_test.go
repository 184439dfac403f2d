package wizard

import (
	"errors"
	"strings"
	"testing"
)

func TestBadAnswers(t *testing.T) {
	long := strings.Repeat("a", 10<<10)
	tests := []struct {
		step   StepID
		q      Q
		answer string
		want   string // "" for a good one
	}{
		{StepTopic, QEmail, "sam@example.com", ""},
		{StepTopic, QEmail, "sam.o'neil+aws@mail.example.co.uk", ""},
		{StepTopic, QEmail, "sam", `"sam" is not an e-mail address; it should look like name@example.com.`},
		{StepTopic, QEmail, "sam@", `"sam@" is not an e-mail address; it should look like name@example.com.`},
		{StepTopic, QEmail, "sam@localhost", `"sam@localhost" is not an e-mail address; it should look like name@example.com.`},
		{StepTopic, QEmail, "a@b@example.com", `"a@b@example.com" is not an e-mail address; it should look like name@example.com.`},
		{StepTopic, QEmail, "Sam <sam@example.com>", `"Sam <sam@example.com>" is not an e-mail address; it should look like name@example.com.`},
		{StepTopic, QEmail, "sam\x1b[2J@example.com", `"sam·[2J@example.com" is not an e-mail address; it should look like name@example.com.`},
		{StepTopic, QEmail, strings.Repeat("a", 60) + "@" + strings.Repeat("example.", 30) + "com", "The address has 304 characters; an e-mail address has at most 254."},
		{StepTopic, QEmail, long, `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." (10240 characters) is not an e-mail address; it should look like name@example.com.`},
		{StepSecret, QSecret, "prod/db_1+=.@-x", ""},
		{StepSecret, QSecret, strings.Repeat("a", 256), ""},
		{StepSecret, QSecret, "", ""}, // the default again
		{StepSecret, QSecret, strings.Repeat("a", 257), `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." (257 characters) is too long for a monitor; every part of it carries the secret's name in a tag, which holds at most 256 characters.`},
		{StepSecret, QSecret, "my secret", `"my secret" is no name for a secret; it should be 1-512 characters out of A-Z a-z 0-9 / _ + = . @ -, such as prod/db.`},
		{StepSecret, QSecret, long, `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa..." (10240 characters) is no name for a secret; it should be 1-512 characters out of A-Z a-z 0-9 / _ + = . @ -, such as prod/db.`},
		{StepSecret, QSecret, "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-a1b2c3", `"arn:aws:secretsmanager:us-east-1:1111222..." (62 characters) is an ARN; give the secret's name, such as prod/db.`},
		{StepTrail, QTrail, "secrets-manager-trail", ""},
		{StepTrail, QTrail, "my--trail", `"my--trail" is no name for a trail; it should be 3-128 letters, digits and . _ -, begin and end with a letter or digit, and have no two of . _ - in a row.`},
		{StepTrail, QTrail, "10.0.0.1", `"10.0.0.1" is no name for a trail; it should be 3-128 letters, digits and . _ -, begin and end with a letter or digit, and have no two of . _ - in a row.`},
		{StepTrail, QBucket, "my.bucket-1", ""},
		{StepTrail, QBucket, "MyBucket", `"MyBucket" is no name for a bucket; it should be 3-63 lower-case letters, digits, dots and hyphens, and begin and end with a letter or digit.`},
		{StepTrail, QBucket, "ab", `"ab" is no name for a bucket; it should be 3-63 lower-case letters, digits, dots and hyphens, and begin and end with a letter or digit.`},
		{StepTrail, QBucket, "xn--bucket", `"xn--bucket" begins or ends with what S3 keeps for itself; choose another name for the bucket.`},
		{StepTrail, QExpire, "0", `"0" is no number of days; it should be a whole number from 1 to 3650.`},
		{StepTrail, QEvents, "WriteOnly", `"WriteOnly" is none of the choices for: Management events.`},
		{StepDelivery, QRetention, "365", ""},
		{StepDelivery, QRetention, "31", `"31" days are no retention that CloudWatch Logs takes; the nearest is 30.`},
		{StepDelivery, QRetention, "9999999", `"9999999" days are no retention that CloudWatch Logs takes; the nearest is 3653.`},
		{StepDelivery, QRetention, "for ever", `"for ever" is no number of days; it should be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 and up to 3653.`},
		{StepDelivery, QLogGroup, "aws/mine", `"aws/mine" begins with "aws/", which AWS keeps for itself; choose another name for the log group.`},
		{StepDelivery, QRole, "a b", `"a b" is no name for a role; it should be 1-64 characters out of A-Z a-z 0-9 + = , . @ _ -.`},
		{StepFilter, QFilter, "a:b", `"a:b" is no name for a metric filter; it should be 1-512 characters without : and *.`},
		{StepFilter, QNamespace, "AWS/Mine", `"AWS/Mine" begins with "AWS/", which AWS keeps for itself; choose another namespace, such as SecretWatch.`},
		{StepFilter, QMetric, "Secret is accessed", ""},
		{StepFilter, QMetricValue, "$.count", ""},
		{StepFilter, QMetricValue, "one", `"one" is no metric value; it should be a number such as 1, or a field of the event such as $.count.`},
		{StepFilter, QDefaultValue, "NaN", `"NaN" is not a number; it should be one such as 0 or 1.`},
		{StepFilter, QPattern, long, "The pattern has 10240 characters; a metric filter takes at most 1024."},
		{StepTopic, QTopic, "alarms.fifo", `"alarms.fifo" is no name for a topic; it should be 1-256 letters, digits, hyphens and underscores.`},
		{StepAlarm, QAlarm, "Secret is accessed", ""},
		{StepAlarm, QPeriod, "10", ""},
		{StepAlarm, QPeriod, "300", ""},
		{StepAlarm, QPeriod, "45", `"45" is no period for an alarm; it should be 10, 20, 30 or a multiple of 60 seconds, at most 604800 (7 days).`},
		{StepAlarm, QPeriod, "0", `"0" is no period for an alarm; it should be 10, 20, 30 or a multiple of 60 seconds, at most 604800 (7 days).`},
		{StepAlarm, QThreshold, "many", `"many" is not a number; it should be one such as 0 or 1.`},
	}
	for _, tt := range tests {
		w := begin(Flags{})
		w.Set(tt.q, tt.answer)
		got := ""
		for _, p := range w.Check(tt.step) {
			if p.Question != tt.q {
				t.Errorf("%s %.20q: trouble with %s: %s", tt.q, tt.answer, p.Question, p.Text)
			}
			got = p.Text
		}
		if tt.q == QSecret && tt.answer == "" {
			tt.want = "Name is empty; it should be a new or an existing name: letters, digits and /_+=.@-."
		}
		if got != tt.want {
			t.Errorf("%s %.40q:\n got %q\nwant %q", tt.q, tt.answer, got, tt.want)
		}
	}
}

func TestABadPatternSaysWhatAWSWouldSay(t *testing.T) {
	w := begin(Flags{})
	w.Set(QPattern, `{ $.eventName = }`)
	problems := w.Check(StepFilter)
	if len(problems) != 1 || !strings.HasPrefix(problems[0].Text, "CloudWatch Logs would refuse this pattern: ") {
		t.Errorf("got %+v", problems)
	}
}

func TestNextStaysAndKeepsTheBadAnswer(t *testing.T) {
	w := begin(Flags{})
	w.Go(StepTopic)
	w.Set(QEmail, "nobody")
	if problems := w.Next(); len(problems) != 1 || w.Step().ID != StepTopic {
		t.Fatalf("at %s with %v", w.Step().ID, problems)
	}
	if got := w.Answer(QEmail); got != "nobody" {
		t.Errorf("the answer became %q", got)
	}
	if _, err := w.Desired(); err == nil {
		t.Error("a bad answer makes a monitor")
	}
}

func TestAdvice(t *testing.T) {
	tests := []struct {
		q            Q
		answer, want string // want is a part
	}{
		{QSecret, "my-secret", "hyphen and six characters"},
		{QSecret, "my-secrets", ""},
		{QStatistic, "Average", "far below 1"},
		{QStatistic, "Sum", ""},
		{QPeriod, "10", "one number a minute"},
		{QPeriod, "3600", "about 180 minutes"},
		{QPeriod, "60", ""},
		{QThreshold, "2", "A single read will not"},
		{QThreshold, "0", "always reached"},
		{QMissing, "breaching", "No data would count as a read"},
		{QEvents, "ReadOnly", "not tell who"},
	}
	for _, tt := range tests {
		w := begin(Flags{})
		w.Set(tt.q, tt.answer)
		got := w.Advice(tt.q)
		if (tt.want == "") != (got == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s %q: got %q, want %q in it", tt.q, tt.answer, got, tt.want)
		}
	}
}

func TestFromFlags(t *testing.T) {
	d, err := FromFlags(Flags{Secret: "db", Email: "sam@example.com", Generate: true, Alarm: "Secret is accessed", Topic: "secretwatch-db"}, place)
	if err != nil {
		t.Fatal(err)
	}
	if d.Names.Alarm != "Secret is accessed" || !d.Takes["alarm"] || !d.Takes["topic"] || d.Takes["trail"] || d.SecretExists {
		t.Errorf("got %+v", d)
	}
	if d, err = FromFlags(Flags{Secret: "db", Email: "sam@example.com", Existing: true}, place); err != nil || !d.SecretExists {
		t.Errorf("--existing: %+v, %v", d, err)
	}
}

func TestFromFlagsCollectsEveryProblem(t *testing.T) {
	_, err := FromFlags(Flags{Email: "sam", Trail: "x", Generate: true, ValueFile: "f"}, place)
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v", err)
	}
	want := `Which secret? Give its name with --secret NAME.
Only one of --generate and --secret-value-file can say where the secret's value comes from.
--trail: "x" is no name for a trail; it should be 3-128 letters, digits and . _ -, begin and end with a letter or digit, and have no two of . _ - in a row.
--email: "sam" is not an e-mail address; it should look like name@example.com.`
	if err.Error() != want {
		t.Errorf("got\n%s\nwant\n%s", err, want)
	}
}

func TestAgain(t *testing.T) {
	w := New(Start{Place: place})
	if got := w.Again("secretwatch setup"); got != "secretwatch setup" {
		t.Errorf("got %q", got)
	}
	w.Set(QSecret, "prod/db")
	w.Set(QEmail, "sam's@example.com")
	if got := w.Again("secretwatch setup"); got != `secretwatch setup --secret prod/db --email 'sam'\''s@example.com'` {
		t.Errorf("got %q", got)
	}
	w.Set(QEmail, "not yet")
	if got := w.Again("secretwatch setup"); got != "secretwatch setup --secret prod/db" {
		t.Errorf("got %q", got)
	}
}
