package monitor

// Action is what a plan does with one resource.
type Action string

// The actions of a plan.
const (
	ActionCreate Action = "create"
	ActionUpdate Action = "update"
	ActionNone   Action = "none"
	ActionDelete Action = "delete"
	// ActionAdopt takes something that is there, unchanged, into the monitor.
	ActionAdopt Action = "adopt"
	// ActionBlocked cannot be done until a person decides; Change.Why says what.
	ActionBlocked Action = "blocked"
)

// Change is what a plan does with one resource, and why.
type Change struct {
	Kind   Kind
	Name   string
	ARN    string // "" where it is not known yet
	Action Action
	Why    string
	// Settings differ between what is there and what is wanted; only on update.
	Settings []Setting
	// NotOurs marks a resource that does not carry our tag: changing it takes
	// a yes of its own, or the flag that names it.
	NotOurs bool
	// Unseen is what keeps a blocked change from being planned, where that is
	// a look that failed.
	Unseen *Unseen
}

// Setting is one difference.
type Setting struct {
	Name       string // such as "is logging" or "policy"
	Have, Want string
}
