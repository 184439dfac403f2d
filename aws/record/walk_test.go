package record

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/tidwall/gjson"

	"secretwatch/aws/foreign"
)

var unusual = []string{
	`{"eventName":"a","eventName":"b","userIdentity":{"type":"Root","type":"IAMUser"},"requestParameters":{"secretId":"x","secretId":"y"}}`,
	`{"eventName":"a\"b\\","userAgent":"caf\u00e9 \ud83d\ude00 \ud83d x \/ \n","eventTime":"2026-11-22T10:00:00Z"}`,
	`{"event\u004eame":"a","eventName":"b"}`,
	` { "eventName" : "a" , "readOnly" : true , "errorCode" : -1.5e3 , "userIdentity" : { "arn" : "x" , "sessionContext" : { "attributes" : { "mfaAuthenticated" : "true" } } } } `,
	`{"eventName":"a","x":[1,{"y":"}]"},"(" ],"userIdentity":{"type":"Root","userName":"r" "arn":"z"}}`,
	`{"eventName":"a","userIdentity":{"type":"Root",(,"userName":"r"},"readOnly":"TRUE"}`,
	`{"eventName":"a","readOnly":tru,"requestID":nul,"eventID":falsy,"userAgent":01.2.3,"awsRegion":+5}`,
	`{"eventName":"a","readOnly":true} trailing`,
	`{"eventName":"a","userIdentity":{"type":"Root"`,
	`{"eventName":"a","userAgent":"cut`,
	`{"eventName":"a","userAgent":"cut\`,
	`{"eventName":"a","errorMessage":"` + "\x01\xff" + `","userIdentity":[{"type":"Root"}]}`,
	`{"eventName":"a",}`, `{}`, `[]`, `"x"`, ``, `{"eventName"}`, `{eventName:"a"}`, "\xef\xbb\xbf{\"eventName\":\"a\"}",
}

func corpus(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "events", "*.json"))
	if err != nil || len(files) < 29 {
		t.Fatal(files, err)
	}
	texts := unusual[:len(unusual):len(unusual)]
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
	}
	return texts
}

// asLoosely wants the same from a message as where gjson reads it all.
func asLoosely(t *testing.T, message string) {
	t.Helper()
	want := Record{Raw: foreign.New(message)}
	root := gjson.Parse(message)
	if root.IsObject() {
		want.loose(root, inRecord)
	}
	wanted := want.EventName != ""
	got, err := Parse(message)
	if (err == nil) != wanted || wanted && got != want {
		t.Errorf("%q:\n got %+v, %v\nwant %+v", message, got, err, want)
	}
}

// Damage of any kind must not change what is read, only how fast.
func TestWhatIsWalkedIsReadAsLoosely(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, text := range corpus(t) {
		asLoosely(t, text)
		for range 200 {
			b := []byte(text)
			for range 1 + r.IntN(3) {
				if len(b) == 0 {
					break
				}
				switch at := r.IntN(len(b)); r.IntN(4) {
				case 0:
					b[at] = `{}[]():,"\x0et -`[r.IntN(16)]
				case 1:
					b = append(b[:at], b[at+1:]...)
				case 2:
					b = b[:at]
				default:
					b[at], b[len(b)-1-at] = b[len(b)-1-at], b[at]
				}
			}
			asLoosely(t, string(b))
		}
	}
}

// Records as AWS writes them must not need the loose reading.
func TestRealRecordsAreWalked(t *testing.T) {
	for _, text := range corpus(t)[len(unusual):] {
		if text[0] != '{' { // the index
			continue
		}
		if new(Record).walk(source{in: text}, 0, inRecord) == 0 {
			t.Errorf("not walked: %.200s", text)
		}
	}
}

func FuzzWalk(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text)
	}
	f.Fuzz(asLoosely)
}
