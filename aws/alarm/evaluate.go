package alarm

import "slices"

// Evaluate gives the state that follows from the points of the evaluation
// range, oldest first, one per period, missing ones included. It never fetches
// or waits: whoever calls decides which periods are in the range.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
func Evaluate(rule Rule, prior State, points []Point) Result {
	v := view{rule: rule, points: points}
	v.choose()
	state, kept := v.state(prior)
	r := Result{State: state, ReasonData: v.data(state)}
	if !kept {
		r.Reason = v.reason(state)
	}
	return r
}

// view is one evaluation on its way to a result.
type view struct {
	rule   Rule
	points []Point

	oldest, newest int     // where the real points that count begin and end among points
	breaching      []Point // of those, newest first
	good           []Point
	filled         int // how many are lacking
}

// choose takes the newest real points, as many as the rule has evaluation
// periods. Only what is then still lacking is filled with missing points, so
// that missing data are used as few times as possible.
func (v *view) choose() {
	v.filled = v.rule.periods()
	v.oldest, v.newest = len(v.points), -1
	for i, p := range slices.Backward(v.points) {
		if p.Missing || v.filled == 0 {
			continue
		}
		v.filled--
		v.oldest, v.newest = i, max(v.newest, i)
		if Breaches(v.rule.Comparison, p.Value, v.rule.Threshold) {
			v.breaching = append(v.breaching, p)
		} else {
			v.good = append(v.good, p)
		}
	}
}

// state decides. The second result says that the state is kept because the
// rule ignores what is missing.
func (v *view) state(prior State) (State, bool) {
	need := v.rule.toAlarm()
	if len(v.breaching) >= need {
		return Alarm, false
	}
	if v.filled == 0 {
		return OK, false
	}
	switch v.rule.TreatMissing {
	case TreatBreaching:
		if len(v.breaching)+v.filled >= need {
			return Alarm, false
		}
		return OK, false
	case TreatNotBreaching:
		return OK, false
	}
	if len(v.good) > 0 {
		return OK, false
	}
	if v.rule.TreatMissing == TreatIgnore {
		return prior, true
	}
	if v.oldBreach() {
		return Alarm, false
	}
	return InsufficientData, false
}

// oldBreach is CloudWatch's guard against a premature alarm, the other way
// round: where nothing but breaching points is left, and the oldest of them is
// as many periods old as it takes datapoints to alarm, waiting for more would
// keep the alarm silent for ever.
func (v *view) oldBreach() bool {
	for i, p := range v.points {
		if !p.Missing {
			return len(v.points)-i >= v.rule.toAlarm()
		}
	}
	return false
}
