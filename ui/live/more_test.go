package live

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/mend"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/aws/watch"
)

// fullStage is a pane that can ask for everything.
func fullStage(w, h int) *stage {
	s := newStage(w, h, true)
	s.live.feed.Asks = Asks{
		Failing: func() []watch.Failing { return s.failing },
		Away:    func(away bool) { s.away = append(s.away, away) },
		Neighbours: func(_ context.Context, r record.Read) (survey.Neighbourhood, error) {
			if r.Who.Name.Safe() != "sam" {
				return survey.Neighbourhood{}, errors.New("ThrottlingException: Rate exceeded")
			}
			near := func(name string, after time.Duration, failed string) record.Record {
				return record.Record{
					EventID: "near-" + name, EventName: name, EventSource: "secretsmanager.amazonaws.com", EventTime: r.Time.Add(after),
					SourceAddress: r.From, ErrorCode: foreign.New(failed),
				}
			}
			return survey.Neighbourhood{By: "access key " + r.KeyID, Around: 15 * time.Minute, More: true, Records: []record.Record{
				near("DescribeSecret", 2*time.Second, ""), near("GetResourcePolicy", -3*time.Second, "AccessDenied"), near("ListSecretVersionIds", -70*time.Second, ""),
			}}, nil
		},
		Plan: func(f doctor.Finding) (mend.Ask, error) {
			if f.Code == "own" {
				return mend.Ask{}, errors.New("the remedy is another command")
			}
			return mend.Ask{Finding: f, Others: s.others}, nil
		},
		Fix: func(_ context.Context, f doctor.Finding, told func(string)) (doctor.Report, error) {
			told("IAM knows the new role")
			s.fixed = append(s.fixed, f.Code)
			if f.Code == "stubborn" {
				return doctor.Report{}, errors.New("AccessDenied: no")
			}
			s.report = healthy()
			return s.report, nil
		},
		EventURL: func(r record.Read) string {
			return "https://us-east-1.console.aws.amazon.com/cloudtrailv2/home?region=us-east-1#/events/" + r.EventID
		},
		EventCommand: func(r record.Read) string {
			return "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=" + r.EventID
		},
		Browse: func(_ context.Context, url string) error {
			s.browsed = append(s.browsed, url)
			return nil
		},
		NewRead: func(_ context.Context, r watch.Read) error {
			s.told = append(s.told, r)
			return nil
		},
		Notes: Notes{Kind: OSC9},
	}
	return s
}

// clipboard is the newest text that was sent to it, "" for none.
func (s *stage) clipboard() string {
	for i := len(s.seen) - 1; i >= 0; i-- {
		if kind := fmt.Sprintf("%T", s.seen[i]); kind == "tea.setClipboardMsg" {
			return fmt.Sprint(s.seen[i])
		}
	}
	return ""
}

// raw is what was written to the terminal as it is.
func (s *stage) raw() string {
	all := ""
	for _, m := range s.seen {
		if r, ok := m.(tea.RawMsg); ok {
			all += fmt.Sprint(r.Msg)
		}
	}
	return all
}
