package report

import (
	"strings"
	"testing"
)

// Texts meet the mask again when they become part of a larger one.
func TestMaskedTextStaysAsItIs(t *testing.T) {
	var m mask
	const said = "User: arn:aws:iam::123456789012:user/anna is not authorized; arn:aws:sts::123456789012:assumed-role/app/berta, 203.0.113.9, anna@example.com"
	once := m.text(said)
	if twice := m.text(once); twice != once {
		t.Errorf("masked again:\n%s\nbefore:\n%s", twice, once)
	}
	if strings.Contains(once, "anna") || strings.Contains(once, "berta") || !strings.Contains(once, "user/person 1 is not") {
		t.Error(once)
	}
}
