package wizard

// words are what one step says; text_*.go has them by step.
type words struct {
	title  string
	ask    string
	what   string   // what the step is for, in two sentences
	why    []string // what else is good to know
	cost   string   // one sentence
	labels map[Q]label
	terms  []Term
}

// label is what one question says.
type label struct {
	name    string
	hint    string
	options []Option
}

// Term is a word of AWS that a step uses, explained.
type Term struct {
	Name string
	Text string // a few plain sentences
}
