package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

const validity = 30 * 24 * time.Hour

// Identities are the authorities of one server and the files that its programs prove themselves with: as with k3s, one
// authority for servers and one for clients, and keys on elliptic curves.
type Identities struct {
	serverAuthority authority
	clientAuthority authority
}

type authority struct {
	certificate *x509.Certificate
	key         crypto.Signer
	pem         []byte
}

func newIdentities(names []string) (Identities, error) {
	var identities Identities
	var err error
	if identities.serverAuthority, err = newAuthority("k3s-server-ca"); err != nil {
		return identities, err
	}
	if identities.clientAuthority, err = newAuthority("k3s-client-ca"); err != nil {
		return identities, err
	}
	server := template(pkix.Name{CommonName: "kube-apiserver"}, x509.ExtKeyUsageServerAuth)
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			server.IPAddresses = append(server.IPAddresses, ip)
		} else {
			server.DNSNames = append(server.DNSNames, name)
		}
	}
	certificate, key, err := identities.serverAuthority.issue(server)
	if err != nil {
		return identities, err
	}
	tokens, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return identities, err
	}
	tokenKey, err := encodeKey(tokens)
	if err != nil {
		return identities, err
	}
	for name, content := range map[string][]byte{
		"server-ca.crt": identities.serverAuthority.pem, "client-ca.crt": identities.clientAuthority.pem,
		"server.crt": certificate, "server.key": key, "service.key": tokenKey,
	} {
		if err := os.WriteFile(file(name), content, 0o600); err != nil {
			return identities, err
		}
	}
	return identities, nil
}

func file(name string) string {
	return filepath.Join(dataFolder, "tls", name)
}

func (identities Identities) writeKubeconfig(path, user string, groups ...string) error {
	certificate, key, err := identities.clientAuthority.issue(
		template(pkix.Name{CommonName: user, Organization: groups}, x509.ExtKeyUsageClientAuth))
	if err != nil {
		return err
	}
	encode := base64.StdEncoding.EncodeToString
	text := fmt.Sprintf(`apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: %s
    server: %s
  name: default
contexts:
- context:
    cluster: default
    user: default
  name: default
current-context: default
kind: Config
users:
- name: default
  user:
    client-certificate-data: %s
    client-key-data: %s
`, encode(identities.serverAuthority.pem), address, encode(certificate), encode(key))
	// Whole or not there: somebody is waiting for it.
	if err := os.WriteFile(path+".unfinished", []byte(text), 0o600); err != nil {
		return err
	}
	return os.Rename(path+".unfinished", path)
}

func (identities Identities) client(user string, groups ...string) (*http.Client, error) {
	certificate, key, err := identities.clientAuthority.issue(
		template(pkix.Name{CommonName: user, Organization: groups}, x509.ExtKeyUsageClientAuth))
	if err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, err
	}
	authorities := x509.NewCertPool()
	authorities.AddCert(identities.serverAuthority.certificate)
	return &http.Client{
		Timeout:   5 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: authorities}},
	}, nil
}

func newAuthority(name string) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	self := template(pkix.Name{CommonName: fmt.Sprintf("%s@%d", name, time.Now().Unix())})
	self.IsCA = true
	self.BasicConstraintsValid = true
	self.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	der, err := x509.CreateCertificate(rand.Reader, self, self, key.Public(), key)
	if err != nil {
		return authority{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return authority{certificate, key, encode("CERTIFICATE", der)}, err
}

func (authority authority) issue(subject *x509.Certificate) (certificate, key []byte, err error) {
	pair, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.CreateCertificate(rand.Reader, subject, authority.certificate, pair.Public(), authority.key)
	if err != nil {
		return nil, nil, err
	}
	key, err = encodeKey(pair)
	return encode("CERTIFICATE", der), key, err
}

func template(subject pkix.Name, usages ...x509.ExtKeyUsage) *x509.Certificate {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		panic(err)
	}
	return &x509.Certificate{
		SerialNumber: serial,
		Subject:      subject,
		NotBefore:    time.Now().Add(-5 * time.Minute),
		NotAfter:     time.Now().Add(validity),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  usages,
	}
}

func encodeKey(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalECPrivateKey(key)
	return encode("EC PRIVATE KEY", der), err
}

func encode(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
