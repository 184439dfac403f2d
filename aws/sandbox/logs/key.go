package logs

import "secretwatch/aws/sandbox/wire"

// checkKey refuses a key that the service may not use for the group.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
func (s *State) checkKey(g *group, key *string) error {
	if key == nil || s.deps.Key == nil || s.deps.Key(g.region, *key, s.arn(g)) == nil {
		return nil
	}
	e := wire.Errorf("AccessDeniedException", "The specified KMS key does not exist or is not allowed to be used with Arn '%s'", s.arn(g))
	e.RecordCode = "AccessDenied"
	return e
}
