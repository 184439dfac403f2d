package contract

import "secretwatch/aws/history"

// History is the answer of history --json.
type History struct {
	SchemaVersion int    `json:"schemaVersion"`
	Secret        string `json:"secret"`
	From          Time   `json:"from"`
	To            Time   `json:"to"`
	Source        string `json:"source"` // event-history or insights
	Complete      bool   `json:"complete"`
	// Why the answer is not complete, and from when on the reads are known
	// nevertheless.
	Why       string          `json:"why,omitempty"`
	KnownFrom *Time           `json:"knownFrom,omitempty"`
	Reads     int             `json:"reads"`
	Readers   []HistoryReader `json:"readers"` // most reads first
	Days      []HistoryDay    `json:"days"`
}

// HistoryReader is everyone who looks alike.
type HistoryReader struct {
	Who Who `json:"who"` // session and arn are empty where the reads have several
	// Account is the reader's own.
	Account         string `json:"account"`
	SeveralSessions bool   `json:"severalSessions"`
	How             string `json:"how"`
	From            string `json:"from"`
	Result          string `json:"result"`
	Count           int    `json:"count"`
	First           Time   `json:"first"`
	Last            Time   `json:"last"`
	Test            bool   `json:"test"`
	// InMessage says that only the message of the refusal names the secret.
	InMessage bool `json:"inMessage"`
}

// HistoryDay is the number of reads of one day, UTC.
type HistoryDay struct {
	Day   string `json:"day"` // such as 2026-11-22
	Count int    `json:"count"`
}

// NewHistory turns a summary into the contract's shape.
func NewHistory(s history.Summary) History {
	h := History{
		SchemaVersion: SchemaVersion, Secret: s.Secret.Name, From: Time{s.From}, To: Time{s.To}, Source: string(s.Source),
		Complete: s.Complete, Why: s.Why, Reads: s.Reads, Readers: []HistoryReader{}, Days: []HistoryDay{},
	}
	if !s.Complete {
		h.KnownFrom = moment(s.Known)
	}
	for _, r := range s.Readers {
		h.Readers = append(h.Readers, HistoryReader{
			Who:     Who{Kind: string(r.Who.Kind), Name: r.Who.Name.Raw(), ARN: r.Who.ARN.Raw(), Session: r.Who.Session.Raw()},
			Account: r.Who.Account, SeveralSessions: r.Several, How: string(r.How), From: r.From.Raw(), Result: string(r.Result),
			Count: r.Count, First: Time{r.First}, Last: Time{r.Last}, Test: r.Test, InMessage: r.InMessage,
		})
	}
	for _, d := range s.Days {
		h.Days = append(h.Days, HistoryDay{Day: d.Day.Format("2006-01-02"), Count: d.Count})
	}
	return h
}
