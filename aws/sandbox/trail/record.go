package trail

import (
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/sandbox/wire"
)

// record is a CloudTrail record, in the order in which CloudTrail writes it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
type record struct {
	EventVersion       string       `json:"eventVersion"`
	UserIdentity       userIdentity `json:"userIdentity"`
	EventTime          string       `json:"eventTime"`
	EventSource        string       `json:"eventSource"`
	EventName          string       `json:"eventName"`
	AWSRegion          string       `json:"awsRegion"`
	SourceIPAddress    string       `json:"sourceIPAddress"`
	UserAgent          string       `json:"userAgent"`
	ErrorCode          string       `json:"errorCode,omitempty"`
	ErrorMessage       string       `json:"errorMessage,omitempty"`
	RequestParameters  any          `json:"requestParameters"`
	ResponseElements   any          `json:"responseElements"`
	RequestID          string       `json:"requestID"`
	EventID            string       `json:"eventID"`
	ReadOnly           bool         `json:"readOnly"`
	EventType          string       `json:"eventType"`
	ManagementEvent    bool         `json:"managementEvent"`
	RecipientAccountID string       `json:"recipientAccountId"`
	EventCategory      string       `json:"eventCategory"`
	TLSDetails         tlsDetails   `json:"tlsDetails"`
}

type tlsDetails struct {
	Host string `json:"clientProvidedHostHeader"`
}

type userIdentity struct {
	Type           string          `json:"type"`
	PrincipalID    string          `json:"principalId"`
	ARN            string          `json:"arn"`
	AccountID      string          `json:"accountId"`
	AccessKeyID    string          `json:"accessKeyId,omitempty"`
	UserName       string          `json:"userName,omitempty"`
	SessionContext *sessionContext `json:"sessionContext,omitempty"`
	InvokedBy      string          `json:"invokedBy,omitempty"`
}

type sessionContext struct {
	Issuer     sessionIssuer     `json:"sessionIssuer"`
	Attributes sessionAttributes `json:"attributes"`
}

type sessionIssuer struct {
	Type        string `json:"type"`
	PrincipalID string `json:"principalId"`
	ARN         string `json:"arn"`
	AccountID   string `json:"accountId"`
	UserName    string `json:"userName"`
}

type sessionAttributes struct {
	CreationDate     string `json:"creationDate"`
	MFAAuthenticated string `json:"mfaAuthenticated"`
}

// Record makes the record of a management call that is finished, puts it into
// the Event history and gives it to the trails that want it.
func (s *State) Record(c *wire.Call, err error) {
	r := s.recordOf(c, err)
	text, failed := r.json()
	if failed != nil {
		// A parameter that JSON cannot hold, such as NaN, is left out.
		r.RequestParameters, r.ResponseElements = nil, nil
		if text, failed = r.json(); failed != nil {
			return
		}
	}
	s.remember(c, r, text)
	logged := false
	for _, t := range s.trails {
		if !t.logging || !t.covers(r) {
			continue
		}
		logged = true
		if t.wants(r) {
			s.enqueue(t, r.AWSRegion, text)
		}
	}
	if logged && s.deps.Event != nil {
		s.deps.Event(r.AWSRegion, r.EventSource, r.EventName, c.At, text)
	}
}

// json writes <, > and & as they are, as CloudTrail does: text patterns look
// for them.
func (r *record) json() (string, error) {
	text, err := wire.JSON(r)
	if err != nil {
		return "", fmt.Errorf("writing a record: %w", err)
	}
	return text, nil
}

// maxText is how many bytes of a user agent or an error message CloudTrail
// keeps.
const maxText = 1024

func truncated(text string) string {
	if len(text) <= maxText {
		return text
	}
	return strings.ToValidUTF8(text[:maxText], "")
}

func (s *State) recordOf(c *wire.Call, err error) *record {
	r := &record{
		EventVersion: "1.11", UserIdentity: identityOf(c), EventTime: c.At.UTC().Format(time.RFC3339),
		EventSource: c.EventSource, EventName: c.Operation, AWSRegion: regionOf(c),
		SourceIPAddress: c.Source, UserAgent: truncated(c.Agent), RequestID: c.RequestID, EventID: wire.NewID(),
		ReadOnly: c.ReadOnly, EventType: "AwsApiCall", ManagementEvent: true,
		RecipientAccountID: s.deps.Account, EventCategory: "Management", TLSDetails: tlsDetails{c.Host},
	}
	if c.InvokedBy != "" {
		// What a service does for someone comes from the service.
		// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
		r.UserIdentity.InvokedBy, r.SourceIPAddress, r.UserAgent = c.InvokedBy, c.InvokedBy, c.InvokedBy
	}
	if c.Params != nil {
		r.RequestParameters = c.Params
	}
	if e := wire.AsError(err); e != nil {
		r.ErrorCode, r.ErrorMessage = e.Code, truncated(e.Message)
		if e.RecordCode != "" {
			r.ErrorCode = e.RecordCode
		}
		if r.ErrorCode == "AccessDenied" {
			// Nobody has looked at the parameters of a call that is refused.
			r.RequestParameters = nil
		}
	} else if !r.ReadOnly {
		r.ResponseElements = c.Response
	}
	return r
}

func identityOf(c *wire.Call) userIdentity {
	who := c.Caller
	u := userIdentity{Type: who.Type, PrincipalID: who.PrincipalID, ARN: who.ARN, AccountID: who.AccountID, AccessKeyID: who.AccessKeyID}
	switch who.Type {
	case "AssumedRole":
		issuer := sessionIssuer{Type: "Role", ARN: who.RoleARN, AccountID: who.AccountID, UserName: who.UserName}
		issuer.PrincipalID, _, _ = cutLast(who.PrincipalID, ':')
		began := who.Since
		if began.IsZero() {
			began = c.At
		}
		u.SessionContext = &sessionContext{issuer, sessionAttributes{began.UTC().Format(time.RFC3339), "false"}}
	case "IAMUser":
		u.UserName = who.UserName
	}
	return u
}

func cutLast(s string, separator byte) (before, after string, found bool) {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == separator {
			return s[:i], s[i+1:], true
		}
	}
	return s, "", false
}

// globalSources are the services whose events all happen in one region.
var globalSources = map[string]bool{"iam.amazonaws.com": true, "cloudfront.amazonaws.com": true}

func regionOf(c *wire.Call) string {
	if globalSources[c.EventSource] && wire.Partition(c.Region) == "aws" {
		return "us-east-1"
	}
	return c.Region
}

// covers reports whether the trail takes events of the record's region.
func (t *trail) covers(r *record) bool {
	return t.multiRegion || t.home == r.AWSRegion || t.global && globalSources[r.EventSource]
}
