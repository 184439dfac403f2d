package live

import "secretwatch/aws/watch"

func (l *Live) tookTransitions(ts []watch.Transition) {
	l.transitionsSeen += len(ts)
	for _, t := range ts {
		if i := l.transition(t); i >= 0 {
			l.transitions[i] = t
			continue
		}
		l.transitions = append(l.transitions, t)
	}
	if n := len(l.transitions) - mostTransitions; n > 0 {
		l.transitions = append(l.transitions[:0], l.transitions[n:]...)
	}
}

func (l *Live) transition(t watch.Transition) int {
	for i := len(l.transitions) - 1; i >= 0; i-- {
		if l.transitions[i].At.Equal(t.At) && l.transitions[i].To == t.To {
			return i
		}
	}
	return -1
}

// tookMinutes puts datapoints in their places; a minute that is asked again has
// grown.
func (l *Live) tookMinutes(ds []watch.Datapoint) {
	for _, d := range ds {
		i := len(l.minutes)
		for i > 0 && l.minutes[i-1].At.After(d.At) {
			i--
		}
		if i > 0 && l.minutes[i-1].At.Equal(d.At) {
			l.minutes[i-1] = d
			continue
		}
		l.minutes = append(l.minutes, watch.Datapoint{})
		copy(l.minutes[i+1:], l.minutes[i:])
		l.minutes[i] = d
	}
	if n := len(l.minutes) - mostMinutes; n > 0 {
		l.minutes = append(l.minutes[:0], l.minutes[n:]...)
	}
}
