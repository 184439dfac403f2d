package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	maxPlaintext = 4096 // bytes
	maxDataKey   = 1024
)

// mark starts the sandbox's ciphertexts; AWS does not document its own form.
var mark = []byte("sandbox1")

// findCrypto gives the key of a cryptographic operation, by alias too.
func (s *State) findCrypto(c *wire.Call, id *string, dry *bool) (*key, error) {
	k, err := s.findAny(c.Region, id)
	if err != nil {
		return nil, err
	}
	if err := s.permit(c, k); err != nil {
		return nil, err
	}
	if err := k.usable(); err != nil {
		return nil, err
	}
	if aws.ToBool(dry) {
		return nil, wire.Errorf("DryRunOperationException", "The request would have succeeded, but the DryRun option is set.")
	}
	return k, nil
}

func (k *key) cipher() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.material[:])
	if err != nil {
		return nil, fmt.Errorf("making a cipher: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("making a cipher: %w", err)
	}
	return gcm, nil
}

// bound is the encryption context as the ciphertext is bound to it: the same
// for the same pairs, in whatever order they came.
func bound(context map[string]string) []byte {
	if len(context) == 0 {
		return nil
	}
	text, _ := json.Marshal(context) // texts only: never fails
	return text
}

// seal is mark, the length of the key's id, the id, the nonce and what is
// sealed.
func (k *key) seal(plaintext []byte, context map[string]string) ([]byte, error) {
	gcm, err := k.cipher()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce)                            // never fails: the documentation of crypto/rand.Read
	blob := append(bytes.Clone(mark), byte(len(k.id))) //nolint:gosec // ids have 36 to 40 characters
	blob = append(append(blob, k.id...), nonce...)
	return gcm.Seal(blob, nonce, plaintext, bound(context)), nil
}

// sealedBy takes the key's id off a ciphertext.
func sealedBy(blob []byte) (id string, sealed []byte, ok bool) {
	rest, found := bytes.CutPrefix(blob, mark)
	if !found || len(rest) == 0 || len(rest) < 1+int(rest[0]) {
		return "", nil, false
	}
	n := 1 + int(rest[0])
	return string(rest[1:n]), rest[n:], true
}

func invalidCiphertext() *wire.Error { return wire.Errorf("InvalidCiphertextException", "") }

func (k *key) open(sealed []byte, context map[string]string) ([]byte, error) {
	gcm, err := k.cipher()
	if err != nil {
		return nil, err
	}
	if len(sealed) < gcm.NonceSize() {
		return nil, invalidCiphertext()
	}
	plaintext, err := gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], bound(context))
	if err != nil {
		return nil, invalidCiphertext()
	}
	return plaintext, nil
}

func (s *State) encrypt(c *wire.Call, in *kms.EncryptInput) (*kms.EncryptOutput, error) {
	switch {
	case len(in.Plaintext) == 0:
		return nil, validation("1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length greater than or equal to 1")
	case len(in.Plaintext) > maxPlaintext:
		return nil, validation("1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to %d", maxPlaintext)
	}
	k, err := s.findCrypto(c, in.KeyId, in.DryRun)
	if err != nil {
		return nil, err
	}
	blob, err := k.seal(in.Plaintext, in.EncryptionContext)
	if err != nil {
		return nil, err
	}
	return &kms.EncryptOutput{CiphertextBlob: blob, KeyId: aws.String(k.arn), EncryptionAlgorithm: types.EncryptionAlgorithmSpecSymmetricDefault}, nil
}

func (s *State) decrypt(c *wire.Call, in *kms.DecryptInput) (*kms.DecryptOutput, error) {
	id, sealed, ok := sealedBy(in.CiphertextBlob)
	if !ok {
		return nil, invalidCiphertext()
	}
	if s.region(c.Region).keys[id] == nil {
		return nil, wire.Errorf("AccessDeniedException", "The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.")
	}
	if in.KeyId != nil {
		named, err := s.findAny(c.Region, in.KeyId)
		if err != nil {
			return nil, err
		}
		if named.id != id {
			return nil, wire.Errorf("IncorrectKeyException", "The key ID in the request does not identify a CMK that can perform this operation.")
		}
	}
	k, err := s.findCrypto(c, &id, in.DryRun)
	if err != nil {
		return nil, err
	}
	plaintext, err := k.open(sealed, in.EncryptionContext)
	if err != nil {
		return nil, err
	}
	return &kms.DecryptOutput{
		KeyId: aws.String(k.arn), Plaintext: plaintext, EncryptionAlgorithm: types.EncryptionAlgorithmSpecSymmetricDefault, KeyMaterialId: aws.String(k.materialID),
	}, nil
}

func (s *State) generateDataKey(c *wire.Call, in *kms.GenerateDataKeyInput) (*kms.GenerateDataKeyOutput, error) {
	size, err := dataKeySize(in.KeySpec, in.NumberOfBytes)
	if err != nil {
		return nil, err
	}
	k, err := s.findCrypto(c, in.KeyId, in.DryRun)
	if err != nil {
		return nil, err
	}
	plaintext := make([]byte, size)
	_, _ = rand.Read(plaintext) // never fails: the documentation of crypto/rand.Read
	blob, err := k.seal(plaintext, in.EncryptionContext)
	if err != nil {
		return nil, err
	}
	return &kms.GenerateDataKeyOutput{KeyId: aws.String(k.arn), Plaintext: plaintext, CiphertextBlob: blob, KeyMaterialId: aws.String(k.materialID)}, nil
}

func (s *State) generateDataKeyWithoutPlaintext(c *wire.Call, in *kms.GenerateDataKeyWithoutPlaintextInput) (*kms.GenerateDataKeyWithoutPlaintextOutput, error) {
	made, err := s.generateDataKey(c, &kms.GenerateDataKeyInput{
		KeyId: in.KeyId, KeySpec: in.KeySpec, NumberOfBytes: in.NumberOfBytes, EncryptionContext: in.EncryptionContext, DryRun: in.DryRun,
	})
	if err != nil {
		return nil, err
	}
	return &kms.GenerateDataKeyWithoutPlaintextOutput{KeyId: made.KeyId, CiphertextBlob: made.CiphertextBlob, KeyMaterialId: made.KeyMaterialId}, nil
}

func dataKeySize(spec types.DataKeySpec, bytes *int32) (int, error) {
	switch {
	case spec == "" && bytes == nil, spec != "" && bytes != nil:
		return 0, validation("Please specify either number of bytes or key spec.")
	case spec == types.DataKeySpecAes256:
		return 32, nil
	case spec == types.DataKeySpecAes128:
		return 16, nil
	case spec != "":
		return 0, validation("1 validation error detected: Value '%s' at 'keySpec' failed to satisfy constraint: Member must satisfy enum value set: [AES_256, AES_128]", spec)
	}
	return int(*bytes), between("numberOfBytes", *bytes, 1, maxDataKey)
}
