// Verifications by sigstore-go for bench/peers.c:
//
//	peer ROOT BUNDLE ARTIFACT IDENTITY ISSUER
//
// For each line on stdin, a number, so many verifications are made, and a line
// says how many nanoseconds one took. Trust and policy are made before; each
// verification reads the bundle and the artifact anew, from memory.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"log"
	"os"
	"strconv"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
)

func read(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		log.Fatal(err)
	}
	return data
}

func main() {
	if len(os.Args) != 6 {
		log.Fatal("usage: peer ROOT BUNDLE ARTIFACT IDENTITY ISSUER")
	}
	trusted, err := root.NewTrustedRootFromJSON(read(os.Args[1]))
	if err != nil {
		log.Fatal(err)
	}
	// One certificate log, one log, one time of either kind: as cosign.
	verifier, err := verify.NewVerifier(trusted,
		verify.WithSignedCertificateTimestamps(1),
		verify.WithTransparencyLog(1),
		verify.WithObserverTimestamps(1))
	if err != nil {
		log.Fatal(err)
	}
	identity, err := verify.NewShortCertificateIdentity(
		os.Args[5], "", os.Args[4], "")
	if err != nil {
		log.Fatal(err)
	}
	json, artifact := read(os.Args[2]), read(os.Args[3])
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		n, err := strconv.Atoi(lines.Text())
		if err != nil || n <= 0 {
			log.Fatal("not a number of verifications")
		}
		start := time.Now()
		for range n {
			once(verifier, identity, json, artifact)
		}
		fmt.Println(time.Since(start).Nanoseconds() / int64(n))
	}
}

func once(verifier *verify.Verifier, identity verify.CertificateIdentity,
	json, artifact []byte) {
	b := &bundle.Bundle{}
	if err := b.UnmarshalJSON(json); err != nil {
		log.Fatal(err)
	}
	policy := verify.NewPolicy(
		verify.WithArtifact(bytes.NewReader(artifact)),
		verify.WithCertificateIdentity(identity))
	if _, err := verifier.Verify(b, policy); err != nil {
		log.Fatal(err)
	}
}
