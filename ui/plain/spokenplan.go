package plain

import (
	"fmt"
	"regexp"
	"strings"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// spokenPlan is a plan and its price in sentences.
func (p Printer) spokenPlan(changes []monitor.Change, cost build.Cost) {
	verbs := map[monitor.Action]string{
		monitor.ActionCreate: "Create", monitor.ActionUpdate: "Change", monitor.ActionDelete: "Delete", monitor.ActionAdopt: "Use as it is", monitor.ActionBlocked: "Not possible",
	}
	var kept []string
	for _, c := range changes {
		verb := verbs[c.Action]
		if build.LeftBehind(c) {
			verb = "Left alone"
		}
		if verb == "" {
			kept = append(kept, c.Kind.Word()+" "+foreign.Safe(c.Name))
			continue
		}
		text := fmt.Sprintf("%s: %s %s", verb, c.Kind.Word(), foreign.Safe(c.Name))
		if c.Why != "" && !strings.HasPrefix(c.Why, "to change: ") && c.Action != monitor.ActionCreate {
			text += ", because " + foreign.Safe(c.Why)
		}
		p.line("%s", Sentence(text))
		p.Settings(c.Settings)
	}
	if len(kept) > 0 {
		p.line("There already as it should be: %s.", strings.Join(kept, ", "))
	}
	p.Price(cost)
}

// Settings says what a change makes of what is there.
func (p Printer) Settings(list []monitor.Setting) {
	for _, s := range list {
		p.line("It changes %s from %s to %s.", foreign.Safe(s.Name), shortly(s.Have), shortly(s.Want))
	}
}

// shortly keeps a policy from being read out in full.
func shortly(s string) string {
	const most = 120
	runes := []rune(foreign.Safe(s))
	switch {
	case len(runes) == 0:
		return "nothing"
	case len(runes) > most:
		return string(runes[:most]) + ", and so on"
	default:
		return string(runes)
	}
}

// joint is what joins a text to what stood before it.
var joint = regexp.MustCompile(`^[;,] (and )?`)

// Price says what a monitor costs a month, and for what.
func (p Printer) Price(cost build.Cost) {
	p.line("It costs about $%.2f a month, by list prices as of %s.", cost.MonthlyUSD, cost.PricesAsOf)
	for _, l := range cost.Lines {
		why := strings.TrimPrefix(l.Why, fmt.Sprintf("$%.2f a month", l.USD)) // which was just said
		p.line("%s: $%.2f. %s", capital(l.Item), l.USD, Sentence(capital(joint.ReplaceAllString(why, ""))))
	}
}
