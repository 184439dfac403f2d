package trail

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// waiting is a record on its way.
type waiting struct {
	text string
	due  time.Time
}

// enqueue has a record delivered once its delay is over.
func (s *State) enqueue(t *trail, region, text string) {
	if len(t.pending[region]) >= maxPending {
		return
	}
	due := s.deps.Clock.Now().Add(s.deps.DeliveryDelay())
	t.pending[region] = append(t.pending[region], waiting{text, due})
	if t.flushes.IsZero() {
		s.schedule(t, due)
	}
}

// coalesce is the part of its delay by which a record may travel early, in the
// company of one before it, so that a busy account makes no file per record.
const coalesce = 8

func (s *State) schedule(t *trail, at time.Time) {
	t.flushes = at
	arn := t.arn
	s.deps.Clock.At(at, func() { s.flush(arn) })
}

// flush delivers what is due, also of a trail that was stopped meanwhile: what
// happened while it logged arrives.
func (s *State) flush(arn string) {
	t := s.trails[arn]
	if t == nil {
		return
	}
	until := s.deps.Clock.Now().Add(s.deps.DeliveryDelay() / coalesce)
	var next time.Time
	for _, region := range slices.Sorted(maps.Keys(t.pending)) {
		due, later := split(t.pending[region], until)
		t.pending[region] = later
		if len(due) > 0 {
			s.deliverLogs(t, due)
			s.deliverFile(t, region, due)
		}
		for _, w := range later {
			if next.IsZero() || w.due.Before(next) {
				next = w.due
			}
		}
	}
	t.flushes = time.Time{}
	if !next.IsZero() {
		s.schedule(t, next)
	}
}

// split parts what is due until then from what is not.
func split(all []waiting, until time.Time) (due []string, later []waiting) {
	for _, w := range all {
		if w.due.After(until) {
			later = append(later, w)
		} else {
			due = append(due, w.text)
		}
	}
	return due, later
}

// deliverLogs writes each record as an event of its own. The bucket plays no
// part in it.
func (s *State) deliverLogs(t *trail, records []string) {
	if t.groupARN == "" || s.deps.Dropped(records) {
		return
	}
	stream := s.eventStream(t)
	if t.logsError = s.tryLogs(t, t.groupARN, t.roleARN, stream); t.logsError != "" {
		return
	}
	if err := s.deps.Logs.Deliver(t.home, groupNameOf(t.groupARN), stream, records); err != nil {
		t.logsError = noPermission
		return
	}
	t.logsDelivered = s.deps.Clock.Now()
}

// deliverFile writes the records of one region as a file.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
func (s *State) deliverFile(t *trail, region string, records []string) {
	body, err := packed(records)
	if err != nil {
		t.bucketError = err.Error()
		return
	}
	if err := s.useKey(t); err != nil {
		t.bucketError = keyFailure(err)
		return
	}
	key := s.fileKey(t, region)
	if err := s.deps.Buckets.Put(t.bucket, key, body, t.arn); err != nil {
		t.bucketError = codeOf(err)
		return
	}
	t.bucketError, t.delivered = "", s.deps.Clock.Now()
	if t.topicARN != "" {
		s.notify(t, key)
	}
}

func (s *State) notify(t *trail, key string) {
	message, err := json.Marshal(map[string]any{"s3Bucket": t.bucket, "s3ObjectKey": []string{key}})
	if err != nil {
		return // cannot happen: only texts are marshalled
	}
	if s.deps.Topics.Publish(t.topicARN, t.arn, string(message)) != nil {
		t.topicFail = "AuthorizationError"
		return
	}
	t.topicFail, t.notified = "", s.deps.Clock.Now()
}

// packed is {"Records":[...]} in gzip.
func packed(records []string) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(`{"Records":[` + strings.Join(records, ",") + `]}`)); err != nil {
		return nil, fmt.Errorf("packing a log file: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("packing a log file: %w", err)
	}
	return b.Bytes(), nil
}

func (s *State) fileKey(t *trail, region string) string {
	now := s.deps.Clock.Now().UTC()
	prefix := ""
	if t.prefix != "" {
		prefix = t.prefix + "/"
	}
	return fmt.Sprintf("%sAWSLogs/%[2]s/CloudTrail/%[3]s/%[4]s/%[2]s_CloudTrail_%[3]s_%[5]s_%[6]s.json.gz", prefix,
		s.deps.Account, region, now.Format("2006/01/02"), now.Format("20060102T1504Z"), unique())
}

// unique is the last part of a file's name: 16 letters and digits.
func unique() string { return rand.Text()[:16] }
