package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
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

// TestMaskedNames are names that are words, numbers, or parts of others.
func TestMaskedNames(t *testing.T) {
	for _, c := range []struct {
		people     []string
		said, want string
	}{
		{[]string{"person"}, "user person read it; arn:aws:iam::111122223333:user/person: 1 person", "user somebody 1 read it; arn:aws:iam::************3333:user/somebody 1: 1 person"},
		{[]string{"person", "somebody"}, "user person, user somebody", "user identity 1, user identity 2"},
		{[]string{"role"}, "the role of arn:aws:sts::111122223333:assumed-role/role/role has roles", "the role of arn:aws:sts::************3333:assumed-role/role/person 1 has roles"},
		{[]string{"1"}, "user/1 made 1 read in 11 s, 1 of 1", "user/person 1 made 1 read in 11 s, 1 of 1"},
		{[]string{"ana", "anabel"}, "ana, Anabel, banana, ana-anabel, trail-ANA", "person 1, person 2, banana, person 1-person 2, trail-person 1"},
		{[]string{"anabel", "ana"}, "ana, Anabel, banana, anaAlarms", "person 2, person 1, banana, person 2Alarms"},
		{[]string{"bob", "bob2"}, "bob bob2 bob37 2bob", "person 1 person 2 person 1 2person 1"},
		{[]string{"jane.doe@example.com", "doe"}, "jane.doe@example.com jane.doe john.doe@example.com doe", "person 1 person 1 j***@e***.com person 2"},
		{[]string{"janedoe"}, "janedoestrail, JaneDoe's", "person 1strail, person 1's"},
		{[]string{"secret"}, "secretwatch keeps a secret; session secret", "secretwatch keeps a secret; session person 1"},
		{[]string{"1234"}, "account 111122223333, user 1234 at 10.0.0.1, 10.0.0.12, 1234", "account ************3333, user person 1 at address 1, address 2, 1234"},
		{[]string{"straße"}, "STRASSE straße STRAßE", "STRASSE person 1 person 1"},
	} {
		m := &mask{}
		for _, p := range c.people {
			m.person(p)
		}
		got := m.text(c.said)
		if got != c.want {
			t.Errorf("%q: %q made %q, want %q", c.people, c.said, got, c.want)
		}
		if again := m.text(got); again != got {
			t.Errorf("again: %q made %q", got, again)
		}
	}
}

// masked is a text, and what the mask has to make of it.
type masked struct {
	t          *rapid.T
	names      []string
	said, want []string
}

func (s *masked) add(said, want string) { s.said, s.want = append(s.said, said), append(s.want, want) }

func (s *masked) token(m *mask) {
	i := rapid.IntRange(0, len(s.names)-1).Draw(s.t, "whose")
	name, stands := s.names[i], m.called(s.names[i])
	account := rapid.StringMatching(`[1-9][0-9]{11}`).Draw(s.t, "account")
	id := "************" + account[8:]
	switch rapid.IntRange(0, 7).Draw(s.t, "token") {
	case 0:
		s.add("arn:aws:iam::"+account+":user/staff/"+name, "arn:aws:iam::"+id+":user/staff/"+stands)
	case 1:
		s.add("(arn:aws:sts::"+account+":assumed-role/app/"+name+" tried)", "(arn:aws:sts::"+id+":assumed-role/app/"+stands+" tried)")
	case 2:
		s.add("user "+name+";", "user "+stands+";")
	case 3:
		if ordinary(name) {
			stands = name
		}
		s.add("`"+name+"`", "`"+stands+"`")
	case 4:
		address := rapid.SampledFrom([]string{"203.0.113.9", "203.0.113.90", "2001:db8::1", "10.0.0.1"}).Draw(s.t, "address")
		s.add(address, m.place(address))
	case 5:
		s.add("AKIA"+strings.Repeat("Q", 16), "AKIA********")
	case 6:
		s.add("zoe.quine@example.org", "z***@e***.org")
	default:
		w := rapid.SampledFrom([]string{
			"banana", "roles", "Persona", "12", "1,", "willing", "10.5", "2026-11-22T10:00:00Z", "`alarm-average`", "1/7", "secretwatch", "person", "address", "3.", "of",
			"v1.2.3", "person 7 left", "address 70", "sessions", "42nd", "arn:aws:s3:::bucket", "us-east-1", "-", "((",
		}).Draw(s.t, "word")
		s.add(w, w)
	}
}

// TestMaskedInOnePass wants names, addresses and ids hidden, every other word as
// it was, and nothing more when it is masked again.
func TestMaskedInOnePass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := []string{"ana", "anabel", "ana.bel", "person", "role", "user", "1", "42", "1024", "555123", "will", "Jane.Doe", "jane", "somebody", "address", "x", "élodie", "bob2", "bob", "berta@example.com", "o+neil", "ab", "identity"}
		s := &masked{t: t, names: rapid.SliceOfNDistinct(rapid.SampledFrom(all), 1, 6, rapid.ID[string]).Draw(t, "names")}
		m := &mask{}
		for _, n := range s.names {
			m.person(n)
		}
		for range rapid.IntRange(1, 12).Draw(t, "tokens") {
			s.token(m)
		}
		said, want := strings.Join(s.said, ", "), strings.Join(s.want, ", ")
		got := m.text(said)
		if got != want {
			t.Fatalf("of %q\n%s\nbecame\n%s\nnot\n%s", s.names, said, got, want)
		}
		if again := m.text(got); again != got {
			t.Fatalf("masked again\n%s\nbecame\n%s", got, again)
		}
	})
}

// TestManyPeople gives each of many a pseudonym of their own.
func TestManyPeople(t *testing.T) {
	m := &mask{}
	var said, want []string
	for i := range 120 {
		name := fmt.Sprintf("reader%d", i+1)
		m.person(name)
		said, want = append(said, name), append(want, fmt.Sprintf("person %d", i+1))
	}
	slices.Reverse(said)
	slices.Reverse(want)
	if got := m.text(strings.Join(said, ", ")); got != strings.Join(want, ", ") {
		t.Error(got)
	}
}
