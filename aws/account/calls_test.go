package account_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/account"
)

func TestCallLogKeepsTheNewest(t *testing.T) {
	log := account.NewCallLog(3)
	for i := range 5 {
		log.Add(account.Call{Operation: fmt.Sprint(i)})
	}
	var got []string
	for _, c := range log.Newest(10) {
		got = append(got, c.Operation)
	}
	if strings.Join(got, "") != "432" || log.Total() != 5 {
		t.Errorf("kept %v of %d", got, log.Total())
	}
	if two := log.Newest(2); len(two) != 2 || two[1].Operation != "3" {
		t.Errorf("newest two: %v", two)
	}
}

func TestEveryCallIsLogged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var agent string
		a := configure(t, func(w http.ResponseWriter, r *http.Request) {
			agent = r.UserAgent()
			time.Sleep(80 * time.Millisecond)
			if strings.Contains(r.Header.Get("X-Amz-Target"), "LookupEvents") {
				answer(200, `{"Events":[]}`)(w, r)
				return
			}
			answer(400, `{"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}`)(w, r)
		})
		begun := time.Now()
		if err := lookup(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		if err := filterEvents(t.Context(), a); err == nil {
			t.Fatal("no error")
		}
		calls := a.Log.Newest(2)
		good, bad := calls[1], calls[0]
		if good.Service != "CloudTrail" || good.Operation != "LookupEvents" || good.RequestID != "0f1e2d3c-aaaa-bbbb-cccc-1234567890ab" ||
			good.Attempts != 1 || !good.At.Equal(begun) || good.Duration != 80*time.Millisecond || !good.Err.Empty() {
			t.Errorf("the good call was logged as %+v", good)
		}
		if bad.Err.Safe() != "The specified log group does not exist (ResourceNotFoundException)" || bad.RequestID == "" || bad.Service != "CloudWatch Logs" {
			t.Errorf("the bad call was logged as %+v", bad)
		}
		if !strings.Contains(agent, "app/secretwatch ") && !strings.HasSuffix(agent, "app/secretwatch") {
			t.Errorf("user agent %q", agent)
		}
	})
}

func TestThrottlingIsRetriedAndThenExplained(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		a := configure(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			answer(400, `{"__type":"ThrottlingException","message":"Rate exceeded"}`)(w, r)
		})
		got := account.Explain(lookup(t.Context(), a))
		if got.Kind != account.Throttled || got.Code != "ThrottlingException" || got.Exit() != 254 {
			t.Errorf("got %+v", got)
		}
		// Two waits for the one lookup a second; the limiter reckons in floats and
		// may let a request go a nanosecond early.
		const twoWaits = 2*time.Second - time.Microsecond
		if call := a.Log.Newest(1)[0]; call.Attempts != 3 || requests != 3 || call.Duration < twoWaits {
			t.Errorf("%d requests, logged as %+v", requests, call)
		}
	})
}

func TestWeStayBelowTheQuotasThatEveryoneShares(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var lookups, filters []time.Time
		a := configure(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.Header.Get("X-Amz-Target"), "LookupEvents") {
				lookups = append(lookups, time.Now())
			} else {
				filters = append(filters, time.Now())
			}
			answer(200, `{}`)(w, r)
		})
		for range 6 {
			if err := lookup(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			if err := filterEvents(t.Context(), a); err != nil {
				t.Fatal(err)
			}
			if err := filterEvents(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		for i := 1; i < len(lookups); i++ {
			if gap := lookups[i].Sub(lookups[i-1]); gap < time.Second {
				t.Errorf("LookupEvents again after %s", gap)
			}
		}
		for i := 2; i < len(filters); i++ {
			if gap := filters[i].Sub(filters[i-2]); gap < time.Second {
				t.Errorf("three FilterLogEvents within %s", gap)
			}
		}
	})
}

func TestSilentEndpointIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := configure(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		begun := time.Now()
		got := account.Explain(lookup(t.Context(), a))
		if got.Kind != account.NoNetwork || got.Summary != "http://aws.test did not answer in time" {
			t.Errorf("got %+v", got)
		}
		if took := time.Since(begun); took != 20*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func TestClockIsAWSs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ahead := time.Hour
		a := configure(t, func(w http.ResponseWriter, r *http.Request) {
			answer(200, `{}`, "Date", time.Now().Add(ahead).UTC().Format(http.TimeFormat))(w, r)
		})
		if err := lookup(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		if got := a.Clock.Offset(); (got - time.Hour).Abs() > time.Second {
			t.Errorf("offset %s after an answer from an hour ahead", got)
		}
		if got := time.Until(a.Clock.Now()); (got - time.Hour).Abs() > time.Second {
			t.Errorf("now is %s ahead", got)
		}
		ahead = time.Second
		time.Sleep(time.Second)
		if err := lookup(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		if got := a.Clock.Offset(); got != 0 {
			t.Errorf("a second's grain became an offset of %s", got)
		}
	})
}
