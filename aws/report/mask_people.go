package report

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// newMask knows everybody of whom the snapshot tells, numbered in the order in
// which they first acted.
func newMask(f Facts) *mask {
	if f.Unmasked {
		return nil
	}
	m := &mask{}
	s := f.Snapshot
	for _, c := range oldestFirst(valueOf(s.Changes)) {
		m.caller(c.Who.Raw())
	}
	for _, r := range valueOf(f.Notices.Records) {
		m.caller(cmp.Or(r.Identity.ARN.Raw(), r.Identity.InvokedBy.Raw(), r.Identity.UserName.Raw()))
	}
	reads := slices.Concat(valueOf(s.Reads), valueOf(s.AwayReads))
	slices.SortStableFunc(reads, func(a, b record.Read) int { return a.Time.Compare(b.Time) })
	if f.Trace != nil {
		reads = append(reads, f.Trace.Path.Read.Read)
	}
	for _, r := range reads {
		m.reader(r)
	}
	m.caller(s.Caller.Raw())
	m.hide(s.Account, maskedID(s.Account), anywhere) // also within a longer number
	for _, sub := range slices.Concat(valueOf(s.Subscribers), valueOf(s.RuleSubscribers)) {
		if !strings.HasPrefix(sub.Protocol, "email") && !strings.HasPrefix(sub.Endpoint.Raw(), "arn:") {
			m.hide(sub.Endpoint.Raw(), "endpoint ****", asWord)
			m.hide(strings.TrimPrefix(sub.Endpoint.Raw(), "+"), "endpoint ****", asWord)
		}
	}
	return m
}

// caller is an ARN, the name of an AWS service, or a name.
func (m *mask) caller(who string) {
	switch {
	case strings.HasPrefix(who, "arn:"):
		m.text(who) // the name in it is found by its form
	case strings.HasSuffix(who, ".amazonaws.com"), who == "root":
	default:
		m.person(who)
	}
}

// identity is what stands for a caller.
func (m *mask) identity(who string) string {
	if strings.HasPrefix(who, "arn:") || strings.HasSuffix(who, ".amazonaws.com") {
		return m.text(who)
	}
	return m.called(who)
}

// named is what stands for a reader's name: that of a role is no person's.
func (m *mask) named(name string, kind record.WhoKind) string {
	switch {
	case name == "":
		return "unknown"
	case kind == record.WhoRole:
		return name
	default:
		return m.called(name)
	}
}

func (m *mask) reader(r record.Read) {
	m.caller(r.Who.ARN.Raw())
	m.text(r.Error.Raw()) // names whom it was that was refused
	name := r.Who.Name.Raw()
	switch r.Who.Kind {
	case record.WhoUser:
		m.person(name)
	case record.WhoRole:
		m.person(r.Who.Session.Raw())
	case record.WhoAccount:
		if digitForm.FindString(name) != name {
			m.caller(name)
		}
	default:
	}
	m.hide(r.Who.Account, maskedID(r.Who.Account), anywhere)
	m.from(r.From.Raw())
}

// from is what stands for the address that a call came from.
func (m *mask) from(address string) string {
	if m == nil || address == "" || isService(address) {
		return address
	}
	if _, err := netip.ParseAddr(address); err != nil {
		m.hide(address, m.place(address), reachOf(address))
	}
	return m.place(address)
}

// isService: a call that a service makes has its name as the source address.
func isService(from string) bool {
	return strings.HasSuffix(from, ".amazonaws.com") || from == "AWS Internal"
}

func valueOf[T any](s monitor.Seen[[]T]) []T {
	if s.Value == nil {
		return nil
	}
	return *s.Value
}

// oldestFirst is a list of changes in the order in which they were made; those of
// one second in the order of Events.
func oldestFirst(list []monitor.Changed) []monitor.Changed {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b monitor.Changed) int {
		return cmp.Or(a.At.Compare(b.At), order(a.Event)-order(b.Event))
	})
	return list
}

func order(event string) int { return slices.Index(slices.Concat(Events(), RuleEvents()), event) }
