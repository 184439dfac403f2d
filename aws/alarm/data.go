package alarm

import (
	"encoding/json"
	"time"
)

// ReasonData is what StateReasonData tells beside the time of the query.
type ReasonData struct {
	StartDate time.Time // start of the oldest real point; zero without one
	Unit      string    // "" where the alarm names none
	Statistic string
	Period    time.Duration
	Recent    []float64 // values of the real points, oldest first
	Threshold float64
	Evaluated []Point // newest first
}

func (v *view) data() ReasonData {
	d := ReasonData{
		Unit: v.rule.Unit, Statistic: v.rule.Statistic, Period: v.rule.Period,
		Threshold: v.rule.Threshold, Evaluated: v.evaluated,
	}
	for i := len(v.evaluated) - 1; i >= 0; i-- {
		p := v.evaluated[i]
		if p.Missing {
			continue
		}
		if len(d.Recent) == 0 {
			d.StartDate = p.At
		}
		d.Recent = append(d.Recent, p.Value)
	}
	return d
}

type number float64

func (n number) MarshalJSON() ([]byte, error) { return []byte(double(float64(n))), nil }

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
	Recent    []number        `json:"recentDatapoints"`
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
		Period: int(d.Period / time.Second), Recent: []number{}, Threshold: number(d.Threshold),
		Evaluated: []evaluatedJSON{},
	}
	if !d.StartDate.IsZero() {
		out.StartDate = d.StartDate.UTC().Format(timestamp)
	}
	for _, f := range d.Recent {
		out.Recent = append(out.Recent, number(f))
	}
	for _, p := range d.Evaluated {
		e := evaluatedJSON{Timestamp: p.At.UTC().Format(timestamp)}
		if !p.Missing {
			value := number(p.Value)
			e.Value = &value
			if p.SampleCount > 0 { // an expression has none
				count := number(p.SampleCount)
				e.SampleCount = &count
			}
		}
		out.Evaluated = append(out.Evaluated, e)
	}
	b, err := json.Marshal(out)
	if err != nil { // an infinity or not a number, which no metric takes
		return "{}"
	}
	return string(b)
}
