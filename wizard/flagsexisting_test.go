package wizard

import (
	"errors"
	"testing"

	"secretwatch/aws/monitor"
)

// The address may be known where the secret is there already; for a new one
// somebody has to give it.
func TestTheAddressMayBeKnown(t *testing.T) {
	place := monitor.Place{Account: "111122223333", Region: "us-east-1", Partition: "aws"}
	d, err := FromFlags(Flags{Secret: "prod/db", Existing: true}, place)
	if err != nil || d.Email != "" || !d.SecretExists || d.Secret != "prod/db" {
		t.Errorf("existing: %q, %v, %v", d.Email, d.SecretExists, err)
	}
	for _, f := range []Flags{{Secret: "prod/db", Generate: true}, {Secret: "prod/db"}, {Secret: "prod/db", Existing: true, Email: "nobody"}} {
		var problems Problems
		if _, err := FromFlags(f, place); !errors.As(err, &problems) || len(problems) != 1 || problems[0].Question != QEmail {
			t.Errorf("%+v: %v", f, err)
		}
	}
}
