// What podman, skopeo and the other users of containers/image say of an
// image: copied into a folder under a policy.json, or pushed with a signature
// made by a cosign key. Says on standard error why not; the exit status is 0,
// 1 (refused or failed) or 2 (usage).
//
// usage: policy verify -policy FILE [OPTION...] docker://IMAGE dir:FOLDER
//
//	policy sign -key FILE -passphrase-file FILE [OPTION...] SOURCE docker://IMAGE
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/containers/image/v5/copy"
	_ "github.com/containers/image/v5/directory"
	_ "github.com/containers/image/v5/docker"
	"github.com/containers/image/v5/docker/reference"
	_ "github.com/containers/image/v5/oci/layout"
	"github.com/containers/image/v5/signature"
	"github.com/containers/image/v5/signature/signer"
	"github.com/containers/image/v5/signature/sigstore"
	"github.com/containers/image/v5/transports"
	"github.com/containers/image/v5/types"
)

type options struct {
	policy, key, passphraseFile string
	certDir, authFile, identity string
	insecure                    bool
	words                       []string
}

func parse(args []string) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("policy", flag.ContinueOnError)
	f.StringVar(&o.policy, "policy", "", "policy.json")
	f.StringVar(&o.key, "key", "", "private key, as cosign writes it")
	f.StringVar(&o.passphraseFile, "passphrase-file", "", "opens the key")
	f.StringVar(&o.identity, "identity", "", "image to sign for, unless the destination")
	f.StringVar(&o.certDir, "cert-dir", "", "folder with ca.crt")
	f.StringVar(&o.authFile, "authfile", "", "auth.json")
	f.BoolVar(&o.insecure, "insecure", false, "plain HTTP is good enough")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	o.words = f.Args()
	if len(o.words) != 2 {
		return nil, errors.New("a source and a destination are needed")
	}
	return o, nil
}

// The machine's own settings are left aside: no file of /etc counts.
func systemContext(o *options, folder string) (*types.SystemContext, error) {
	attachments := []byte("default-docker:\n  use-sigstore-attachments: true\n")
	empty := filepath.Join(folder, "registries.conf")
	if err := os.WriteFile(filepath.Join(folder, "default.yaml"), attachments, 0o600); err != nil {
		return nil, err
	}
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		return nil, err
	}
	return &types.SystemContext{
		RegistriesDirPath:           folder,
		SystemRegistriesConfPath:    empty,
		SystemRegistriesConfDirPath: filepath.Join(folder, "none"),
		BlobInfoCacheDir:            folder,
		AuthFilePath:                o.authFile,
		DockerCertPath:              o.certDir,
		DockerInsecureSkipTLSVerify: types.NewOptionalBool(o.insecure),
	}, nil
}

func image(text string) (types.ImageReference, error) {
	transport, rest, _ := strings.Cut(text, ":")
	t := transports.Get(transport)
	if t == nil {
		return nil, fmt.Errorf("%s: unknown transport", text)
	}
	return t.ParseReference(rest)
}

func withPolicy(ctx context.Context, o *options, policy *signature.Policy, co *copy.Options) error {
	folder, err := os.MkdirTemp("", "policy-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	sys, err := systemContext(o, folder)
	if err != nil {
		return err
	}
	from, err := image(o.words[0])
	if err != nil {
		return err
	}
	to, err := image(o.words[1])
	if err != nil {
		return err
	}
	pc, err := signature.NewPolicyContext(policy)
	if err != nil {
		return err
	}
	defer pc.Destroy()
	co.SourceCtx, co.DestinationCtx = sys, sys
	_, err = copy.Image(ctx, pc, to, from, co)
	return err
}

func verify(ctx context.Context, o *options) error {
	policy, err := signature.NewPolicyFromFile(o.policy)
	if err != nil {
		return err
	}
	return withPolicy(ctx, o, policy, &copy.Options{})
}

func sign(ctx context.Context, o *options) error {
	passphrase, err := os.ReadFile(o.passphraseFile)
	if err != nil {
		return err
	}
	s, err := sigstore.NewSigner(
		sigstore.WithPrivateKeyFile(o.key, bytes.TrimSuffix(passphrase, []byte("\n"))))
	if err != nil {
		return err
	}
	defer s.Close()
	var identity reference.Named
	if o.identity != "" {
		if identity, err = reference.ParseNormalizedNamed(o.identity); err != nil {
			return err
		}
	}
	accept := &signature.Policy{
		Default: []signature.PolicyRequirement{signature.NewPRInsecureAcceptAnything()},
	}
	return withPolicy(ctx, o, accept, &copy.Options{
		RemoveSignatures: true,
		Signers:          []*signer.Signer{s},
		SignIdentity:     identity,
	})
}

func main() {
	commands := map[string]func(context.Context, *options) error{
		"verify": verify, "sign": sign,
	}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: policy verify|sign [OPTION...] SOURCE DESTINATION")
		os.Exit(2)
	}
	o, err := parse(os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "policy:", err)
		os.Exit(2)
	}
	if err := commands[os.Args[1]](context.Background(), o); err != nil {
		fmt.Fprintln(os.Stderr, "policy:", err)
		os.Exit(1)
	}
}
