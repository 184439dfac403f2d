package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
)

func TestLinksAreFoundAndSorted(t *testing.T) {
	var b Box
	b.Add(Mail{Body: "Hello https://evil.example/confirmation.html?Token=1 in a line\n" +
		"http://127.0.0.1:1/confirmation.html?TopicArn=t&Token=abc&Endpoint=a@example.com\n" +
		"  http://127.0.0.1:1/unsubscribe.html?SubscriptionArn=s&Endpoint=a@example.com\n" +
		"https://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/x\n"})
	got := b.All()[0].Links
	want := []string{Confirm, Unsubscribe, Console}
	if len(got) != len(want) {
		t.Fatalf("found %v, want kinds %v", got, want)
	}
	for i := range want {
		if got[i].Kind != want[i] {
			t.Errorf("link %d is %s, want %s", i, got[i].Kind, want[i])
		}
	}
}

func TestBoxIsBounded(t *testing.T) {
	var b Box
	for i := range Keep + 5 {
		b.Add(Mail{Subject: strconv.Itoa(i)})
	}
	all := b.All()
	if len(all) != Keep || all[0].Subject != "5" || all[Keep-1].Subject != strconv.Itoa(Keep+4) {
		t.Errorf("holds %d mails from %s to %s", len(all), all[0].Subject, all[len(all)-1].Subject)
	}
}

func TestEmptyBoxIsAnEmptyList(t *testing.T) {
	var b Box
	text, err := json.Marshal(b.All())
	if err != nil || string(text) != "[]" {
		t.Errorf("got %s, %v; want []", text, err)
	}
}

func TestClient(t *testing.T) {
	opened := 0
	mux := http.NewServeMux()
	mux.HandleFunc("/_sandbox/health", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"sandbox":true,"pace":"real"}`))
	})
	mux.HandleFunc("/_sandbox/inbox", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`[{"to":"a@example.com","subject":"s","links":[]}]`))
	})
	mux.HandleFunc("/confirmation.html", func(http.ResponseWriter, *http.Request) { opened++ })
	server := httptest.NewServer(mux)
	defer server.Close()
	c := Client{Base: server.URL, HTTP: server.Client()}
	ctx := context.Background()
	if !c.Is(ctx) || c.Pace(ctx) != "real" {
		t.Error("the server is a sandbox whose pace is real")
	}
	mails, err := c.List(ctx)
	if err != nil || len(mails) != 1 || mails[0].To != "a@example.com" {
		t.Errorf("List: %v, %v", mails, err)
	}
	if err := c.Open(ctx, server.URL+"/confirmation.html"); err != nil || opened != 1 {
		t.Errorf("Open: %v, opened %d times", err, opened)
	}
	if err := c.Open(ctx, server.URL+"/nothing"); err == nil {
		t.Error("a link that is not found opened")
	}
	if err := c.Open(ctx, "https://example.com/confirmation.html"); !errors.Is(err, ErrElsewhere) {
		t.Errorf("a foreign link: %v, want ErrElsewhere", err)
	}
}

func TestClientOnSomethingElse(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if (Client{Base: server.URL, HTTP: server.Client()}).Is(context.Background()) {
		t.Error("a server that knows nothing passes as a sandbox")
	}
}
