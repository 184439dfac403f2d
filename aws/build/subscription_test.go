package build

import (
	"strings"
	"testing"
)

func TestParseLink(t *testing.T) {
	const topic, token = "arn:aws:sns:us-east-1:111122223333:t", "2336412f37fb687f5d51e6e2425c464de0"
	link := "https://sns.us-east-1.amazonaws.com/confirmation.html?TopicArn=" + topic + "&Token=" + token + "&Endpoint=me@example.com"
	for _, c := range []struct {
		name, link string
		ok         bool
	}{
		{"as it stands", link, true},
		{"wrapped by a mail program", "  <" + link[:60] + "\r\n " + link[60:] + ">\n", true},
		{"escaped", strings.ReplaceAll(link, ":aws:", "%3Aaws%3A"), true},
		{"an unsubscribe link", "https://sns.us-east-1.amazonaws.com/unsubscribe.html?SubscriptionArn=" + topic + ":1", false},
		{"words", "I did click it", false},
		{"nothing", "", false},
		{"a paste of 10 kB", strings.Repeat("x", 10_000), false},
	} {
		gotTopic, gotToken, err := parseLink(c.link)
		if (err == nil) != c.ok {
			t.Errorf("%s: error %v, want ok %v", c.name, err, c.ok)
		}
		if c.ok && (gotTopic != topic || gotToken != token) {
			t.Errorf("%s: %q and %q", c.name, gotTopic, gotToken)
		}
	}
}
