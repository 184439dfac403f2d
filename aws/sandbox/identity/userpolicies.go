package identity

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) putUserPolicy(_ *wire.Call, in *iam.PutUserPolicyInput) (*iam.PutUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if err := u.put(in.PolicyName, in.PolicyDocument); err != nil {
		return nil, err
	}
	return &iam.PutUserPolicyOutput{}, nil
}

func (s *State) getUserPolicy(_ *wire.Call, in *iam.GetUserPolicyInput) (*iam.GetUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	d, ok := u.inline[aws.ToString(in.PolicyName)]
	if !ok {
		return nil, missing("The user policy with name %s cannot be found.", aws.ToString(in.PolicyName))
	}
	return &iam.GetUserPolicyOutput{UserName: in.UserName, PolicyName: in.PolicyName, PolicyDocument: d.encoded()}, nil
}

func (s *State) listUserPolicies(_ *wire.Call, in *iam.ListUserPoliciesInput) (*iam.ListUserPoliciesOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	shown, next, err := page(u.inlineNames(), in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &iam.ListUserPoliciesOutput{PolicyNames: shown, Marker: next, IsTruncated: next != nil}, nil
}

func (s *State) deleteUserPolicy(_ *wire.Call, in *iam.DeleteUserPolicyInput) (*iam.DeleteUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if _, ok := u.inline[aws.ToString(in.PolicyName)]; !ok {
		return nil, missing("The user policy with name %s cannot be found.", aws.ToString(in.PolicyName))
	}
	delete(u.inline, *in.PolicyName)
	return &iam.DeleteUserPolicyOutput{}, nil
}

func (s *State) attachUserPolicy(_ *wire.Call, in *iam.AttachUserPolicyInput) (*iam.AttachUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if err := s.attach(&u.grants, in.PolicyArn); err != nil {
		return nil, err
	}
	return &iam.AttachUserPolicyOutput{}, nil
}

func (s *State) detachUserPolicy(_ *wire.Call, in *iam.DetachUserPolicyInput) (*iam.DetachUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if err := u.detach(in.PolicyArn); err != nil {
		return nil, err
	}
	return &iam.DetachUserPolicyOutput{}, nil
}

func (s *State) listAttachedUserPolicies(_ *wire.Call, in *iam.ListAttachedUserPoliciesInput) (*iam.ListAttachedUserPoliciesOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	shown, next, err := page(u.attachedList(), in.Marker, in.MaxItems)
	if err != nil {
		return nil, err
	}
	return &iam.ListAttachedUserPoliciesOutput{AttachedPolicies: shown, Marker: next, IsTruncated: next != nil}, nil
}
