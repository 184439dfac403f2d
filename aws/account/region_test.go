package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
)

func TestInAsksAnotherRegion(t *testing.T) {
	var scopes []string
	a := configure(t, func(w http.ResponseWriter, r *http.Request) {
		scopes = append(scopes, strings.Split(r.Header.Get("Authorization"), "/")[2])
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write([]byte(`{"trailList":[]}`))
	})
	away := a.In("eu-west-1")
	for _, x := range []interface {
		DescribeTrails(context.Context, *cloudtrail.DescribeTrailsInput, ...func(*cloudtrail.Options)) (*cloudtrail.DescribeTrailsOutput, error)
	}{a.CloudTrail, away.CloudTrail} {
		if _, err := x.DescribeTrails(t.Context(), &cloudtrail.DescribeTrailsInput{}); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := strings.Join(scopes, " "), a.Region+" eu-west-1"; got != want {
		t.Errorf("asked in %s, want %s", got, want)
	}
	if away.Region != "eu-west-1" || away.Account != a.Account {
		t.Errorf("it is %+v", away.Place)
	}
	if calls := a.Log.Total(); calls < 2 {
		t.Errorf("%d calls in the log, want both", calls)
	}
}
