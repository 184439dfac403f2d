package watch

import "encoding/json"

// Evaluation is by what CloudWatch came to a state: of an alarm that was changed
// since, its rule says something else. It is empty where CloudWatch did not say,
// as for a state that was set by hand.
type Evaluation struct {
	Statistic string
	Period    int32 // seconds
}

// evaluationOf reads a state's StateReasonData.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
func evaluationOf(data string) Evaluation {
	var d struct {
		Statistic string  `json:"statistic"`
		Period    float64 `json:"period"`
	}
	if err := json.Unmarshal([]byte(data), &d); err != nil || d.Period < 1 || d.Period > 7*86400 {
		return Evaluation{}
	}
	return Evaluation{Statistic: d.Statistic, Period: int32(d.Period)}
}
