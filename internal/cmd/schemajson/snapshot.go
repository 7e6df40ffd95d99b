package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// snapshot holds the facts that configurations and states of users depend on, by
// path. Descriptions may change at any time.
type snapshot map[string]fact

// fact is the type of an attribute, the nesting of an object or block, or the
// version of a schema, and how an attribute is used.
type fact struct {
	kind  string
	marks []string
}

func newSnapshot(schemas *tfprotov6.GetProviderSchemaResponse, identities *tfprotov6.GetResourceIdentitySchemasResponse) snapshot {
	s := snapshot{}
	s.schema("provider", schemas.Provider)
	for kind, of := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data": schemas.DataSourceSchemas, "list": schemas.ListResourceSchemas,
		"ephemeral": schemas.EphemeralResourceSchemas,
	} {
		for name, schema := range of {
			s.schema(kind+"/"+name, schema)
		}
	}
	for name, action := range schemas.ActionSchemas {
		s.schema("action/"+name, action.Schema)
	}
	for name, identity := range identities.IdentitySchemas {
		s["identity/"+name] = version(identity.Version)
		for _, a := range identity.IdentityAttributes {
			s["identity/"+name+"/"+a.Name] = fact{compact(a.Type), marks(map[string]bool{"required": a.RequiredForImport, "optional": a.OptionalForImport})}
		}
	}
	for name, f := range schemas.Functions {
		var parameters []any
		for _, p := range f.Parameters {
			parameters = append(parameters, p.Type)
		}
		if f.VariadicParameter != nil {
			parameters = append(parameters, "...", f.VariadicParameter.Type)
		}
		s["function/"+name] = fact{kind: compact(append(parameters, f.Return.Type))}
	}
	return s
}

func (s snapshot) schema(path string, schema *tfprotov6.Schema) {
	s[path] = version(schema.Version)
	s.block(path, schema.Block)
}

func (s snapshot) block(path string, block *tfprotov6.SchemaBlock) {
	s.attributes(path, block.Attributes)
	for _, b := range block.BlockTypes {
		at := path + "/" + b.TypeName
		s[at] = fact{"block-" + strings.ToLower(b.Nesting.String()), marks(map[string]bool{"required": b.MinItems > 0, "optional": b.MinItems == 0})}
		s.block(at, b.Block)
	}
}

func (s snapshot) attributes(path string, attributes []*tfprotov6.SchemaAttribute) {
	for _, a := range attributes {
		at := path + "/" + a.Name
		f := fact{marks: marks(map[string]bool{
			"required": a.Required, "optional": a.Optional, "computed": a.Computed,
			"sensitive": a.Sensitive, "write-only": a.WriteOnly, "deprecated": a.Deprecated,
		})}
		if a.NestedType == nil {
			f.kind = compact(a.Type)
		} else {
			f.kind = "object-" + strings.ToLower(a.NestedType.Nesting.String())
			s.attributes(at, a.NestedType.Attributes)
		}
		s[at] = f
	}
}

func version(n int64) fact { return fact{kind: "v" + strconv.FormatInt(n, 10)} }

func compact(v any) string {
	text, _ := json.Marshal(v) // Types can always be marshaled.
	return string(text)
}

// marks returns the marks that are set, in order.
func marks(all map[string]bool) []string {
	maps.DeleteFunc(all, func(_ string, set bool) bool { return !set })
	return slices.Sorted(maps.Keys(all))
}

func (f fact) String() string { return strings.Join(append([]string{f.kind}, f.marks...), " ") }

func (f fact) has(marks ...string) bool {
	return slices.ContainsFunc(marks, func(mark string) bool { return slices.Contains(f.marks, mark) })
}

// text returns one line for each path, so that diffs are small.
func (s snapshot) text() string {
	var lines strings.Builder
	for _, path := range slices.Sorted(maps.Keys(s)) {
		fmt.Fprintf(&lines, "%s %s\n", path, s[path])
	}
	return lines.String()
}

func parseSnapshot(text string) snapshot {
	s := snapshot{}
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 1 {
			s[words[0]] = fact{words[1], words[2:]}
		}
	}
	return s
}

// compare returns the differences that break existing configurations or states, and
// the other ones.
func compare(before, after snapshot) (breaking, others []string) {
	for _, path := range slices.Sorted(maps.Keys(before)) {
		was := before[path]
		is, found := after[path]
		why := broken(was, is)
		switch {
		case !found:
			breaking = append(breaking, path+" was removed")
		case why != "":
			breaking = append(breaking, fmt.Sprintf("%s %s: it was %q and is %q", path, why, was, is))
		case was.String() != is.String():
			others = append(others, fmt.Sprintf("%s was %q and is %q", path, was, is))
		}
	}
	for _, path := range slices.Sorted(maps.Keys(after)) {
		if _, found := before[path]; found {
			continue
		}
		_, inside := before[path[:max(strings.LastIndex(path, "/"), 0)]]
		if inside && after[path].has("required") {
			breaking = append(breaking, path+" is new and required")
		} else {
			others = append(others, path+" is new")
		}
	}
	return breaking, others
}

// broken returns what a change of one fact breaks, or "".
func broken(was, is fact) string {
	var old, now int64
	if _, err := fmt.Sscanf(was.kind+" "+is.kind, "v%d v%d", &old, &now); err == nil && now >= old {
		return ""
	}
	switch {
	case was.kind != is.kind:
		return "has another type"
	case is.has("required") && !was.has("required"):
		return "is now required"
	case was.has("required", "optional") && !is.has("required", "optional"):
		return "can no longer be set"
	case was.has("computed") && !is.has("computed"):
		return "is no longer computed"
	case is.has("sensitive") && !was.has("sensitive"):
		return "is now sensitive, so outputs must be marked as sensitive"
	case is.has("write-only") && !was.has("write-only"):
		return "is no longer in the state"
	}
	return ""
}

// update writes a snapshot to a file, unless it breaks the existing one.
func (s snapshot) update(file string) error {
	before, err := os.ReadFile(file) //nolint:gosec // The file is an argument of the command.
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if breaking, _ := compare(parseSnapshot(string(before)), s); len(breaking) > 0 {
		return fmt.Errorf("these changes break existing configurations or states:\n  %s\nIf they are intended for a new major version, delete %s and run this command again",
			strings.Join(breaking, "\n  "), file)
	}
	return os.WriteFile(file, []byte(s.text()), 0o600)
}
