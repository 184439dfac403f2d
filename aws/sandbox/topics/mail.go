package topics

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/wire"
)

// Senders and subjects of SNS's own mails.
const (
	sender         = "no-reply@sns.amazonaws.com"
	confirmSubject = "AWS Notification - Subscription Confirmation"
	cancelSubject  = "AWS Notification - Unsubscribe Confirmation"
)

const confirmBody = `You have chosen to subscribe to the topic:
%s

To confirm this subscription, click or visit the link below (If this was in error no action is necessary):
%s

Please do not reply directly to this email. If you wish to remove yourself from receiving all future SNS subscription confirmation requests please send an email to sns-opt-out
`

const cancelBody = `Your subscription to the topic below has been deactivated:
%s

If this was in error or you wish to resubscribe, click or visit the link below:
%s
`

const footer = `
--
If you wish to stop receiving notifications from this topic, please click or visit the link below to unsubscribe:
%s

Please do not reply directly to this email. If you have any questions or comments regarding this email, please contact us at https://aws.amazon.com/support
`

// jsonTime is the form of times in SNS's JSON.
const jsonTime = "2006-01-02T15:04:05.000Z"

func (s *State) confirmLink(t *topic, sub *subscription) string {
	return s.deps.Base() + ConfirmPath + "?TopicArn=" + t.arn + "&Token=" + sub.token + "&Endpoint=" + url.QueryEscape(sub.endpoint)
}

func (s *State) unsubscribeLink(sub *subscription) string {
	return s.deps.Base() + UnsubscribePath + "?SubscriptionArn=" + sub.arn + "&Endpoint=" + url.QueryEscape(sub.endpoint)
}

// mailConfirmation asks whoever reads the address to confirm. Its sender is
// always Amazon's, whatever the topic's display name.
func (s *State) mailConfirmation(t *topic, sub *subscription) {
	link := s.confirmLink(t, sub)
	m := inbox.Mail{
		To: sub.endpoint, From: "Amazon Web Services Notifications <" + sender + ">", Subject: confirmSubject,
		At: s.deps.Clock.Now(), Body: fmt.Sprintf(confirmBody, t.arn, link),
	}
	if sub.protocol == "email-json" {
		m.Body = text(map[string]any{
			"Type": "SubscriptionConfirmation", "MessageId": wire.NewID(), "Token": sub.token, "TopicArn": t.arn,
			"Message":      "You have chosen to subscribe to the topic " + t.arn + ".\nTo confirm the subscription, visit the SubscribeURL included in this message.",
			"SubscribeURL": link, "Timestamp": m.At.Format(jsonTime),
		})
		m.Links = []inbox.Link{{Kind: inbox.Confirm, URL: link}}
	}
	s.deps.Mail(m)
}

func (s *State) mailCancellation(t *topic, sub *subscription) {
	s.deps.Mail(inbox.Mail{
		To: sub.endpoint, From: "Amazon Web Services Notifications <" + sender + ">", Subject: cancelSubject,
		At: s.deps.Clock.Now(), Body: fmt.Sprintf(cancelBody, t.arn, s.confirmLink(t, sub)),
	})
}

// mailMessage delivers one notification.
func (s *State) mailMessage(t *topic, sub *subscription, m message) {
	from := t.attributes["DisplayName"]
	if from == "" {
		from = "AWS Notifications"
	}
	link := s.unsubscribeLink(sub)
	mail := inbox.Mail{
		To: sub.endpoint, From: from + " <" + sender + ">", Subject: m.subject, At: s.deps.Clock.Now(),
		Body: strings.TrimSuffix(m.forProtocol("email"), "\n") + "\n" + fmt.Sprintf(footer, link),
	}
	if mail.Subject == "" {
		mail.Subject = "AWS Notification Message"
	}
	if sub.protocol == "email-json" {
		mail.Body = m.json(t, link, mail.At)
		mail.Links = []inbox.Link{{Kind: inbox.Unsubscribe, URL: link}}
	}
	s.deps.Mail(mail)
}

// json is a notification as email-json has it, less the signature: the sandbox
// has no key of Amazon's to sign with.
func (m message) json(t *topic, link string, at time.Time) string {
	fields := map[string]any{
		"Type": "Notification", "MessageId": m.id, "TopicArn": t.arn, "Message": m.forProtocol("email-json"),
		"Timestamp": at.Format(jsonTime), "UnsubscribeURL": link,
	}
	if m.subject != "" {
		fields["Subject"] = m.subject
	}
	return text(fields)
}

// text writes JSON with <, > and & as they are. What is given to it can always
// be written.
func text(v any) string {
	written, err := wire.JSON(v)
	if err != nil {
		return "{}"
	}
	return written
}
