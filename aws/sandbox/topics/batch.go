package topics

import (
	"regexp"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/sandbox/wire"
)

const maxBatch = 10

var batchID = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// publishBatch publishes each entry by itself; what one lacks, the others do
// not suffer from.
// https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
func (s *State) publishBatch(c *wire.Call, in *sns.PublishBatchInput) (*sns.PublishBatchOutput, error) {
	c.Data = true // as Publish
	t, err := s.find(c, in.TopicArn)
	if err != nil {
		return nil, err
	}
	if err := checkBatch(in.PublishBatchRequestEntries); err != nil {
		return nil, err
	}
	if err := s.checkKey(t); err != nil {
		return nil, err
	}
	out := &sns.PublishBatchOutput{Failed: []types.BatchResultErrorEntry{}, Successful: []types.PublishBatchResultEntry{}}
	for _, entry := range in.PublishBatchRequestEntries {
		m, err := messageOf(entry.Message, entry.Subject, entry.MessageStructure, entry.MessageAttributes)
		if err != nil {
			failed := wire.AsError(err)
			out.Failed = append(out.Failed, types.BatchResultErrorEntry{
				Id: entry.Id, Code: aws.String(failed.Code), Message: aws.String(failed.Message), SenderFault: true,
			})
			continue
		}
		s.deliver(t, m)
		out.Successful = append(out.Successful, types.PublishBatchResultEntry{Id: entry.Id, MessageId: aws.String(m.id)})
	}
	return out, nil
}

func checkBatch(entries []types.PublishBatchRequestEntry) error {
	if len(entries) == 0 {
		return wire.Errorf("EmptyBatchRequest", "The batch request doesn't contain any entries.")
	}
	if len(entries) > maxBatch {
		return wire.Errorf("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.")
	}
	seen, size := map[string]bool{}, 0
	for _, entry := range entries {
		id := aws.ToString(entry.Id)
		switch {
		case len(id) > 80:
			return wire.Errorf("InvalidBatchEntryId", "The Id of a batch entry in the batch request is too long: %s", id)
		case !batchID.MatchString(id):
			return wire.Errorf("InvalidBatchEntryId", "The Id of a batch entry in the batch request contains an impermissible character: %s", id)
		case seen[id]:
			return wire.Errorf("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
		}
		seen[id] = true
		size += len(aws.ToString(entry.Message))
	}
	if size > maxMessage {
		return wire.Errorf("BatchRequestTooLong", "The length of all the messages put together is more than the limit.")
	}
	return nil
}

// messageOf checks what someone publishes.
func messageOf(body, subject, structure *string, attributes map[string]types.MessageAttributeValue) (message, error) {
	m := message{id: wire.NewID(), subject: aws.ToString(subject), attributes: attributes}
	if err := checkAttributes(attributes); err != nil {
		return message{}, err
	}
	var err error
	if m.byProtocol, err = parts(aws.ToString(body), aws.ToString(structure)); err != nil {
		return message{}, err
	}
	if subject != nil && !validSubject(m.subject) {
		return message{}, invalid("Invalid parameter: Subject")
	}
	return m, nil
}
