package docstest_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/protocol"
)

// phrase is odd wording that pages, descriptions and messages must not contain.
type phrase struct {
	odd     *regexp.Regexp
	better  string
	example string // Contains the odd wording.
}

func odd(pattern, better, example string) phrase {
	return phrase{regexp.MustCompile(`(?i)` + pattern), better, example}
}

var phrases = []phrase{
	// Schema descriptions.
	odd(`\bunless set\b`, "Defaults to `x`.", "`true` unless set."),
	odd(`\b(left|stays?|kept) as found\b|\bas they (are|were) found\b`, "If not set, the current value is kept.", "Left as found when unset."),
	odd(`\bletter case\b.{0,40}\bcounts?\b`, "Case-insensitive. / Case-sensitive.", "Letter case does not count."),
	odd(`\bis no (change|diff|drift)\b`, "does not produce a diff; is not drift", "Another spelling is no change."),
	odd(`\bspelt\b|\bspellings?\b`, "form, formatting, misspelled", "Another spelling of the same JSON."),
	odd(`\bfirst given by\b`, "originally identified by", "What the person was first given by."),
	odd(`\bhow loud\b`, "Severity", "How loud the banner is."),
	odd(`\bfrom which on\b`, "at which", "The usage from which on the rule notifies."),
	odd(`\bthe own\b|\ban own\b`, "their; of their own", "A person who changes the own address."),
	odd(`\b(when|if) unset\b`, "if not set", "The whole instance when unset."),
	odd(`\bhas losant (make|use|send)\b`, "Requests", "Has Losant make a report."),

	// Diagnostics.
	odd(`\bcould not be read what\b`, "could not be counted; could not be determined", "It could not be read what it holds."),
	odd(`\be-mails? invites?\b`, "The invitation will be sent", "An e-mail invites jane@acme.example again."),
	odd(`\bno place is left\b|\btakes? a place\b`, "has reached its member limit; counts against the limit", "No place is left for jane@acme.example."),
	odd(`\b(is|are|was|were) there already\b`, "already exists; already belongs to", "Jane is there already."),
	odd(`\bmakes another one beside\b`, "creates a second one besides", "Applying makes another one beside it."),
	odd(`\bwhoever the\b`, "The members that Losant adds", "Whoever the organization is created with will be removed."),
	odd(`\bcannot be without\b`, "needs", "An organization cannot be without an administrator."),
	odd(`\bone of these scopes is needed\b`, "It needs one of these scopes", "One of these scopes is needed: all.Instance."),
	odd(`\blosant is (not )?asked\b`, "Skipped", "Losant is not asked in this plan."),
	odd(`\bit can be raised\b`, "Increase", "It can be raised in timeouts."),
	odd(`\bcould not do it just now\b`, "failed to process the request", "Losant could not do it just now."),
	odd(`\bforgets? the person\b|\bis managed from now on\b`, "The person is removed from the state; Terraform now manages the person", "Terraform forgets the person."),
	odd(`\bstays? (the )?(last )?administrator\b`, "remains an administrator; was kept", "Jane stays administrator for now."),
	odd(`\b(is|are) no [A-Z]+_ID\b|\bis none of [A-Z]+_`, "is not an ORG_ID; expected ORG_ID", `"x" is no INSTANCE_ID.`),

	// Everywhere.
	odd(`\btells? whether\b|\btelling whether\b`, "reports whether", "It tells whether the token works."),
	odd(`\banswer(ed|s with)\b|\b(an?|the|no|each|every|lost|late) answers?\b|\banswers (of|from)\b`, "response, responded", "The answer got lost."),
	odd(`\bin vain\b`, "without need", "It waits in vain."),
	odd(`\ball the same\b`, "anyway", "It may exist all the same."),
	odd(`\bputs? up with\b`, "tolerates, allows", "As many requests as Losant puts up with."),
	odd(`\b(is|are) to be\b`, "must be, will be", "What is to be removed."),
	odd(`\bwalks? of terraform\b|\bterraform'?s? walks?\b`, "run", "The client of one walk of Terraform."),
	odd(`\bonly invited\b|\binvited only\b`, "has a pending invitation", "People who are only invited."),
	odd(`\b(is|are|was) gone\b|\bfound gone\b`, "was deleted outside Terraform; was not found", "The invitation is gone."),
	odd(`\banew\b`, "again", "Adds the person anew."),
	odd(`\bgoes without saying\b`, "is redundant", "What goes without saying."),
	odd(`\bone and the same\b`, "are treated as", "They are one and the same nothing."),
	odd(`\bsays? nothing of\b|\bnothing is said\b`, "does not mention; no warning is added", "Nothing is said where the log cannot be read."),
	odd(`\b(do|does|did|is|are|was|were|ca|could|wo|would|should|has|have)n['’]t\b|\b(it|that|there|let)['’]s\b`, "no contractions", "It doesn't matter."),
}

// oddWording returns what is odd in a text, and what is better.
func oddWording(text string) []string {
	var found []string
	for _, p := range phrases {
		for _, match := range p.odd.FindAllString(text, -1) {
			found = append(found, fmt.Sprintf("%q: better %q", match, p.better))
		}
	}
	return found
}

func TestEveryPhraseMatchesItsExample(t *testing.T) {
	t.Parallel()
	for _, p := range phrases {
		if !p.odd.MatchString(p.example) {
			t.Errorf("%s does not match %q", p.odd, p.example)
		}
		if p.odd.MatchString(p.better) {
			t.Errorf("%s matches %q, which is better", p.odd, p.better)
		}
	}
}

var inlineCode = regexp.MustCompile("`[^`]*`")

func TestWordingOfPages(t *testing.T) {
	t.Parallel()
	names := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"}
	for _, folder := range []string{"docs", "examples", "templates"} {
		names = append(names, filesIn(t, folder, func(string) bool { return true })...)
	}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		number := 0
		for line := range strings.Lines(string(content)) {
			number++
			// CONTRIBUTING.md names words to avoid, as code.
			for _, problem := range oddWording(inlineCode.ReplaceAllString(line, "")) {
				t.Errorf("%s:%d: %s", name, number, problem)
			}
		}
	}
}

// filesIn lists the files of a folder by their paths in the repository.
func filesIn(t *testing.T, folder string, wanted func(name string) bool) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if name = filepath.ToSlash(name); err == nil && wanted(name) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatalf("%s has no such files", folder)
	}
	return names
}

func TestWordingOfDescriptions(t *testing.T) {
	t.Parallel()
	all := descriptions(t)
	if len(all) < 300 {
		t.Errorf("only %d descriptions were found", len(all))
	}
	for _, d := range all {
		for _, problem := range oddWording(d.text) {
			t.Errorf("%s: %s", d.path, problem)
		}
	}
}

// description is what a schema says about a block, an attribute or a function.
type description struct{ path, text string }

// descriptions returns the descriptions of all schemas.
func descriptions(t *testing.T) []description {
	t.Helper()
	server, err := protocol.NewServer("test")()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	identities, err := server.GetResourceIdentitySchemas(t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		t.Fatal(err)
	}
	all := blockDescriptions("provider", schemas.Provider.Block)
	for kind, of := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data": schemas.DataSourceSchemas, "list": schemas.ListResourceSchemas,
		"ephemeral": schemas.EphemeralResourceSchemas,
	} {
		for name, schema := range of {
			all = append(all, blockDescriptions(kind+"/"+name, schema.Block)...)
		}
	}
	for name, action := range schemas.ActionSchemas {
		all = append(all, blockDescriptions("action/"+name, action.Schema.Block)...)
	}
	for name, identity := range identities.IdentitySchemas {
		for _, a := range identity.IdentityAttributes {
			all = append(all, description{"identity/" + name + "/" + a.Name, a.Description})
		}
	}
	for name, f := range schemas.Functions {
		all = append(all, description{"function/" + name, f.Summary + " " + f.Description})
		for _, p := range f.Parameters {
			all = append(all, description{"function/" + name + "/" + p.Name, p.Description})
		}
	}
	slices.SortFunc(all, func(a, b description) int { return strings.Compare(a.path, b.path) })
	return all
}

func blockDescriptions(path string, block *tfprotov6.SchemaBlock) []description {
	all := append([]description{{path, block.Description}}, attributeDescriptions(path, block.Attributes)...)
	for _, b := range block.BlockTypes {
		all = append(all, blockDescriptions(path+"/"+b.TypeName, b.Block)...)
	}
	return all
}

func attributeDescriptions(path string, attributes []*tfprotov6.SchemaAttribute) []description {
	var all []description
	for _, a := range attributes {
		at := path + "/" + a.Name
		all = append(all, description{at, a.Description})
		if a.NestedType != nil {
			all = append(all, attributeDescriptions(at, a.NestedType.Attributes)...)
		}
	}
	return all
}

// TestWordingOfMessages checks the texts in Go code: diagnostics, errors and output.
func TestWordingOfMessages(t *testing.T) {
	t.Parallel()
	names := filesIn(t, "internal", func(name string) bool {
		return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.Contains(name, "/testdata/")
	})
	count := 0
	for _, name := range append(names, "main.go") {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		texts, err := textsIn(string(content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		count += len(texts)
		for _, text := range texts {
			for _, problem := range oddWording(text.text) {
				t.Errorf("%s:%d: %s", name, text.line, problem)
			}
		}
	}
	if count < 2000 {
		t.Errorf("only %d texts were found", count)
	}
}

// text is a string of Go code. Strings that + joins are one text; what is not a
// literal becomes "…" in it.
type text struct {
	line int
	text string
}

// textsIn returns the string literals of a Go file, but for import paths and tags.
func textsIn(source string) ([]text, error) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var texts []text
	var visit func(ast.Node) bool
	visit = func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			ast.Inspect(node.Type, visit)
			return false
		case *ast.BasicLit, *ast.BinaryExpr:
			if joined, ok := join(node); ok {
				texts = append(texts, text{files.Position(node.Pos()).Line, joined})
			}
			if binary, ok := node.(*ast.BinaryExpr); ok {
				visitOperands(binary, visit)
			}
			return false
		}
		return true
	}
	ast.Inspect(file, visit)
	return texts, nil
}

// visitOperands visits the operands of a joined text that are not literals: calls
// with texts of their own.
func visitOperands(binary *ast.BinaryExpr, visit func(ast.Node) bool) {
	for _, operand := range []ast.Expr{binary.X, binary.Y} {
		if inner, ok := operand.(*ast.BinaryExpr); ok && binary.Op == token.ADD && inner.Op == token.ADD {
			visitOperands(inner, visit)
			continue
		}
		if _, ok := operand.(*ast.BasicLit); ok && binary.Op == token.ADD {
			continue
		}
		ast.Inspect(operand, visit)
	}
}

// join returns the text of a literal or of a sum that contains one.
func join(node ast.Node) (joined string, ok bool) {
	switch node := node.(type) {
	case *ast.BasicLit:
		if node.Kind != token.STRING {
			return "", false
		}
		value, err := strconv.Unquote(node.Value)
		return value, err == nil
	case *ast.BinaryExpr:
		if node.Op != token.ADD {
			return "", false
		}
		left, hasLeft := join(node.X)
		right, hasRight := join(node.Y)
		if !hasLeft {
			left = "…"
		}
		if !hasRight {
			right = "…"
		}
		return left + right, hasLeft || hasRight
	}
	return "", false
}

func TestTextsIn(t *testing.T) {
	t.Parallel()
	const source = "package p\n\nimport \"fmt\"\n\ntype s struct {\n\tA string `json:\"a\"`\n}\n\n" +
		"var x = \"one \" +\n\tf(\"inner\") + \" two\"\n\nfunc g() bool { return 1+2 == 3 && h == \"three\" && `four` != \"\" }\n"
	got, err := textsIn(source)
	if err != nil {
		t.Fatal(err)
	}
	want := []text{{9, "one … two"}, {10, "inner"}, {12, "three"}, {12, "four"}, {12, ""}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
