package identity

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/sandbox/wire"
)

// maxPolicyVersions: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const maxPolicyVersions = 5

// policyVersion is one version of a managed policy.
type policyVersion struct {
	id       string
	created  time.Time
	document document
}

// standing is the version that counts.
func (p *policy) standing() policyVersion {
	at := slices.IndexFunc(p.versions, func(v policyVersion) bool { return v.id == p.standard })
	return p.versions[max(0, at)]
}

func (p *policy) versionByID(id *string) (policyVersion, *wire.Error) {
	for _, v := range p.versions {
		if v.id == aws.ToString(id) {
			return v, nil
		}
	}
	return policyVersion{}, missing("Policy %s version %s does not exist or is not attachable.", p.arn, aws.ToString(id))
}

func (p *policy) wireVersion(v policyVersion, withDocument bool) *types.PolicyVersion {
	out := &types.PolicyVersion{VersionId: aws.String(v.id), IsDefaultVersion: v.id == p.standard, CreateDate: aws.Time(v.created)}
	if withDocument {
		out.Document = v.document.encoded()
	}
	return out
}

func (s *State) createPolicyVersion(c *wire.Call, in *iam.CreatePolicyVersionInput) (*iam.CreatePolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	d, err := identityDocument(in.PolicyDocument)
	if err != nil {
		return nil, err
	}
	if len(p.versions) >= maxPolicyVersions {
		return nil, withStatus(409, wire.Errorf("LimitExceeded",
			"A managed policy can have up to %d versions. Before you create a new version, you must delete an existing version.", maxPolicyVersions))
	}
	p.made++
	v := policyVersion{id: "v" + strconv.Itoa(p.made), created: c.At, document: d}
	p.versions = append(p.versions, v)
	if in.SetAsDefault {
		p.standard, p.updated = v.id, c.At
	}
	return &iam.CreatePolicyVersionOutput{PolicyVersion: p.wireVersion(v, false)}, nil
}

func (s *State) setDefaultPolicyVersion(c *wire.Call, in *iam.SetDefaultPolicyVersionInput) (*iam.SetDefaultPolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	v, err := p.versionByID(in.VersionId)
	if err != nil {
		return nil, err
	}
	p.standard, p.updated = v.id, c.At
	return &iam.SetDefaultPolicyVersionOutput{}, nil
}

func (s *State) deletePolicyVersion(_ *wire.Call, in *iam.DeletePolicyVersionInput) (*iam.DeletePolicyVersionOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	v, err := p.versionByID(in.VersionId)
	if err != nil {
		return nil, err
	}
	if v.id == p.standard {
		return nil, conflict("Cannot delete the default version of a policy.")
	}
	p.versions = slices.DeleteFunc(p.versions, func(have policyVersion) bool { return have.id == v.id })
	return &iam.DeletePolicyVersionOutput{}, nil
}

// ownPolicy finds one that the account may change: not AWS's.
func (s *State) ownPolicy(arn *string) (*policy, *wire.Error) {
	if p := s.policies[aws.ToString(arn)]; p != nil {
		return p, nil
	}
	p, err := s.policy(arn)
	if err != nil {
		return nil, err
	}
	return nil, withStatus(403, wire.Errorf("AccessDenied", "Policy %s is managed by AWS and cannot be changed.", p.arn))
}
