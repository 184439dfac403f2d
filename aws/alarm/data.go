package alarm

import (
	"encoding/json"
	"slices"
	"time"
)

// ReasonData is what StateReasonData tells beside the time of the query.
type ReasonData struct {
	StartDate time.Time // start of the oldest real point; zero without one
	Unit      string    // "" where the alarm names none
	Statistic string
	Period    time.Duration
	Recent    []Point // oldest first: the real points that count, and the gaps between them
	Threshold float64
	Evaluated []Point // newest first: as few as the state takes
}

func (v *view) data(state State) ReasonData {
	d := ReasonData{
		Unit: v.rule.Unit, Statistic: v.rule.Statistic, Period: v.rule.Period,
		Threshold: v.rule.Threshold, Evaluated: v.deciding(state),
	}
	if v.newest >= 0 {
		d.StartDate = v.points[v.oldest].At
		d.Recent = v.points[v.oldest : v.newest+1]
	}
	return d
}

// deciding are the points that make the state: the newest of those on its side
// of the threshold, and the newest missing ones for what is lacking. Recordings
// of real alarms show no more than it takes: with M of N, M for ALARM and for
// INSUFFICIENT_DATA, N-M+1 for OK.
func (v *view) deciding(state State) []Point {
	need := v.rule.toAlarm()
	var list []Point
	switch state {
	case OK:
		need = v.rule.periods() - need + 1
		list = slices.Clone(v.good)
	case Alarm:
		list = slices.Clone(v.breaching)
	case InsufficientData: // has missing points only
	}
	list = list[:min(need, len(list))]
	for _, p := range slices.Backward(v.points) {
		if len(list) == need {
			break
		}
		if p.Missing {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b Point) int { return b.At.Compare(a.At) })
	return list
}

type number float64

func (n number) MarshalJSON() ([]byte, error) { return []byte(double(float64(n))), nil }

func (p Point) number() *number {
	if p.Missing {
		return nil
	}
	n := number(p.Value)
	return &n
}

type evaluatedJSON struct {
	Timestamp   string  `json:"timestamp"`
	SampleCount *number `json:"sampleCount,omitempty"`
	Value       *number `json:"value,omitempty"`
}

type reasonJSON struct {
	Version   string          `json:"version"`
	QueryDate string          `json:"queryDate"`
	StartDate string          `json:"startDate,omitempty"`
	Unit      string          `json:"unit,omitempty"`
	Statistic string          `json:"statistic,omitempty"`
	Period    int             `json:"period"`
	Recent    []*number       `json:"recentDatapoints"` // null for a gap
	Threshold number          `json:"threshold"`
	Evaluated []evaluatedJSON `json:"evaluatedDatapoints"`
}

// timestamp is the form of times in CloudWatch's JSON.
const timestamp = "2006-01-02T15:04:05.000-0700"

// JSON is the text of StateReasonData; queryDate is when the alarm was
// evaluated.
func (d ReasonData) JSON(queryDate time.Time) string {
	out := reasonJSON{
		Version: "1.0", QueryDate: queryDate.UTC().Format(timestamp), Unit: d.Unit, Statistic: d.Statistic,
		Period: int(d.Period / time.Second), Recent: []*number{}, Threshold: number(d.Threshold),
		Evaluated: []evaluatedJSON{},
	}
	if !d.StartDate.IsZero() {
		out.StartDate = d.StartDate.UTC().Format(timestamp)
	}
	for _, p := range d.Recent {
		out.Recent = append(out.Recent, p.number())
	}
	for _, p := range d.Evaluated {
		e := evaluatedJSON{Timestamp: p.At.UTC().Format(timestamp)}
		e.Value = p.number()
		if !p.Missing && p.SampleCount > 0 { // an expression has none
			count := number(p.SampleCount)
			e.SampleCount = &count
		}
		out.Evaluated = append(out.Evaluated, e)
	}
	b, err := json.Marshal(out)
	if err != nil { // an infinity or not a number, which no metric takes
		return "{}"
	}
	return string(b)
}
