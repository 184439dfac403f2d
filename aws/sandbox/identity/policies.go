package identity

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// policy is a managed policy of the customer.
type policy struct {
	name, path, id, arn string
	description         string
	created, updated    time.Time
	versions            []policyVersion // oldest first
	standard            string          // the id of the default version
	made                int             // versions so far
	tags                []tag
}

const administratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess"

// managed finds a managed policy, the customer's own or AWS's.
func (s *State) managed(arn string) (document, bool) {
	if p := s.policies[arn]; p != nil {
		return p.standing().document, true
	}
	text, ok := awsManaged[arn]
	if !ok {
		return document{}, false
	}
	parsed, err := iampolicy.Parse(text)
	return document{text: text, policy: parsed}, err == nil
}

func (s *State) policyOperations() []wire.Operation {
	return []wire.Operation{
		wire.Op("CreatePolicy", s.createPolicy),
		wire.Op("GetPolicy", s.getPolicy),
		wire.Op("GetPolicyVersion", s.getPolicyVersion),
		wire.Op("ListPolicyVersions", s.listPolicyVersions),
		wire.Op("DeletePolicy", s.deletePolicy),
		wire.Op("ListPolicies", s.listPolicies),
		wire.Op("ListEntitiesForPolicy", s.listEntitiesForPolicy),
		wire.Op("CreatePolicyVersion", s.createPolicyVersion),
		wire.Op("SetDefaultPolicyVersion", s.setDefaultPolicyVersion),
		wire.Op("DeletePolicyVersion", s.deletePolicyVersion),
		wire.Op("TagPolicy", s.tagPolicy),
		wire.Op("UntagPolicy", s.untagPolicy),
		wire.Op("ListPolicyTags", s.listPolicyTags),
		wire.Op("SimulatePrincipalPolicy", s.simulatePrincipalPolicy),
	}
}

func (s *State) createPolicy(c *wire.Call, in *iam.CreatePolicyInput) (*iam.CreatePolicyOutput, error) {
	if err := checkName("policyName", in.PolicyName, 128); err != nil {
		return nil, err
	}
	path, err := checkPath(in.Path)
	if err != nil {
		return nil, err
	}
	d, err := identityDocument(in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	arn := s.arn("policy", path, *in.PolicyName)
	if s.policies[arn] != nil {
		return nil, exists("A policy called %s already exists. Duplicate names are not allowed.", *in.PolicyName)
	}
	if len(s.policies) >= maxPolicies {
		return nil, quota(maxPolicies, "PoliciesPerAccount")
	}
	tags, err := merged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	p := &policy{
		name: *in.PolicyName, path: path, id: newID("ANPA", 21), arn: arn,
		description: aws.ToString(in.Description), created: c.At, updated: c.At, tags: tags,
		versions: []policyVersion{{id: "v1", created: c.At, document: d}}, standard: "v1", made: 1,
	}
	s.policies[arn] = p
	return &iam.CreatePolicyOutput{Policy: s.wirePolicy(p)}, nil
}

func (s *State) getPolicy(_ *wire.Call, in *iam.GetPolicyInput) (*iam.GetPolicyOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return &iam.GetPolicyOutput{Policy: s.wirePolicy(p)}, nil
}

func (s *State) getPolicyVersion(_ *wire.Call, in *iam.GetPolicyVersionInput) (*iam.GetPolicyVersionOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	v, err := p.versionByID(in.VersionId)
	if err != nil {
		return nil, err
	}
	return &iam.GetPolicyVersionOutput{PolicyVersion: p.wireVersion(v, true)}, nil
}

func (s *State) listPolicyVersions(_ *wire.Call, in *iam.ListPolicyVersionsInput) (*iam.ListPolicyVersionsOutput, error) {
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	out := &iam.ListPolicyVersionsOutput{Versions: []types.PolicyVersion{}}
	for _, v := range slices.Backward(p.versions) {
		out.Versions = append(out.Versions, *p.wireVersion(v, false))
	}
	return out, nil
}

func (s *State) deletePolicy(_ *wire.Call, in *iam.DeletePolicyInput) (*iam.DeletePolicyOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if s.attachments(p.arn)+s.boundaries(p.arn) > 0 {
		return nil, conflict("Cannot delete a policy attached to entities.")
	}
	if len(p.versions) > 1 {
		return nil, conflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.")
	}
	delete(s.policies, p.arn)
	return &iam.DeletePolicyOutput{}, nil
}

// policy finds one by ARN; AWS's own policies are there to be read too.
func (s *State) policy(arn *string) (*policy, *wire.Error) {
	wanted := aws.ToString(arn)
	if p := s.policies[wanted]; p != nil {
		return p, nil
	}
	if d, ok := s.managed(wanted); ok {
		name := wanted[strings.LastIndexByte(wanted, '/')+1:]
		return &policy{
			name: name, path: "/", id: "ANPA" + strings.ToUpper(name), arn: wanted, created: longAgo, updated: longAgo,
			versions: []policyVersion{{id: "v1", created: longAgo, document: d}}, standard: "v1", made: 1,
		}, nil
	}
	if !strings.HasPrefix(wanted, "arn:") {
		return nil, invalid("Invalid ARN:  Could not be parsed!")
	}
	return nil, missing("Policy %s was not found.", wanted)
}

func (s *State) attachments(arn string) int32 {
	return s.count(func(g *grants) bool { return slices.Contains(g.attached, arn) })
}

func (s *State) boundaries(arn string) int32 {
	return s.count(func(g *grants) bool { return g.boundary == arn })
}

// count is how many roles and users a policy is used by.
func (s *State) count(uses func(*grants) bool) int32 {
	var n int32
	for _, r := range s.roles {
		if uses(&r.grants) {
			n++
		}
	}
	for _, u := range s.users {
		if uses(&u.grants) {
			n++
		}
	}
	return n
}

func (s *State) wirePolicy(p *policy) *types.Policy {
	out := &types.Policy{
		PolicyName: aws.String(p.name), PolicyId: aws.String(p.id), Arn: aws.String(p.arn), Path: aws.String(p.path),
		DefaultVersionId: aws.String(p.standard), AttachmentCount: aws.Int32(s.attachments(p.arn)),
		PermissionsBoundaryUsageCount: aws.Int32(s.boundaries(p.arn)),
		IsAttachable:                  true, CreateDate: aws.Time(p.created), UpdateDate: aws.Time(p.updated), Tags: wireTags(p.tags),
	}
	if p.description != "" {
		out.Description = aws.String(p.description)
	}
	return out
}
