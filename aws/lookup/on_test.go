package lookup_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/account"
	"secretwatch/aws/lookup"
)

// filters answers DescribeMetricFilters with one page for each pattern.
type filters struct {
	patterns []string
	refused  bool
	asked    []string // the groups, "" for all
}

func (f *filters) RoundTrip(r *http.Request) (*http.Response, error) {
	var in struct{ LogGroupName, NextToken string }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	f.asked = append(f.asked, in.LogGroupName)
	status, n := http.StatusOK, 0
	if in.NextToken != "" {
		if _, err := fmt.Sscan(in.NextToken, &n); err != nil {
			return nil, err
		}
	}
	var body string
	switch {
	case f.refused:
		status, body = http.StatusBadRequest, `{"__type":"AccessDeniedException","message":"no"}`
	case n+1 < len(f.patterns):
		body = fmt.Sprintf(`{"metricFilters":[{"filterPattern":%q}],"nextToken":"%d"}`, f.patterns[n], n+1)
	default:
		body = fmt.Sprintf(`{"metricFilters":[{"filterPattern":%q}]}`, f.patterns[n])
	}
	return &http.Response{
		StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
	}, nil
}

func TestOn(t *testing.T) {
	for _, c := range []struct {
		name, group string
		filters     filters
		want        lookup.By
		asked       string
	}{
		{"a group's only filter", "trail", filters{patterns: []string{"GetSecretValue"}}, lookup.Source, "trail"},
		{"the group's ARN", "arn:aws:logs:us-east-1:111122223333:log-group:trail:*", filters{patterns: []string{"GetSecretValue"}}, lookup.Source, "trail"},
		{"on a later page", "trail", filters{patterns: []string{"a", "b", "GetSecretValue"}}, lookup.Source, "trail trail trail"},
		{"beyond the last page that is looked at", "trail", filters{patterns: []string{"a", "b", "c", "d", "e", "GetSecretValue"}}, lookup.Name, "trail trail trail trail trail"},
		{"fields", "trail", filters{patterns: []string{"{ $.eventName = GetSecretValue }"}}, lookup.Name, "trail"},
		{"refused", "trail", filters{refused: true}, lookup.Name, "trail"},
		{"all groups", "", filters{patterns: []string{"GetSecretValue"}}, lookup.Source, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
				Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: &c.filters},
				Credentials: credentials.NewStaticCredentialsProvider("x", "y", ""),
			}})
			if err != nil {
				t.Fatal(err)
			}
			if got := lookup.On(t.Context(), a, c.group); got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
			if got := strings.Join(c.filters.asked, " "); got != c.asked {
				t.Errorf("asked for %q, want %q", got, c.asked)
			}
		})
	}
}
