package identity

import (
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"secretwatch/aws/sandbox/wire"
)

// emptyOperations list what a user or the account may have in AWS and cannot
// have here, because nothing here makes it. Clients ask before they delete a
// user, and tools that take stock ask too.
func (s *State) emptyOperations() []wire.Operation {
	return []wire.Operation{
		wire.Op("ListGroups", func(*wire.Call, *iam.ListGroupsInput) (*iam.ListGroupsOutput, error) {
			return &iam.ListGroupsOutput{Groups: []types.Group{}}, nil
		}),
		wire.Op("ListInstanceProfiles", func(*wire.Call, *iam.ListInstanceProfilesInput) (*iam.ListInstanceProfilesOutput, error) {
			return &iam.ListInstanceProfilesOutput{InstanceProfiles: []types.InstanceProfile{}}, nil
		}),
		wire.Op("ListVirtualMFADevices", func(*wire.Call, *iam.ListVirtualMFADevicesInput) (*iam.ListVirtualMFADevicesOutput, error) {
			return &iam.ListVirtualMFADevicesOutput{VirtualMFADevices: []types.VirtualMFADevice{}}, nil
		}),
		ofUser(s, "ListMFADevices", func(in *iam.ListMFADevicesInput) *string { return in.UserName },
			&iam.ListMFADevicesOutput{MFADevices: []types.MFADevice{}}),
		ofUser(s, "ListSSHPublicKeys", func(in *iam.ListSSHPublicKeysInput) *string { return in.UserName },
			&iam.ListSSHPublicKeysOutput{SSHPublicKeys: []types.SSHPublicKeyMetadata{}}),
		ofUser(s, "ListSigningCertificates", func(in *iam.ListSigningCertificatesInput) *string { return in.UserName },
			&iam.ListSigningCertificatesOutput{Certificates: []types.SigningCertificate{}}),
		ofUser(s, "ListServiceSpecificCredentials", func(in *iam.ListServiceSpecificCredentialsInput) *string { return in.UserName },
			&iam.ListServiceSpecificCredentialsOutput{ServiceSpecificCredentials: []types.ServiceSpecificCredentialMetadata{}}),
		wire.Op("GetLoginProfile", func(c *wire.Call, in *iam.GetLoginProfileInput) (*iam.GetLoginProfileOutput, error) {
			return nil, s.noLoginProfile(c, in.UserName)
		}),
		wire.Op("DeleteLoginProfile", func(c *wire.Call, in *iam.DeleteLoginProfileInput) (*iam.DeleteLoginProfileOutput, error) {
			return nil, s.noLoginProfile(c, in.UserName)
		}),
	}
}

// ofUser answers with an empty list where the user, or the caller, exists.
func ofUser[I, O any](s *State, name string, user func(*I) *string, empty *O) wire.Operation {
	return wire.Op(name, func(c *wire.Call, in *I) (*O, error) {
		if _, err := s.userOrCaller(c, user(in)); err != nil {
			return nil, err
		}
		return empty, nil
	})
}

func (s *State) noLoginProfile(c *wire.Call, name *string) error {
	u, err := s.userOrCaller(c, name)
	if err != nil {
		return err
	}
	return missing("Login Profile for User %s cannot be found.", u.name)
}
