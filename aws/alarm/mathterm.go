package alarm

import (
	"math"
	"slices"
)

func constantOf(number float64) term {
	return func(_ map[string][]float64, n int) [][]float64 {
		return [][]float64{slices.Repeat([]float64{number}, n)}
	}
}

func joined(items []term) term {
	return func(series map[string][]float64, n int) [][]float64 {
		var all [][]float64
		for _, item := range items {
			all = append(all, item(series, n)...)
		}
		return all
	}
}

// each changes every value.
func each(of term, change func(float64) float64) term {
	return func(series map[string][]float64, n int) [][]float64 {
		var out [][]float64
		for _, values := range of(series, n) {
			changed := make([]float64, n)
			for i := range n {
				changed[i] = change(at(values, i))
			}
			out = append(out, changed)
		}
		return out
	}
}

// at is a series' value, not a number beyond its end.
func at(values []float64, i int) float64 {
	if i < len(values) {
		return values[i]
	}
	return math.NaN()
}

// combine computes with two operands at each time; a list and a single series
// give a list. Where a value is missing, or by zero is divided, none results.
func combine(operator string, left, right term) term {
	return func(series map[string][]float64, n int) [][]float64 {
		a, b := left(series, n), right(series, n)
		out := make([][]float64, max(len(a), len(b)))
		for k := range out {
			x, y := a[min(k, len(a)-1)], b[min(k, len(b)-1)]
			out[k] = make([]float64, n)
			for i := range n {
				out[k][i] = compute(operator, at(x, i), at(y, i))
			}
		}
		return out
	}
}

func compute(operator string, x, y float64) float64 {
	var v float64
	switch operator {
	case "+":
		v = x + y
	case "-":
		v = x - y
	case "*":
		v = x * y
	case "/":
		v = x / y
	case "^":
		v = math.Pow(x, y)
	}
	if math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// fold makes one series of a list, at each time of the values that are there;
// of a single series it makes one number.
func fold(of term, by func([]float64) float64) term {
	there := func(values []float64) float64 {
		values = slices.DeleteFunc(values, math.IsNaN)
		if len(values) == 0 {
			return math.NaN()
		}
		return by(values)
	}
	return func(series map[string][]float64, n int) [][]float64 {
		list := of(series, n)
		if len(list) == 1 {
			return constantOf(there(slices.Clone(list[0])))(nil, n)
		}
		out := make([]float64, n)
		for i := range n {
			var values []float64
			for _, one := range list {
				values = append(values, at(one, i))
			}
			out[i] = there(values)
		}
		return [][]float64{out}
	}
}

// fill puts another value where one is missing.
func fill(of, with term) term {
	return func(series map[string][]float64, n int) [][]float64 {
		other := with(series, n)[0]
		var out [][]float64
		for _, values := range of(series, n) {
			filled := make([]float64, n)
			for i := range n {
				if filled[i] = at(values, i); math.IsNaN(filled[i]) {
					filled[i] = at(other, i)
				}
			}
			out = append(out, filled)
		}
		return out
	}
}
