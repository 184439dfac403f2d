package sandbox

import (
	"math/rand/v2"
	"time"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/buckets"
	"secretwatch/aws/sandbox/events"
	"secretwatch/aws/sandbox/identity"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/keys"
	"secretwatch/aws/sandbox/logs"
	"secretwatch/aws/sandbox/metrics"
	"secretwatch/aws/sandbox/secrets"
	"secretwatch/aws/sandbox/topics"
	"secretwatch/aws/sandbox/trail"
	"secretwatch/aws/sandbox/wire"
)

// account is everything in the account, joined into the chain.
type account struct {
	identity *identity.State
	secrets  *secrets.State
	buckets  *buckets.State
	trails   *trail.State
	logs     *logs.State
	metrics  *metrics.State
	topics   *topics.State
	keys     *keys.State
	events   *events.State
	inbox    *inbox.Box
	trouble  troubles
	wire     *wire.Dispatcher
}

// newAccount joins the parts: each gets from the others only what it needs.
func (s *Sandbox) newAccount() (*account, error) {
	name := s.options.Account
	a := &account{identity: identity.New(name), secrets: secrets.New(name), buckets: buckets.New(name), keys: keys.New(name, s.world.Now), inbox: &inbox.Box{}}
	a.topics = topics.New(topics.Deps{
		Account: name, Clock: s.world, Mail: a.inbox.Add, Keys: a.keys,
		Base: func() string { return s.base }, // the lock is held whenever topics' code runs
		Metric: func(region, topic, metric string, value float64) {
			m := metrics.Metric{Namespace: "AWS/SNS", Name: metric, Dimensions: map[string]string{"TopicName": topic}}
			a.metrics.Put(region, m, metrics.One(s.world.Now(), value, "Count"))
		},
	})
	a.metrics = metrics.New(metrics.Deps{Account: name, Clock: s.world, Fast: s.options.Pace == Fast, Publish: a.topics.PublishByService})
	a.logs = logs.New(logs.Deps{Account: name, Clock: s.world, Metric: a.metrics.Put, Key: a.logsKey})
	a.events = events.New(events.Deps{
		Account: name, Clock: s.world, Publish: a.topics.PublishByService,
		Delay: s.delay(time.Second, 15*time.Second, time.Minute),
		Metric: func(region, rule, metric string) {
			m := metrics.Metric{Namespace: "AWS/Events", Name: metric, Dimensions: map[string]string{"RuleName": rule}}
			a.metrics.Put(region, m, metrics.One(s.world.Now(), 1, "Count"))
		},
	})
	a.trails = trail.New(trail.Deps{
		Account: name, Clock: s.world, Roles: a.identity, Logs: a.logs,
		Buckets: trailBuckets{a.buckets, name, s.world.Now}, Topics: trailTopics{a.topics}, Keys: a.keys, Event: a.events.Record,
		HistoryDelay:  s.delay(time.Second, 3*time.Minute, 7*time.Minute),
		DeliveryDelay: s.delay(2*time.Second, 4*time.Minute, 6*time.Minute),
		Dropped:       a.trouble.dropped,
	})
	a.identity.Protect(identity.Resources{Policy: a.policyOf, Tags: a.tagsOf})
	a.secrets.Guard(func(c *wire.Call, id string) *wire.Error {
		arn := a.secrets.ARN(c.Region, id)
		if arn == "" {
			return nil // there is nothing to protect
		}
		return a.identity.Authorize(c, "secretsmanager:GetSecretValue", arn)
	})
	var err error
	a.wire, err = wire.NewDispatcher(a.services(), []wire.Rest{a.buckets.Service()}, wire.Options{
		Lock: &s.lock, Now: s.world.Now, Region: s.options.Region,
		Caller:    a.identity.CallerFor,
		Authorize: func(c *wire.Call) error { return a.identity.AuthorizeCall(c, a.secrets.ARN) },
		Trouble:   a.trouble.of,
		Finished:  func(c *wire.Call, _, _ any, err error) { a.trails.Record(c, err) },
		Unknown:   s.unknown,
	})
	return a, err
}

func (a *account) services() []wire.Service {
	return append(a.identity.Service(),
		a.secrets.Service(), a.trails.Service(), a.logs.Service(), a.metrics.Service(), a.topics.Service(), a.keys.Service(), a.events.Service())
}

// policyOf is the own policy of what a call is about.
func (a *account) policyOf(c *wire.Call, arn string) iampolicy.Policy {
	switch c.Service {
	case "secretsmanager":
		return a.secrets.Policy(c.Region, arn)
	case "s3":
		return a.buckets.Policy(arn)
	case "kms":
		return a.keys.Policy(c.Region, arn)
	default:
		return iampolicy.Policy{}
	}
}

func (a *account) tagsOf(c *wire.Call, arn string) map[string]string {
	if c.Service == "secretsmanager" {
		return a.secrets.Tags(c.Region, arn)
	}
	return nil
}

// delay is fast at the fast pace, and somewhere between least and most at the
// real one.
func (s *Sandbox) delay(fast, least, most time.Duration) func() time.Duration {
	if s.options.Pace == Fast {
		return func() time.Duration { return fast }
	}
	return func() time.Duration {
		return least + rand.N(most-least) //nolint:gosec // spread of a simulation, not a secret
	}
}

// logsKey asks a key's policy about CloudWatch Logs, which goes by a name with
// the region in it.
func (a *account) logsKey(region, key, groupARN string) error {
	return a.keys.MayUse(region, key, keys.Use{
		Service: "logs." + region + ".amazonaws.com", Actions: []string{"kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey"},
		Context: map[string]string{"aws:SourceArn": groupARN, "kms:EncryptionContext:aws:logs:arn": groupARN},
	})
}

// cloudTrail is CloudTrail in the eyes of policies.
const cloudTrail = "cloudtrail.amazonaws.com"

// trailBuckets are the buckets as CloudTrail uses them.
type trailBuckets struct {
	*buckets.State
	account string
	now     func() time.Time
}

func (b trailBuckets) Check(bucket, prefix, trailARN string) error {
	return b.CheckService(bucket, prefix, b.account, cloudTrail, trailARN)
}

func (b trailBuckets) Put(bucket, key string, body []byte, trailARN string) error {
	return b.PutByService(bucket, key, body, cloudTrail, trailARN, b.account, b.now())
}

// trailTopics are the topics as CloudTrail's own notifications use them.
type trailTopics struct{ *topics.State }

func publication(trailARN, message string) topics.Publication {
	return topics.Publication{
		Principal: cloudTrail, SourceARN: trailARN, Subject: "[Amazon CloudTrail] New log file", Text: message, JSON: message,
	}
}

func (t trailTopics) Check(topicARN, trailARN string) error {
	return t.MayPublish(topicARN, publication(trailARN, ""))
}

func (t trailTopics) Publish(topicARN, trailARN, message string) error {
	return t.PublishByService(topicARN, publication(trailARN, message))
}
