package monitor

import "secretwatch/aws/foreign"

// Composite is an alarm over the states of others, as DescribeAlarms has it.
type Composite struct {
	Name, State    string
	ActionsEnabled bool
	AlarmActions   []string
	Suppressor     string         // the alarm that can hold its actions back, "" without
	SuppressedBy   string         // Alarm, WaitPeriod or ExtensionPeriod while they are
	Suppressed     foreign.String // ActionsSuppressedReason
}
