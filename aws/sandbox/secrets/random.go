package secrets

import (
	"crypto/rand"
	"math/big"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/sandbox/wire"
)

// getRandomPassword leaves out what it is asked to, and by default has one of
// every kind of character.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
func (s *State) getRandomPassword(_ *wire.Call, in *secretsmanager.GetRandomPasswordInput) (*secretsmanager.GetRandomPasswordOutput, error) {
	length := int64(32)
	if in.PasswordLength != nil {
		length = *in.PasswordLength
	}
	if length < 1 || length > 4096 {
		return nil, invalidParameter("InvalidPasswordLength: PasswordLength must be between 1 and 4096.")
	}
	var kinds []string
	add := func(excluded *bool, letters string) {
		letters = strings.Map(func(r rune) rune {
			if strings.ContainsRune(aws.ToString(in.ExcludeCharacters), r) {
				return -1
			}
			return r
		}, letters)
		if !aws.ToBool(excluded) && letters != "" {
			kinds = append(kinds, letters)
		}
	}
	add(in.ExcludeLowercase, "abcdefghijklmnopqrstuvwxyz")
	add(in.ExcludeUppercase, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	add(in.ExcludeNumbers, "0123456789")
	add(in.ExcludePunctuation, "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
	if aws.ToBool(in.IncludeSpace) {
		kinds = append(kinds, " ")
	}
	each := in.RequireEachIncludedType == nil || *in.RequireEachIncludedType
	if len(kinds) == 0 || each && int64(len(kinds)) > length {
		return nil, invalidParameter("The password length or the excluded characters leave no password to choose from.")
	}
	all := strings.Join(kinds, "")
	password := make([]byte, length)
	for i := range password {
		from := all
		if each && i < len(kinds) {
			from = kinds[i]
		}
		password[i] = from[below(len(from))]
	}
	for i := len(password) - 1; i > 0; i-- { // the kinds do not stand in front
		j := below(i + 1)
		password[i], password[j] = password[j], password[i]
	}
	return &secretsmanager.GetRandomPasswordOutput{RandomPassword: aws.String(string(password))}, nil
}

// below is a random number from 0 to n-1.
func below(n int) int {
	chosen, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0 // never: the documentation of crypto/rand
	}
	return int(chosen.Int64())
}
