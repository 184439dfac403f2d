package logpage

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go/middleware"
)

// taken keeps copies, as a Taker has to.
type taken []Event

func (k *taken) Begin(int) { *k = nil }

func (k *taken) Take(e *Event) {
	*k = append(*k, Event{Stream: strings.Clone(e.Stream), Message: strings.Clone(e.Message), At: e.At})
}

// later asks for a page and leaves it undecoded.
func later(text string) (*Undecoded, error) {
	c := cloudwatchlogs.New(cloudwatchlogs.Options{
		Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: body{text, http.StatusOK}},
		Credentials: credentials.NewStaticCredentialsProvider("x", "y", ""), RetryMaxAttempts: 1,
	}, func(o *cloudwatchlogs.Options) { o.Protocol = Protocol(o.Protocol) })
	page := new(Undecoded)
	_, err := c.FilterLogEvents(Later(context.Background(), page), &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("g")})
	return page, err
}

func TestTheTokenIsThereBeforeThePageIsDecoded(t *testing.T) {
	for text, want := range map[string]string{
		`{"events":[],"nextToken":"t","searchedLogStreams":[]}`:             "t",
		`{"nextToken":"first","events":[{"message":"a"}]}`:                  "first",
		`{"events":[{"message":"{\"nextToken\":\"inner\"}"}]}`:              "",
		`{"events":[{"message":"x\"nextToken\":\"y"}],"nextToken":"outer"}`: "outer",
		`{"events":[],"nextToken":null}`:                                    "",
		`{"events":[],"nextToken":""}`:                                      "",
		`{"events":[],"nextToken":"a\/b"}`:                                  "", // left to the decoding
		`{"events":[],"nextToken":"cut`:                                     "",
	} {
		page, err := later(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := page.Token(); got != want {
			t.Errorf("%s: token %q, want %q", text, got, want)
		}
		out, err := page.Decode(new(taken))
		if want != "" && (err != nil || aws.ToString(out.NextToken) != want) {
			t.Errorf("%s: answered %+v, %v", text, out, err)
		}
	}
}

func TestAPageIsDecodedOnce(t *testing.T) {
	page, err := later(`{"events":[{"message":"a"}],"nextToken":"t"}`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := page.Decode(new(taken)); err != nil {
		t.Fatal(err)
	}
	var again taken
	if _, err := page.Decode(&again); err == nil || len(again) > 0 || page.Token() != "" {
		t.Errorf("decoded again: %v, %v, token %q", again, err, page.Token())
	}
	if _, err := new(Undecoded).Decode(&again); err == nil {
		t.Error("decoded what was never asked for")
	}
}

// sameTaken wants a taker to get what the SDK's answer has, and the rest of the
// answer to be the SDK's.
func sameTaken(t *testing.T, text string) {
	t.Helper()
	want, wantErr := ask(body{text, http.StatusOK}, false)
	var got taken
	page, err := later(text)
	if err != nil {
		t.Fatalf("%.200q: %v before it is decoded", text, err)
	}
	out, err := page.Decode(&got)
	if (err != nil) != (wantErr != nil) {
		t.Fatalf("%.200q: error %v, the SDK's %v", text, err, wantErr)
	}
	if err != nil {
		return
	}
	var wanted taken
	for _, e := range want.Events {
		wanted = append(wanted, Event{Stream: aws.ToString(e.LogStreamName), Message: aws.ToString(e.Message), At: aws.ToInt64(e.Timestamp)})
	}
	if !reflect.DeepEqual(got, wanted) {
		t.Errorf("%.200q:\ntaken %+v\n want %+v", text, got, wanted)
	}
	want.Events, out.ResultMetadata = nil, middleware.Metadata{}
	if !reflect.DeepEqual(out, want) {
		t.Errorf("%.200q:\n got %s\nwant %s", text, show(out), show(want))
	}
}

func TestATakerGetsWhatTheAnswerHolds(t *testing.T) {
	for _, text := range append([]string{
		`{"events":[{"message":"a"}],"events":[{"message":"b"}]}`, // the last one counts
		`{"events":[{"message":"a"}],"events":null}`,
		`{"nextToken":"x","events":[{"message":"a","timestamp":5,"timestamp":null},{"logStreamName":"s"}],"nextToken":"y"}`,
		`{"events":[{"message":"a"},{"message":7}]}`,
		`{"events":[{"message":"a"}],"searchedLogStreams":[{"logStreamName":"s"}]}`,
		onePage(),
	}, pages...) {
		sameTaken(t, text)
	}
}

// takenQuoted takes messages as they stand, where they have no escapes but quotes.
type takenQuoted struct {
	taken
	quoted string
	count  int
}

func (k *takenQuoted) TakeQuoted(message string) int {
	for at := 0; at < len(message); at++ {
		switch c := message[at]; {
		case c == '"':
			k.quoted = strings.ReplaceAll(message[:at], `\"`, `"`)
			k.count++
			return at
		case c == '\\' && strings.HasPrefix(message[at:], `\"`):
			at++
		case c < ' ' || c > '~' || c == '\\':
			return 0
		}
	}
	return 0
}

func (k *takenQuoted) Take(e *Event) {
	if whole := *e; e.Quoted {
		whole.Message, whole.Quoted = k.quoted, false
		e = &whole
	}
	k.taken.Take(e)
}

// Whoever takes messages as they stand gets those of the others, too.
func TestMessagesAreTakenAsTheyStand(t *testing.T) {
	count := 0
	for _, text := range append([]string{
		`{"events":[{"message":"a","message":"b"},{"message":"a","message":null},{"message":"caf\u00e9"},{"message":"a","message":"\n"},{"message":"\n","message":"a"}]}`,
		`{"events":[{"message":"{\"a\":\"b\"}","timestamp":5},{"timestamp":6},{"message" : "x" , "timestamp":7},{"message":""}],"nextToken":"t"}`,
		`{"events":[{"message":"a"},{"message":"b`, `{"events":[{"message":"a"},{"message":7}]}`, `{"events":[{"message":"a"}],"events":[{"message":"b"}]}`,
		onePage(),
	}, pages...) {
		var plain taken
		quoted := new(takenQuoted)
		for _, take := range []Taker{&plain, quoted} {
			page, err := later(text)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := page.Decode(take); err != nil {
				plain, quoted.taken = nil, nil
			}
		}
		count += quoted.count
		if !reflect.DeepEqual(plain, quoted.taken) {
			t.Errorf("%.200q:\nquoted %+v\n plain %+v", text, quoted.taken, plain)
		}
	}
	if count < 10 {
		t.Errorf("only %d messages were taken as they stand", count)
	}
}

// Strings are copied a word at a time: nothing may depend on where in a word
// something stands, nor on how much room there is.
func TestEscapesAnywhereInAWord(t *testing.T) {
	pieces := []string{
		`\"`, `\\`, `\"\"`, `\":\"`, `\",\"`, `\":`, `\",`, `\n`, `é`, `\u00e9`, "\xff", "\xc3", "\x1f", `\ud83d\ude00`, `\x`, "\x7f", "\u0080", `"`,
	}
	for _, piece := range pieces {
		for before := range 20 {
			for _, after := range []int{0, 1, 7, 8, 9, 40} {
				text := fmt.Sprintf(`{"events":[{"message":"%s%s%s"}]}`, strings.Repeat("a", before), piece, strings.Repeat("b", after))
				sameTaken(t, text)
				sameTaken(t, text[:len(text)-len(`"}]}`)])
			}
		}
	}
}

func FuzzTaken(f *testing.F) {
	for _, text := range pages {
		f.Add(text)
	}
	f.Fuzz(sameTaken)
}

func BenchmarkTaken(b *testing.B) {
	work := scratch{body: []byte(onePage())}
	b.SetBytes(int64(len(work.body)))
	b.ReportAllocs()
	var count counted
	for b.Loop() {
		if !work.decode(new(cloudwatchlogs.FilterLogEventsOutput), &count) || count != 1500 {
			b.Fatal("not read")
		}
	}
}

type counted int

func (c *counted) Begin(int)   { *c = 0 }
func (c *counted) Take(*Event) { *c++ }
