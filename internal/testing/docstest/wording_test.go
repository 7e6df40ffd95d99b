package docstest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/losant/terraform-provider-losant/internal/protocol"
)

// wordings are phrases that readers have to read twice, and what to write instead. The glossary in CONTRIBUTING.md has
// the words. A phrase is a regular expression over whole words, in any letter case. A space in it also matches a line
// break.
var wordings = []struct{ phrase, better string }{
	// Schema descriptions.
	{`unless set`, `"Defaults to ..."`},
	{`left as found( when unset)?`, `"If not set, the current value is kept."`},
	{`letter case (does not|never) counts?|letter case counts`, `"Case-insensitive." or "Case-sensitive."`},
	{`first given by`, `"originally identified by"`},
	{`from which on`, `"at which"`},
	{`how loud`, `"Severity"`},
	{`has Losant (make|use|send)`, `"Requests"`},
	{`(that|which|it|this|passes|answer|response|invitation|form|letter case) is no (change|error|diff|drift)`, `"does not produce a diff", "is not an error"`},

	// Comments and error texts.
	{`tells? whether`, `"reports whether"`},
	{`(is|are) that (a|an|the|there|nobody|no)`, `a sentence whose subject does something`},
	{`(that|which|it|this|MiB|%q) is no (URL|number|job|command|JSON|scope|ID|INSTANCE_ID)`, `"is not a ..."`},
	{`in vain`, `"without need" or "without success"`},
	{`all the same`, `"anyway"`},
	{`put up with|puts up with`, `"tolerates" or "accepts"`},
	{`goes? without saying`, `leave it out`},
	{`one and the same nothing`, `"are treated as not set"`},
	{`spelt|misspelt|spellings?`, `"form", "format" or "misspelled"`},
	{`settle[sd]?|settling`, `"decides", "finds out" or "determines"`},
	{`(one|each|every|Terraform|Terraform's|whole|this) walks?|walks? of Terraform`, `"run"`},
	{`(the|an) own (new |e-mail )*(address|clock|role)`, `"their address" or "the local clock"`},
	{`anew`, `"again"`},
	{`(is|are) to be`, `"must be" or "will be"`},
	{`talkative`, `"verbose"`},
	{`not as told|as told`, `"as expected"`},
	{`permits? to (destroy|lower|delete)`, `"permits destroying"`},
	{`does not find more than`, `"more than ... are missing"`},
	{`looks? whether`, `"checks whether"`},

	// Requests and responses.
	{`answers? (of|from|by|to) (the API|Losant|the server|a write)`, `"response"`},
	{`(answer|answers) (got|gets|is|was|were) (lost|read|sent|cut off)|lost answers?`, `"the response is lost"`},
	{`of the answer|answered`, `"response", "responded with" or "served from"`},

	// Diagnostics.
	{`e-mails? invites?`, `"the invitation to X will be sent", "... sent again"`},
	{`no place is left|takes a place|places? left (in|for)`, `"has reached its member limit", "counts against limits.member"`},
	{`stays administrator|the last administrator stays`, `"the last administrator is kept"`},
	{`the time allowed`, `"the operation timed out"`},
	{`(is|are|was|were) there already`, `"already exists", "already belongs to ..."`},
	{`exists? already`, `"already exists"`},
	{`forgets the (person|resource|organization|object)`, `"is removed from the state"`},
	{`(does|do|did) not tell( it| them)?( again)?[.,;:]`, `"does not say", "does not show"`},
	{`(deleted|lost|gone|removed|null,?) for good|for good[.,;:]`, `"permanently"`},
	{`only invited|invited only`, `"pending invitation"`},
	{`nothing is said`, `"no warning is added"`},
	{`one of these scopes is needed`, `"It needs one of these scopes"`},
	{`losant is (not )?asked`, `"Skipped ..."`},
	{`an organization cannot be without`, `"needs an administrator"`},
	{`makes another one beside`, `"creates a second one besides"`},
	{`just now`, `"temporarily", "failed to process the request"`},
}

// wordingRule is a wording, compiled.
type wordingRule struct {
	pattern *regexp.Regexp
	// oneOf are words in lower case. A text without any of them does not match, which is quicker to find out.
	oneOf []string
}

func wordingRules(t *testing.T) []wordingRule {
	t.Helper()
	rules := make([]wordingRule, len(wordings))
	for i, w := range wordings {
		// "\b" fits only beside a letter, and a phrase may end in a full stop.
		pattern := `(?is)(?:^|[^\pL\pN_-])(` + strings.ReplaceAll(w.phrase, " ", `\s+`) + `)(?:[^\pL\pN_-]|$)`
		parsed, err := syntax.Parse(w.phrase, syntax.Perl)
		if err == nil {
			rules[i].oneOf = neededWords(parsed)
			rules[i].pattern, err = regexp.Compile(pattern)
		}
		if err != nil || len(rules[i].oneOf) == 0 {
			t.Fatalf("%s: %v, words %q", w.phrase, err, rules[i].oneOf)
		}
	}
	return rules
}

// neededWords returns texts in lower case, of which each match contains at least one. It returns nil if there are none.
func neededWords(re *syntax.Regexp) []string {
	var needed []string
	switch re.Op { //nolint:exhaustive // The others need nothing.
	case syntax.OpLiteral:
		return []string{strings.ToLower(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return neededWords(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			words := neededWords(sub)
			if words == nil {
				return nil
			}
			needed = append(needed, words...)
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if words := neededWords(sub); shortest(words) > shortest(needed) {
				needed = words
			}
		}
	}
	return needed
}

// shortest returns the length of the shortest word, or 0 if there is none.
func shortest(words []string) int {
	if len(words) == 0 {
		return 0
	}
	return len(slices.MinFunc(words, func(a, b string) int { return len(a) - len(b) }))
}

func (r wordingRule) mayMatch(lower string) bool {
	return slices.ContainsFunc(r.oneOf, func(word string) bool { return strings.Contains(lower, word) })
}

// wordingHit is a phrase in a text, and what to write instead.
type wordingHit struct {
	line           int // Of the text.
	phrase, better string
}

// wordingHits returns the phrases that are in a text.
func wordingHits(rules []wordingRule, text string) []wordingHit {
	var hits []wordingHit
	lower := strings.Join(strings.Fields(strings.ToLower(text)), " ")
	for i, rule := range rules {
		if !rule.mayMatch(lower) {
			continue
		}
		for _, span := range rule.pattern.FindAllStringSubmatchIndex(text, -1) {
			line := 1 + strings.Count(text[:span[2]], "\n")
			hits = append(hits, wordingHit{line, text[span[2]:span[3]], wordings[i].better})
		}
	}
	return hits
}

// Pages, templates and examples use plain words.
func TestWordingOfPages(t *testing.T) {
	t.Parallel()
	rules := wordingRules(t)
	count := 0
	for _, name := range pagesAndExamples(t) {
		content, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		count++
		for _, hit := range wordingHits(rules, string(content)) {
			t.Errorf("%s:%d: %q; better: %s", name, hit.line, hit.phrase, hit.better)
		}
	}
	if count < 60 {
		t.Errorf("found only %d files", count)
	}
}

// pagesAndExamples lists the files that are written for readers, by their paths in the repository.
func pagesAndExamples(t *testing.T) []string {
	t.Helper()
	names := []string{"README.md", "CONTRIBUTING.md", "OPERATIONS.md", "SECURITY.md", "CHANGELOG.md", "GNUmakefile", ".ci/archives", ".ci/run"}
	for _, folder := range []string{"docs", "templates", "examples", ".github"} {
		names = append(names, filesBelow(t, folder, func(string) bool { return true })...)
	}
	return names
}

// filesBelow lists the files in a folder and its subfolders that keep accepts, by their paths in the repository.
func filesBelow(t *testing.T, folder string, keep func(name string) bool) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err == nil && keep(filepath.ToSlash(name)) {
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Comments and messages in production code use plain words.
func TestWordingOfCode(t *testing.T) {
	t.Parallel()
	rules := wordingRules(t)
	names := filesBelow(t, "internal", func(name string) bool {
		return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.Contains(name, "/testdata/")
	})
	for _, name := range append(names, "main.go") {
		for _, passage := range passages(t, filepath.Join(root, name)) {
			for _, hit := range wordingHits(rules, passage.text) {
				t.Errorf("%s:%d: %q; better: %s", name, passage.line+hit.line-1, hit.phrase, hit.better)
			}
		}
	}
	if len(names) < 100 {
		t.Errorf("found only %d files", len(names))
	}
}

// passage is a comment or a text in Go code, and the line that it begins in.
type passage struct {
	line int
	text string
}

// passages returns the comments and string literals of a Go file. Literals that are added up are one passage.
func passages(t *testing.T, path string) []passage {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var all []passage
	for _, group := range file.Comments {
		all = append(all, passage{files.Position(group.Pos()).Line, group.Text()})
	}
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		expr, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, others, ok := literalText(expr)
		if ok {
			all = append(all, passage{files.Position(n.Pos()).Line, text})
			for _, other := range others {
				ast.Inspect(other, visit)
			}
		}
		return !ok
	}
	ast.Inspect(file, visit)
	return all
}

// literalText returns the text of a string literal, or of a sum with string literals in it. Other operands of the sum
// become "..." and are returned too.
func literalText(n ast.Expr) (text string, others []ast.Expr, ok bool) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if n.Kind == token.STRING {
			text, err := strconv.Unquote(n.Value)
			return text, nil, err == nil
		}
	case *ast.BinaryExpr:
		if n.Op == token.ADD {
			left, leftOthers, leftOK := literalText(n.X)
			right, rightOthers, rightOK := literalText(n.Y)
			return left + right, append(leftOthers, rightOthers...), leftOK || rightOK
		}
	}
	return "...", []ast.Expr{n}, false
}

// The descriptions in the schemas use plain words.
func TestWordingOfSchemas(t *testing.T) {
	t.Parallel()
	rules := wordingRules(t)
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
	count := 0
	check := func(at, text string) {
		count++
		for _, hit := range wordingHits(rules, text) {
			t.Errorf("%s: %q; better: %s", at, hit.phrase, hit.better)
		}
	}
	descriptions(reflect.ValueOf(schemas), "provider", check)
	descriptions(reflect.ValueOf(identities), "identity", check)
	if count < 300 {
		t.Errorf("found only %d descriptions", count)
	}
}

// descriptions calls visit for each description below a value. The path that it passes consists of map keys and of the
// names of attributes.
func descriptions(v reflect.Value, at string, visit func(at, text string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			descriptions(v.Elem(), at, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			descriptions(v.Index(i), at, visit)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			descriptions(v.MapIndex(key), at+" "+key.String(), visit)
		}
	case reflect.Struct:
		at += nameOf(v)
		for i := range v.NumField() {
			switch field, name := v.Field(i), v.Type().Field(i).Name; {
			case field.Kind() != reflect.String:
				descriptions(field, at, visit)
			case (name == "Description" || name == "Summary" || name == "DeprecationMessage") && field.String() != "":
				visit(at, field.String())
			}
		}
	default:
		// A single value has no description.
	}
}

// nameOf returns a dot and the name that a struct has for itself, or "" if it has none.
func nameOf(v reflect.Value) string {
	for _, name := range []string{"Name", "TypeName"} {
		if field := v.FieldByName(name); field.Kind() == reflect.String {
			return "." + field.String()
		}
	}
	return ""
}

func TestWordingHits(t *testing.T) {
	t.Parallel()
	rules := wordingRules(t)
	for _, tc := range []struct {
		text string
		hits int
	}{
		{"Whether it is on; `false` unless set.", 1},
		{"isGone tells\n\twhether it exists.", 1},
		{"Limits are LEFT AS FOUND when unset.", 1},
		{"A walk of Terraform reads once.", 1},
		{"A misspelt key, spelt\nwrong.", 2},
		{"A misspelled key is an error.", 0},
		{"The request is all-the-same.", 0},
		{"There is no error, and no URL.", 0},
		{"It is no longer managed.", 0},
		{"The API has settled_at and unsettled dates.", 0},
		{"The walker walks the tree.", 0},
		{"Reports whether it is on. Defaults to `false`.", 0},
	} {
		if hits := wordingHits(rules, tc.text); len(hits) != tc.hits {
			t.Errorf("%q: got %+v, want %d", tc.text, hits, tc.hits)
		}
	}
}

func TestPassages(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.go")
	const source = "// Package a is\n// short.\npackage a\n\nimport \"fmt\"\n\nvar x, y = 1 + 2, fmt.Sprint(\"one \" +\n\t`two ` + f(\"three\") + \" four\") // Why.\n"
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	want := []passage{{1, "Package a is\nshort.\n"}, {8, "Why.\n"}, {7, "one two ... four"}, {8, "three"}}
	if got := passages(t, path); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestDescriptions(t *testing.T) {
	t.Parallel()
	schemas := &tfprotov6.GetProviderSchemaResponse{ResourceSchemas: map[string]*tfprotov6.Schema{"losant_a": {Block: &tfprotov6.SchemaBlock{
		Description: "An a.",
		Attributes: []*tfprotov6.SchemaAttribute{{Name: "b", NestedType: &tfprotov6.SchemaObject{
			Attributes: []*tfprotov6.SchemaAttribute{{Name: "c", Description: "A c."}},
		}}},
	}}}}
	got := map[string]string{}
	descriptions(reflect.ValueOf(schemas), "provider", func(at, text string) { got[at] = text })
	want := map[string]string{"provider losant_a": "An a.", "provider losant_a.b.c": "A c."}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
