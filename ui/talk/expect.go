package talk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// known is a reader that was seen.
type known struct {
	id    expected.Reader
	name  string
	reads int
	tests int // of them
	let   int // that were let in, without tests
}

// readers lists who read, in the order in which they came, and after them who is
// expected and did not.
func (w *watching) readers() []known {
	var list []known
	at := func(id expected.Reader) int { return slices.IndexFunc(list, func(k known) bool { return k.id == id }) }
	for _, r := range w.reads {
		id := expected.Of(r.Who)
		if id == "" {
			continue
		}
		i := at(id)
		if i < 0 {
			i = len(list)
			list = append(list, known{id: id, name: string(id)})
		}
		k := &list[i]
		k.reads++
		switch {
		case r.Test:
			k.tests++
		case r.Result == record.ResultOK:
			k.let++
		}
	}
	var others []string
	for id := range w.expected {
		if at(id) < 0 {
			others = append(others, string(id))
		}
	}
	slices.Sort(others)
	for _, id := range others {
		list = append(list, known{id: expected.Reader(id), name: id})
	}
	short := map[string]int{}
	for _, k := range list {
		short[shortName(k.name)]++
	}
	for i, k := range list {
		if s := shortName(k.name); short[s] == 1 { // else only the whole ARN tells them apart
			list[i].name = s
		}
	}
	return list
}

// shortName is what an ARN of IAM names: whole it is long, and begins for
// everybody with the same words.
func shortName(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return arn
	}
	return strings.Replace(parts[5], "/", " ", 1)
}

// sayReaders says who reads, and how to mark somebody.
func (w *watching) sayReaders() {
	list := w.readers()
	if len(list) == 0 {
		w.say("No reader was seen so far, and none is expected.")
		return
	}
	for i, k := range list {
		w.say("%d, %s, %s, %s.", i+1, foreign.Safe(k.name), count(k.reads, "read"), w.standing(k))
	}
	if w.feed.Expect != nil {
		w.say("Type expect and a number to mark a reader as expected, or to take the mark away.")
	}
}

// standing says whether a reader is expected, and what stands for that without a
// mark.
func (w *watching) standing(k known) string {
	switch {
	case w.expected[k.id]:
		return "expected"
	case k.reads > 0 && k.tests == k.reads:
		return "not marked, but all were tests, which are never unexpected"
	case k.reads > 0 && k.let == 0 && k.tests == 0:
		return "not expected, and refused each time"
	default:
		return "not expected"
	}
}

// expect turns the mark of a reader: expected, or not.
func (w *watching) expect(ctx context.Context, which string) {
	list := w.readers()
	n, err := strconv.Atoi(which)
	switch {
	case w.feed.Expect == nil:
		w.say("Readers cannot be marked here.")
	case which == "":
		w.sayReaders()
	case which == "all":
		w.expectAll()
	case err != nil || n < 1 || n > len(list):
		w.say("Type expect and a number of the list; readers says the list.")
	default:
		w.mark(ctx, list[n-1])
	}
}

// expectAll asks whether all who have read are expected. Root never is, and
// neither is who was refused every time: both are worth a mail each time.
func (w *watching) expectAll() {
	let := map[expected.Reader]bool{}
	for _, r := range w.reads {
		if !r.Test && r.Result == record.ResultOK && r.Who.Kind != record.WhoRoot {
			let[expected.Of(r.Who)] = true
		}
	}
	var d expected.Delta
	var names []string
	for _, k := range w.readers() {
		if let[k.id] && !w.expected[k.id] {
			d.Add = append(d.Add, k.id)
			names = append(names, foreign.Safe(k.name))
		}
	}
	if len(d.Add) == 0 {
		w.say("No reader here is left to mark as expected: all leaves out root, tests, and who was refused each time.")
		if len(w.readers()) > 0 {
			w.say("Type expect and a number to mark one of those all the same.")
		}
		return
	}
	w.say("These would be expected: %s.", strings.Join(names, ", "))
	if !w.past.read && w.feed.Past != nil {
		w.say("history asks for the reads of 90 days first: then nobody is left out who reads once a month.")
	}
	w.ask("Mark all of them?", "Nothing was marked.", func(ctx context.Context) {
		w.tag(ctx, d, []string{"From now on they are expected.", "Tags on the alarm remember it."}, false)
	})
}

// mark remembers a reader, or forgets one, with a tag on the alarm.
func (w *watching) mark(ctx context.Context, k known) {
	d := expected.Delta{Add: []expected.Reader{k.id}}
	done := []string{"From now on " + foreign.Safe(k.name) + " is expected.", "A tag on the alarm remembers it."}
	if w.expected[k.id] {
		d = expected.Delta{Remove: []expected.Reader{k.id}}
		done = []string{"From now on " + foreign.Safe(k.name) + " is not expected any more."}
	}
	w.tag(ctx, d, done, false)
}

// tag changes the tags that remember who is expected, and then says what is done.
func (w *watching) tag(ctx context.Context, d expected.Delta, done []string, agreed bool) {
	w.say("Remembering it, usually about a second.")
	change := w.feed.Expect
	w.beside(ctx, func(func(func())) func() {
		set, err := change(ctx, d, agreed)
		return func() {
			switch {
			case errors.Is(err, expected.ErrNotOurs) && !agreed:
				w.ask("The alarm was not made by secretwatch setup. Put a tag on it all the same?", "Nothing was changed.",
					func(ctx context.Context) { w.tag(ctx, d, done, true) })
			case err != nil:
				w.sayError(err)
			default:
				w.expected = set
				for _, l := range done {
					w.say("%s", l)
				}
			}
		}
	})
}

// stranger says what to do about a reader that nobody expects, once for each.
func (w *watching) stranger(r watch.Read) {
	id := expected.Of(r.Who)
	if w.feed.Expect == nil || w.expected == nil || r.Test || id == "" || w.expected[id] || w.strange[id] {
		return
	}
	w.strange[id] = true
	for i, k := range w.readers() {
		if k.id == id {
			w.say("That reader is not expected. If they should be, type expect %d.", i+1)
		}
	}
}
