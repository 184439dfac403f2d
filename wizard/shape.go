package wizard

import (
	"regexp"
	"sync"
)

// shape is what a service documents for a name. It is compiled when it is
// first asked: counted repetitions of 512 are megabytes, and most runs of the
// program check no name at all.
type shape struct{ compiled func() *regexp.Regexp }

func shaped(expression string) shape {
	return shape{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })}
}

// MatchString tells whether a has the shape.
func (s shape) MatchString(a string) bool { return s.compiled().MatchString(a) }
