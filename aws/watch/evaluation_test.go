package watch

import (
	"testing"
)

func TestEvaluationOf(t *testing.T) {
	for data, want := range map[string]Evaluation{
		`{"version":"1.0","statistic":"Average","period":300,"threshold":1.0}`: {"Average", 300},
		`{"version":"1.0","period":60}`:                                        {"", 60},
		`{"statistic":"Sum"}`:                                                  {},
		`{"statistic":"Sum","period":1e99}`:                                    {},
		`{"statistic":7}`:                                                      {},
		`null`:                                                                 {},
		"":                                                                     {},
	} {
		if got := evaluationOf(data); got != want {
			t.Errorf("%s: %+v, want %+v", data, got, want)
		}
	}
}
