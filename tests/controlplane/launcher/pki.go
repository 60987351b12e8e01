package launcher

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const certificateLife = 24 * time.Hour // a test control plane never lives longer

// authority is a certificate authority whose files lie in one folder.
type authority struct {
	dir         string
	name        string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// credential names the two files of a key pair.
type credential struct{ certFile, keyFile string }

func newAuthority(dir, name string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := baseTemplate(pkix.Name{CommonName: name})
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage |= x509.KeyUsageCertSign
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	ca := &authority{dir: dir, name: name, certificate: certificate, key: key}
	return ca, writePair(ca.files(), der, key)
}

func (ca *authority) files() credential { return pairIn(ca.dir, ca.name) }

// client issues a certificate that authenticates `user` as a member of `groups`.
func (ca *authority) client(user string, groups ...string) (credential, error) {
	template := baseTemplate(pkix.Name{CommonName: user, Organization: groups})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return ca.issue(user, template)
}

// server issues a certificate for a server on loopback.
func (ca *authority) server(name string, names []string, addresses []net.IP) (credential, error) {
	template := baseTemplate(pkix.Name{CommonName: name})
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.DNSNames = names
	template.IPAddresses = addresses
	return ca.issue(name, template)
}

func (ca *authority) issue(name string, template *x509.Certificate) (credential, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return credential{}, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, ca.certificate, key.Public(), ca.key)
	if err != nil {
		return credential{}, fmt.Errorf("certificate for %s: %w", name, err)
	}
	files := pairIn(ca.dir, name)
	return files, writePair(files, der, key)
}

func baseTemplate(subject pkix.Name) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 100)) // rand.Reader never fails
	return &x509.Certificate{
		Subject:      subject,
		SerialNumber: serial,
		NotBefore:    time.Now().Add(-time.Minute),
		NotAfter:     time.Now().Add(certificateLife),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
}

func pairIn(dir, name string) credential {
	return credential{filepath.Join(dir, fileName(name)+".crt"), filepath.Join(dir, fileName(name)+".key")}
}

func fileName(name string) string {
	safe := []byte(name)
	for i, c := range safe {
		if c == ':' || c == '/' {
			safe[i] = '-'
		}
	}
	return string(safe)
}

func writePair(files credential, der []byte, key *ecdsa.PrivateKey) error {
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	if err := writePEM(files.certFile, "CERTIFICATE", der); err != nil {
		return err
	}
	return writePEM(files.keyFile, "EC PRIVATE KEY", private)
}

func writePEM(file, kind string, der []byte) error {
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}

// newSigningKey writes the key pair that signs service account tokens.
func newSigningKey(dir string) (private, public string, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return "", "", err
	}
	open, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return "", "", err
	}
	private, public = filepath.Join(dir, "service-accounts.key"), filepath.Join(dir, "service-accounts.pub")
	if err := writePEM(private, "EC PRIVATE KEY", secret); err != nil {
		return "", "", err
	}
	return private, public, writePEM(public, "PUBLIC KEY", open)
}

func newToken() string {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	return hex.EncodeToString(random[:])
}
