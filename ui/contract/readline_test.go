package contract_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
)

// anyText is text as hostile as it gets.
func anyText(r *rand.Rand) string {
	pieces := []string{
		"a", "prod/db", " ", `"`, `\`, "<b>&amp;", "\x00", "\x1f", "\b\f\n\r\t", "\x7f", "\u0085", "é", "\u2028", "\u2029", "\u202e", "😀",
		"\xff", "\xed\xa0\x80", "\xe2\x80", "\ufffd", "\xf0\x9f\x98", "\u00ad", "arn:aws:iam::111122223333:user/jo",
	}
	var text []byte
	for range r.IntN(6) {
		text = append(text, pieces[r.IntN(len(pieces))]...)
	}
	return string(text)
}

func anyRead(r *rand.Rand) (watch.Read, time.Time) {
	text := func() foreign.String { return foreign.New(anyText(r)) }
	at := time.Date(2026, 11, 22, 10, 0, 0, r.IntN(2)*123_456_789, time.UTC).Add(time.Duration(r.Int64N(1e18)) - 5e17)
	read := watch.Read{Read: record.Read{
		Time: at, EventID: anyText(r), RequestID: anyText(r), Secret: text(),
		Who: record.Who{Kind: record.WhoRole, Name: text(), ARN: text(), Session: text(), Account: anyText(r)},
		How: record.HowCLI, Agent: text(), From: text(), Result: record.ResultDenied, Error: text(), Test: r.IntN(2) == 0,
	}}
	switch r.IntN(8) {
	case 0:
		read.Time = time.Time{}
	case 1:
		read.Time = read.Time.In(time.FixedZone("x", 3600))
	case 2:
		read.Time = time.Date(r.IntN(12000), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return read, at.Add(time.Duration(r.Int64N(1e12)) - 1e11)
}

// What encoding/json writes is what scripts have read so far.
func TestALineOfAReadIsAsEncodingJSONWritesIt(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var got []byte
	for range 20_000 {
		read, at := anyRead(r)
		var want bytes.Buffer
		if err := contract.Write(&want, contract.NewRead(read, at)); err != nil {
			t.Fatal(err)
		}
		if got = contract.AppendRead(got[:0], &read, at); !bytes.Equal(got, want.Bytes()) {
			t.Fatalf("\n got %s\nwant %s", got, want.Bytes())
		}
	}
}

func BenchmarkRead(b *testing.B) {
	read := watch.Read{Read: record.Read{
		Time: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC), EventID: "3511c6f6-0002-4000-a000-058912aa6419", RequestID: "0c7467d1-0002-4000-a000-a3f6e4a38fef",
		Secret: foreign.New("arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/service-02/database-AbCdEf"),
		Who: record.Who{
			Kind: record.WhoRole, Name: foreign.New("report-job-role"), Session: foreign.New("report-job"),
			ARN: foreign.New("arn:aws:sts::123456789012:assumed-role/report-job-role/report-job"),
		},
		How: record.HowLambda, From: foreign.New("203.0.113.110"), Result: record.ResultOK,
		Agent: foreign.New("Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#5.10.219 md/arch#x86_64 lang/python#3.12.4 exec-env/AWS_Lambda_python3.12 Botocore/1.34.144"),
	}}
	at := read.Time.Add(time.Hour)
	b.Run("encoding-json", func(b *testing.B) {
		b.ReportAllocs()
		var out bytes.Buffer
		for b.Loop() {
			out.Reset()
			if err := contract.Write(&out, contract.NewRead(read, at)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("append", func(b *testing.B) {
		b.ReportAllocs()
		var line []byte
		for b.Loop() {
			line = contract.AppendRead(line[:0], &read, at)
		}
	})
}
