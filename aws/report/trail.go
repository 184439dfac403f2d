package report

import (
	"cmp"
	"fmt"
	"strings"

	"secretwatch/aws/monitor"
)

func (p *page) trail() {
	s := p.Snapshot
	t := s.Trail.Value
	if t == nil {
		if u := cmp.Or(s.Trail.Unseen, s.Trails.Unseen); u != nil {
			p.unseen("The trail", why(u))
		} else {
			p.line("No trail of this account was found that serves the monitor.")
		}
		return
	}
	reach := "one region, " + p.code(t.HomeRegion)
	if t.MultiRegion {
		reach = "all regions"
	}
	p.line("The trail %s records %s and keeps its files in the bucket %s. Made: %s.", p.code(t.Name), reach, p.code(t.Bucket), p.madeText(monitor.KindTrail))
	if st := s.Status.Value; st != nil {
		on := "on since " + p.when(st.Started)
		if !st.Logging {
			on = "**off** since " + p.when(st.Stopped)
		}
		p.line("It is %s; the last log file went to the bucket at %s, the last records to the log group at %s.", on, p.when(st.Delivered), p.when(st.LogsDelivered))
	}
	p.line("CloudTrail knows management events (calls that manage things, such as creating a secret or reading its value), data events (calls on what things hold, such as " +
		"objects in a bucket), Insights events (unusual numbers of calls) and network activity events. Reading a secret is a management event, and the first copy of those in a region costs nothing.")
	p.line("This trail takes: %s.", p.eventTypes())
}

// eventTypes are a trail's selectors in words.
func (p *page) eventTypes() string {
	sel := p.Snapshot.Selectors
	if sel.Value == nil {
		if sel.Unseen != nil {
			return "not seen, " + p.text(why(sel.Unseen))
		}
		return "not known"
	}
	var list []string
	for _, b := range sel.Value.Basic {
		if b.Management {
			text := "management events, " + p.text(readWrite(b.ReadWriteType))
			if len(b.Excluded) > 0 {
				text += ", without those of " + p.codes(b.Excluded)
			}
			list = append(list, text)
		}
		if len(b.Data) > 0 {
			list = append(list, "data events of "+plural(len(b.Data), "kind"))
		}
	}
	for _, a := range sel.Value.Advanced {
		var fields []string
		for _, f := range a.Fields {
			fields = append(fields, fmt.Sprintf("%s %s", f.Field, strings.Join(f.Equals, " or ")))
		}
		list = append(list, "what the advanced selector "+p.code(strings.Join(fields, ", "))+" takes")
	}
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, "; ")
}

func readWrite(kind string) string {
	switch kind {
	case "All":
		return "read and write"
	case "ReadOnly":
		return "read only"
	case "WriteOnly":
		return "write only"
	default:
		return kind
	}
}
