package wizard

// words are what one step says; text_*.go has them by step.
type words struct {
	title  string
	ask    string
	why    []string
	labels map[Q]label
}

// label is what one question says.
type label struct {
	name    string
	hint    string
	options []Option
}
