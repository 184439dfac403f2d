package record

import (
	"errors"
	"time"

	"github.com/tidwall/gjson"

	"secretwatch/aws/foreign"
)

// Record is one CloudTrail event, as far as the program needs it. Its texts
// are cut at maxText; Raw alone is whole.
type Record struct {
	EventID, EventName, EventSource, EventType string

	EventTime        time.Time // UTC; zero where the record has none that can be read
	Region           string
	RequestID        string
	ReadOnly         bool
	SharedEventID    string // one event that several accounts got
	RecipientAccount string
	Identity         Identity
	SourceAddress    foreign.String
	UserAgent        foreign.String
	ErrorCode        foreign.String
	ErrorMessage     foreign.String
	SecretID         foreign.String // requestParameters.secretId, as it was sent
	HasParameters    bool           // requestParameters is there and not null
	FromConsole      bool           // sessionCredentialFromConsole
	Raw              foreign.String // the whole record as it came
}

// Identity is a record's userIdentity.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
type Identity struct {
	Type        string
	PrincipalID foreign.String
	ARN         foreign.String
	Account     string
	AccessKeyID string
	UserName    foreign.String
	InvokedBy   foreign.String
	OnBehalfOf  foreign.String // user id in IAM Identity Center
	MFA         bool
	Issuer      Issuer
}

// Issuer is who issued the temporary credentials of a session.
type Issuer struct {
	Type    string
	Name    foreign.String
	ARN     foreign.String
	Account string
}

// Parse reads one record as CloudWatch Logs and LookupEvents hand it out: bare,
// without the Records wrapper of CloudTrail's files. It takes what it can read:
// a field of an unexpected type is taken as text, and a record whose end is
// missing or garbled still says what stands before. The error says that there
// is no event in the message.
func Parse[T string | []byte](message T) (Record, error) {
	raw := string(message)
	r := Record{Raw: foreign.New(raw)}
	whole := source{in: raw}
	if end := r.walk(whole, 0, inRecord); end == 0 || whole.blanks(end) != len(raw) {
		root := gjson.Parse(raw)
		if !root.IsObject() {
			return Record{}, errors.New("reading a CloudTrail record: it is no JSON object")
		}
		r = Record{Raw: foreign.New(raw)}
		r.loose(root, inRecord)
	}
	if r.EventName == "" {
		return Record{}, errors.New("reading a CloudTrail record: it has no eventName")
	}
	return r, nil
}

// ParseQuoted is Parse for a record that stands as a string in JSON and need not
// be copied out of it: message goes on behind the string's opening quote, and end
// is where its closing quote stands. It is 0 where the string is unusual, or no
// event: Parse says what is in it. The record shares message's memory, and its Raw
// is empty.
func ParseQuoted(message string) (r Record, end int) {
	s := source{in: message, quoted: true}
	end = r.walk(s, 0, inRecord)
	if end == 0 || r.EventName == "" {
		return Record{}, 0
	}
	if end = s.blanks(end); end == len(message) || message[end] != '"' {
		return Record{}, 0
	}
	return r, end
}

// loose reads an object that is damaged, or only unusual, as far as it goes.
func (r *Record) loose(object gjson.Result, p place) {
	object.ForEach(func(key, v gjson.Result) bool {
		if sub := p.within(key.Str); sub == nowhere {
			r.member(p, key.Str, valueOf(v))
		} else if v.IsObject() {
			r.loose(v, sub)
		}
		return true
	})
}

func (r *Record) member(p place, name string, v value) {
	switch p {
	case inRecord:
		r.field(name, v)
	case inIdentity:
		r.Identity.field(name, v)
	case inSession:
		if name == "attributes" {
			r.Identity.MFA = v.get("mfaAuthenticated").isTrue()
		}
	case inIssuer:
		r.Identity.Issuer.field(name, v)
	case nowhere:
	}
}

func (r *Record) field(key string, v value) {
	switch key {
	case "eventID":
		r.EventID = word(v)
	case "eventName":
		r.EventName = word(v)
	case "eventSource":
		r.EventSource = word(v)
	case "eventType":
		r.EventType = word(v)
	case "eventTime":
		if t, err := time.Parse(time.RFC3339, v.text); err == nil {
			r.EventTime = t.UTC()
		}
	case "awsRegion":
		r.Region = word(v)
	case "requestID":
		r.RequestID = word(v)
	case "readOnly":
		r.ReadOnly = v.isTrue()
	case "sharedEventID":
		r.SharedEventID = word(v)
	case "recipientAccountId":
		r.RecipientAccount = word(v)
	case "sourceIPAddress":
		r.SourceAddress = text(v)
	case "userAgent":
		r.UserAgent = text(v)
	case "errorCode":
		r.ErrorCode = text(v)
	case "errorMessage":
		r.ErrorMessage = text(v)
	case "sessionCredentialFromConsole":
		r.FromConsole = v.isTrue()
	case "requestParameters":
		r.HasParameters = v.isObject()
		r.SecretID = text(v.get("secretId"))
	}
}

func (i *Identity) field(key string, v value) {
	switch key {
	case "type":
		i.Type = word(v)
	case "principalId":
		i.PrincipalID = text(v)
	case "arn":
		i.ARN = text(v)
	case "accountId":
		i.Account = word(v)
	case "accessKeyId":
		i.AccessKeyID = word(v)
	case "userName":
		i.UserName = text(v)
	case "invokedBy":
		i.InvokedBy = text(v)
	case "onBehalfOf":
		i.OnBehalfOf = text(v.get("userId"))
	}
}

func (i *Issuer) field(key string, v value) {
	switch key {
	case "type":
		i.Type = word(v)
	case "userName":
		i.Name = text(v)
	case "arn":
		i.ARN = text(v)
	case "accountId":
		i.Account = word(v)
	}
}
