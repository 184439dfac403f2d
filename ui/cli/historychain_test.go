package cli_test

import (
	"testing"

	"secretwatch/ui/contract"
)

// A monitor that other hands built has a history too, from both sources.
func TestHistoryOfWhatOthersBuilt(t *testing.T) {
	t.Parallel()
	h := newByHand(t)
	h.begin("TopSecretInfo", "nextwork-secretsmanager-loggroup", "GetSecretsValue", "Secret is accessed", "Secret is accessed", "SecurityAlarms")
	r := runJSON[contract.History](t, h.at, 0, "history", "--json")
	if r.Secret != "TopSecretInfo" || r.Source != "event-history" || !r.Complete {
		t.Errorf("%+v", r)
	}
	r = runJSON[contract.History](t, h.at, 0, "history", "--json", "--insights", "--since", "365d")
	if r.Secret != "TopSecretInfo" || r.Source != "insights" || r.Complete || len(r.Days) > 3 { // the group was made just now
		t.Errorf("%+v", r)
	}
	code, _, errs := h.at.run(t, "history", "--secret", "TopSecretInfo", "--insights")
	if code != 0 {
		t.Errorf("exit status %d: %s", code, errs)
	}
	contains(t, "cost", errs, "of log group nextwork-secretsmanager-loggroup: less than $0.01")

	h.begin("billing-token", "/audit/billing", "billing-reads", "BillingReads", "billing-token was read", "billing-alerts")
	code, out, errs := h.at.run(t, "history")
	if code != 252 || out != "" {
		t.Errorf("exit status %d\n%s", code, out)
	}
	contains(t, "several", errs, "\n--secret TopSecretInfo\n", "\n--secret billing-token\n", "hint: choose one by the flags in its line above")
}
