package contract

import "secretwatch/aws/doctor"

// Doctor is the answer of doctor --json.
type Doctor struct {
	SchemaVersion int       `json:"schemaVersion"`
	Monitor       Monitor   `json:"monitor"`
	Verdict       Verdict   `json:"verdict"`
	Findings      []Finding `json:"findings"`
}

// Monitor names the parts of the chain that was looked at.
type Monitor struct {
	Name         string `json:"name"`
	Account      string `json:"account"`
	Region       string `json:"region"`
	Secret       string `json:"secret"`
	Trail        string `json:"trail"`
	Bucket       string `json:"bucket"`
	LogGroup     string `json:"logGroup"`
	Role         string `json:"role"`
	MetricFilter string `json:"metricFilter"`
	Namespace    string `json:"namespace"`
	Metric       string `json:"metric"`
	Alarm        string `json:"alarm"`
	Topic        string `json:"topic"`
}

// Verdict is the finding that explains the rest.
type Verdict struct {
	Code    string `json:"code"`
	Hop     string `json:"hop,omitempty"`
	Status  string `json:"status"`
	Summary string `json:"summary"`
}

// Finding is what one check says.
type Finding struct {
	Code      string            `json:"code"`
	Hop       string            `json:"hop"`
	Status    string            `json:"status"`
	Summary   string            `json:"summary"`
	Evidence  map[string]string `json:"evidence"`
	Remedy    *Remedy           `json:"remedy,omitempty"`
	BecauseOf string            `json:"becauseOf,omitempty"`
}

// Remedy is the change that repairs a finding.
type Remedy struct {
	Kind     string   `json:"kind"`
	Summary  string   `json:"summary"`
	Commands []string `json:"commands"`
}

// NewDoctor turns a report into the contract's shape.
func NewDoctor(r doctor.Report) Doctor {
	n := r.Monitor
	d := Doctor{
		SchemaVersion: SchemaVersion,
		Monitor: Monitor{
			Name: n.Monitor, Account: r.Place.Account, Region: r.Place.Region,
			Secret: n.Secret, Trail: n.Trail, Bucket: n.Bucket, LogGroup: n.LogGroup, Role: n.Role,
			MetricFilter: n.Filter, Namespace: n.Namespace, Metric: n.Metric, Alarm: n.Alarm, Topic: n.Topic,
		},
		Verdict:  NewVerdict(r.Verdict),
		Findings: []Finding{},
	}
	for _, f := range r.Findings {
		d.Findings = append(d.Findings, NewFinding(f))
	}
	return d
}

// NewVerdict is a finding cut down to a verdict.
func NewVerdict(f doctor.Finding) Verdict {
	return Verdict{Code: f.Code, Hop: string(f.Hop), Status: string(f.Status), Summary: f.Summary}
}

// NewFinding turns one finding into the contract's shape.
func NewFinding(f doctor.Finding) Finding {
	out := Finding{
		Code: f.Code, Hop: string(f.Hop), Status: string(f.Status), Summary: f.Summary,
		Evidence: map[string]string{}, BecauseOf: f.BecauseOf,
	}
	for _, e := range f.Evidence {
		out.Evidence[e.Name] = e.Value
	}
	if f.Remedy != nil {
		out.Remedy = &Remedy{
			Kind: string(f.Remedy.Kind), Summary: f.Remedy.Summary,
			Commands: append([]string{}, f.Remedy.Commands...),
		}
	}
	return out
}
