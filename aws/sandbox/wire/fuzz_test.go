package wire_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"
)

// ask sends a body as one protocol does and requires an answer that a client
// can tell apart: 200, or an error of AWS's shape. What no decoder may do is
// panic, and the test's own timeout catches what never ends.
func ask(t *testing.T, header map[string]string, path string, body []byte) {
	t.Helper()
	b := newBench(t)
	req := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://sandbox.internal"+path, bytes.NewReader(body))
	req.Header.Set("Authorization", signed("monitoring"))
	for name, value := range header {
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	b.ServeHTTP(w, req)
	switch w.Code {
	case http.StatusOK:
		if len(b.statistics) != 1 {
			t.Errorf("200, but %d inputs arrived", len(b.statistics))
		}
	case http.StatusBadRequest, http.StatusForbidden:
		if len(b.statistics) != 0 || w.Body.Len() == 0 {
			t.Errorf("%d with %d inputs and %d bytes", w.Code, len(b.statistics), w.Body.Len())
		}
	default:
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"Period":60,"StartTime":1.7e9,"Dimensions":[{"Name":"a","Value":"b"}]}`, `{"Period":1e99}`,
		`{"StartTime":-1e300}`, `{"Dimensions":{"a":[]}}`, `[[[[`, `{"Period":null}`, "\xff", `{"StartTime":"2026-11-22T12:00:00Z"}`,
	} {
		f.Add([]byte(seed))
	}
	header := map[string]string{"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "GraniteServiceVersion20100801.GetMetricStatistics"}
	f.Fuzz(func(t *testing.T, body []byte) { ask(t, header, "/", body) })
}

func FuzzCBOR(f *testing.F) {
	for _, seed := range []string{
		"", "\xa0", "\xbf\xff", "\xa1\x66Period\x18\x3c", "\xa1\x69StartTime\xc1\xfb\x41\xd9\x54\xfc\x40\x10\x00\x00",
		"\xa1\x66Period\x1b\xff\xff\xff\xff\xff\xff\xff\xff", "\x9f\x9f\x9f", "\xa1\x6aStatistics\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", "\xa1\x66Period\xf9\x7e\x00",
	} {
		f.Add([]byte(seed))
	}
	header := map[string]string{"Content-Type": "application/cbor", "Smithy-Protocol": "rpc-v2-cbor"}
	f.Fuzz(func(t *testing.T, body []byte) {
		ask(t, header, "/service/GraniteServiceVersion20100801/operation/GetMetricStatistics", body)
	})
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"", "&Period=60&Dimensions.member.1.Name=a", "&Dimensions.=&Dimensions=", "&Dimensions.member.0.Name=a&Dimensions.entry.1.key=b",
		"&Statistics.2=Sum&Statistics.10=x&Statistics.1=y", "&StartTime=1e400", "&a=%", "&.=.&..=", "&StartTime=NaN",
	} {
		f.Add([]byte(seed))
	}
	header := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	f.Fuzz(func(t *testing.T, rest []byte) {
		body := append([]byte("Action=GetMetricStatistics&Version=2010-08-01"), rest...)
		if bytes.Contains(rest, []byte("Action")) || bytes.Contains(rest, []byte("%")) || len(rest) > 0 && rest[0] != '&' {
			t.Skip("names another operation, or spells one")
		}
		ask(t, header, "/", body)
	})
}

// FuzzHeaders: no header, path or query makes the dispatcher fall over.
func FuzzHeaders(f *testing.F) {
	f.Add(signed("s3"), "GraniteServiceVersion20100801.X", "application/x-amz-json-1.0", "/a/b?Action=x")
	f.Add("AWS4-HMAC-SHA256 Credential=", "..", "application/x-www-form-urlencoded; charset=", "/service//operation/")
	f.Add("AWS AKID:sig", "", "", "/?X-Amz-Credential=a/b/c/d")
	f.Fuzz(func(t *testing.T, auth, target, contentType, uri string) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://sandbox.internal/", bytes.NewReader([]byte("{}")))
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := req.URL.Parse(uri)
		if err != nil {
			t.Skip("not a URL")
		}
		req.URL = parsed
		req.Header = http.Header{"Authorization": {auth}, "X-Amz-Target": {target}, "Content-Type": {contentType}}
		w := httptest.NewRecorder()
		newBench(t).ServeHTTP(w, req)
		if w.Code < 200 || w.Code > 599 {
			t.Errorf("status %d", w.Code)
		}
	})
}
