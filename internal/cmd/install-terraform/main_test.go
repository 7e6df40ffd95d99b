package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	"github.com/hashicorp/hc-install/releases"
)

// releaseServer serves the pinned version as an archive with one file, and returns the
// public key of its signatures.
func releaseServer(t *testing.T, program string, checksum func(archive []byte) string) (url, key string) {
	t.Helper()
	var archive, armored, signature bytes.Buffer
	writer := zip.NewWriter(&archive)
	file, err := writer.Create("terraform")
	must(t, err)
	_, err = io.WriteString(file, program)
	must(t, err)
	must(t, writer.Close())

	name := fmt.Sprintf("terraform_%s_%s_%s.zip", pinned, runtime.GOOS, runtime.GOARCH)
	sums := checksum(archive.Bytes()) + "  " + name + "\n"
	signer, err := openpgp.NewEntity("Test", "", "test@example.com", nil)
	must(t, err)
	must(t, openpgp.DetachSign(&signature, signer, strings.NewReader(sums), nil))
	encoder, err := armor.Encode(&armored, openpgp.PublicKeyType, nil)
	must(t, err)
	must(t, signer.Serialize(encoder))
	must(t, encoder.Close())

	const folder = "/terraform/" + pinned + "/"
	index, err := json.Marshal(map[string]any{
		"name": "terraform", "version": pinned, "shasums": "SHA256SUMS", "shasums_signature": "terraform_SHA256SUMS.sig",
		"builds": []any{map[string]any{"name": "terraform", "version": pinned, "os": runtime.GOOS, "arch": runtime.GOARCH, "filename": name, "url": folder + name}},
	})
	must(t, err)
	mux := http.NewServeMux()
	for path, response := range map[string]struct {
		kind string
		body []byte
	}{
		"index.json":               {"application/json", index},
		"SHA256SUMS":               {"text/plain", []byte(sums)},
		"terraform_SHA256SUMS.sig": {"application/octet-stream", signature.Bytes()},
		name:                       {"application/zip", archive.Bytes()},
	} {
		mux.HandleFunc(folder+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", response.kind)
			_, _ = w.Write(response.body)
		})
	}
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL, armored.String()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sum(archive []byte) string { return fmt.Sprintf("%x", sha256.Sum256(archive)) }

func TestInstall(t *testing.T) {
	t.Parallel()
	const program = "#!/bin/sh\necho installed\n"
	url, key := releaseServer(t, program, sum)
	dir := filepath.Join(t.TempDir(), "bin")
	var out strings.Builder
	must(t, install(t.Context(), &out, releases.ExactVersion{ApiBaseURL: url, ArmoredPublicKey: key, InstallDir: dir}))
	path := filepath.Join(dir, "terraform")
	content, err := os.ReadFile(path)
	if err != nil || string(content) != program {
		t.Errorf("installed %q, %v", content, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("not executable: %v, %v", info, err)
	}
	for _, want := range []string{"Terraform " + pinned, url, path, "Business Source License"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in:\n%s", want, out.String())
		}
	}
}

// Nothing is installed if it is not what HashiCorp has signed.
func TestInstallRefuses(t *testing.T) {
	t.Parallel()
	wrongSum := func([]byte) string { return strings.Repeat("0", 64) }
	for name, tc := range map[string]struct {
		from func(t *testing.T) releases.ExactVersion
		want string
	}{
		"a wrong checksum": {
			func(t *testing.T) releases.ExactVersion {
				t.Helper()
				url, key := releaseServer(t, "x", wrongSum)
				return releases.ExactVersion{ApiBaseURL: url, ArmoredPublicKey: key}
			},
			"its checksum is not the one that HashiCorp has signed",
		},
		"a signature of somebody else": {
			func(t *testing.T) releases.ExactVersion {
				t.Helper()
				url, _ := releaseServer(t, "x", sum)
				return releases.ExactVersion{ApiBaseURL: url}
			},
			"unable to verify checksums signature",
		},
		"no network": {
			func(t *testing.T) releases.ExactVersion {
				t.Helper()
				srv := httptest.NewServer(nil)
				srv.Close()
				return releases.ExactVersion{ApiBaseURL: srv.URL}
			},
			"connection refused",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := tc.from(t)
			from.InstallDir = t.TempDir()
			err := install(t.Context(), io.Discard, from)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if left, err := os.ReadDir(from.InstallDir); err != nil || len(left) > 0 {
				t.Errorf("files left: %v, %v", left, err)
			}
		})
	}
}
