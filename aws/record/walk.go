package record

// place is an object within a record that has members worth reading.
type place uint8

const (
	nowhere place = iota
	inRecord
	inIdentity
	inSession
	inIssuer
)

// within is the place that a member of this name is, nowhere for a plain value.
func (p place) within(name string) place {
	switch {
	case p == inRecord && name == "userIdentity":
		return inIdentity
	case p == inIdentity && name == "sessionContext":
		return inSession
	case p == inSession && name == "sessionIssuer":
		return inIssuer
	default:
		return nowhere
	}
}

// walk reads the object that begins at in[at] and gives where it ends, 0 where it
// is damaged or only unusual: its names have no escapes, and each bracket is
// closed. Then some of it may have been read, and gjson, which takes what it can,
// has to read it all. Of what is walked whole, gjson gives the same members.
func (r *Record) walk(s source, at int, p place) (end int) {
	if at = s.blanks(at); at == len(s.in) || s.in[at] != '{' {
		return 0
	}
	if at = s.blanks(at + 1); at < len(s.in) && s.in[at] == '}' {
		return at + 1
	}
	for {
		name, end := s.name(at)
		if end == 0 {
			return 0
		}
		if at = r.walkMember(s, end, p, name); at == 0 {
			return 0
		}
		if at = s.blanks(at); at == len(s.in) {
			return 0
		}
		switch s.in[at] {
		case '}':
			return at + 1
		case ',':
			at = s.blanks(at + 1)
		default:
			return 0
		}
	}
}

// walkMember reads the value at in[at] and gives where it ends, 0 where there is
// none.
func (r *Record) walkMember(s source, at int, p place, name string) (end int) {
	if sub := p.within(name); sub != nowhere && at < len(s.in) && s.in[at] == '{' {
		return r.walk(s, at, sub)
	}
	v, end := s.value(at)
	if end != 0 {
		r.member(p, name, v)
	}
	return end
}
