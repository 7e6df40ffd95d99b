package docstest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ownErrors are calls with errors that contain no text from outside, by file.
var ownErrors = map[string][]string{
	"base/duration.go":                      {"fmt.Sprintf"}, // ParseDuration
	"base/diagnostics.go":                   {"err.Error"},   // ErrorText itself
	"provider/runtime.go":                   {"log.Printf"},  // os.Setenv
	"service/functions/duration_seconds.go": {"fmt.Sprintf"}, // the parsers of this package
}

// isError matches the names of variables that hold errors.
var isError = regexp.MustCompile(`^err$|Err(or)?$|^err[A-Z]`)

// The client's errors contain text from outside. Outside the client, base.ErrorText
// is the only way to print them, because it makes them printable.
func TestErrorsArePrintedByErrorText(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "..", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	services, err := filepath.Glob(filepath.Join("..", "..", "service", "*", "*.go"))
	if err != nil || len(files) == 0 || len(services) == 0 {
		t.Fatalf("%d and %d files, %v", len(files), len(services), err)
	}
	files = slices.DeleteFunc(append(files, services...), func(file string) bool {
		return strings.HasSuffix(file, "_test.go") || slices.Contains([]string{"losant", "mockserver"}, filepath.Base(filepath.Dir(file)))
	})
	for _, file := range files {
		name, err := filepath.Rel(filepath.Join("..", ".."), file)
		if err != nil {
			t.Fatal(err)
		}
		set := token.NewFileSet()
		parsed, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for at, call := range printedErrors(parsed) {
			if !slices.Contains(ownErrors[filepath.ToSlash(name)], call) {
				t.Errorf("%s: %s prints an error: use base.ErrorText, base.AddError or base.ErrorDiagnostic", set.Position(at), call)
			}
		}
	}
}

func TestPrintedErrors(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]int{
		`err.Error()`:                      1,
		`instanceErr.Error()`:              1,
		`f().Error()`:                      1,
		`fmt.Sprintf("%s", err)`:           1,
		`fmt.Sprint("x", readErr)`:         1,
		`diags.AddError("x", err.Error())`: 1,
		`base.ErrorText(err)`:              0,
		`fmt.Errorf("x: %w", err)`:         0,
		`fmt.Sprintf("%s", name)`:          0,
		`resp.Diagnostics.HasError()`:      0,
	} {
		parsed, err := parser.ParseFile(token.NewFileSet(), "x.go", "package x\nfunc f() { "+code+" }", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := printedErrors(parsed); len(got) != want {
			t.Errorf("%s: got %v, want %d", code, got, want)
		}
	}
}

// printedErrors returns the calls that turn an error into text, by position.
func printedErrors(file *ast.File) map[token.Pos]string {
	calls := map[token.Pos]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		receiver, _ := method.X.(*ast.Ident)
		name := method.Sel.Name
		if receiver != nil {
			name = receiver.Name + "." + name
		}
		formats := strings.HasPrefix(name, "fmt.Sprint") || strings.HasPrefix(name, "fmt.Append") || strings.HasPrefix(name, "log.")
		if method.Sel.Name == "Error" && len(call.Args) == 0 || formats && slices.ContainsFunc(call.Args, isErrorName) {
			calls[call.Pos()] = name
		}
		return true
	})
	return calls
}

func isErrorName(e ast.Expr) bool {
	name, ok := e.(*ast.Ident)
	return ok && isError.MatchString(name.Name)
}
