package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// fakeGo stands for go in the Makefile. It prints which Terraform a program gets, and
// "installs" one.
const fakeGo = `#!/bin/sh
case "$*" in
env*) echo no-such-compiler ;;
*install-terraform) echo installing; mkdir -p bin; printf '#!/bin/sh\n' >bin/terraform; chmod +x bin/terraform ;;
*) echo "uses $TF_ACC_TERRAFORM_PATH" ;;
esac
`

// Make demo and make test use the first of: TF_ACC_TERRAFORM_PATH, terraform on the PATH,
// bin/terraform. If there is none of them, they install it, unless that is refused.
func TestMakeFindsTerraform(t *testing.T) {
	t.Parallel()
	makefile, err := filepath.Abs("../../../GNUmakefile")
	must(t, err)
	program, err := exec.LookPath("make")
	must(t, err)
	for name, tc := range map[string]struct {
		given, onPath, inBin bool
		args                 string
		fails, installs      bool
		want                 string
	}{
		"set":             {given: true, onPath: true, inBin: true, want: "uses DIR/tofu\n"},
		"on the PATH":     {onPath: true, inBin: true, want: "uses DIR/tools/terraform\n"},
		"in bin":          {inBin: true, want: "uses DIR/bin/terraform\n"},
		"none":            {installs: true, want: "uses DIR/bin/terraform\n"},
		"none, refused":   {args: "NO_INSTALL=1", fails: true, want: "Install Terraform 1.5 or later"},
		"in bin, refused": {args: "NO_INSTALL=1", inBin: true, want: "uses DIR/bin/terraform\n"},
	} {
		for _, target := range []string{"demo", "test"} {
			t.Run(name+"/"+target, func(t *testing.T) {
				t.Parallel()
				dir, err := filepath.EvalSymlinks(t.TempDir())
				must(t, err)
				tools := filepath.Join(dir, "tools")
				must(t, os.Mkdir(tools, 0o750))
				for _, tool := range []string{"mkdir", "chmod"} {
					path, err := exec.LookPath(tool)
					must(t, err)
					must(t, os.Symlink(path, filepath.Join(tools, tool)))
				}
				write := func(name, content string) {
					must(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o750))
					must(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o700))
				}
				write("tools/go", fakeGo)
				env := []string{"PATH=" + tools, "HOME=" + dir}
				if tc.onPath {
					write("tools/terraform", "#!/bin/sh\n")
				}
				if tc.inBin {
					write("bin/terraform", "#!/bin/sh\n")
				}
				if tc.given {
					write("tofu", "#!/bin/sh\n")
					env = append(env, "TF_ACC_TERRAFORM_PATH="+filepath.Join(dir, "tofu"))
				}
				cmd := exec.CommandContext(t.Context(), program, append([]string{"-s", "-C", dir, "-f", makefile, target}, strings.Fields(tc.args)...)...)
				cmd.Env = env
				output, err := cmd.CombinedOutput()
				got := strings.ReplaceAll(string(output), dir, "DIR")
				if (err != nil) != tc.fails || !strings.Contains(got, tc.want) {
					t.Errorf("%v, want %q in:\n%s", err, tc.want, got)
				}
				if strings.Contains(got, "installing") != tc.installs {
					t.Errorf("installing: want %t:\n%s", tc.installs, got)
				}
			})
		}
	}
}
