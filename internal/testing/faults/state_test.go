package faults_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// readState returns the attributes of all resources by address. It returns nothing
// if there is no state yet.
func readState(t *testing.T, c cli) map[string]map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.Dir, "terraform.tfstate"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var state struct {
		Resources []struct {
			Type, Name string
			Instances  []struct {
				Index      any `json:"index_key"`
				Attributes map[string]any
			}
		}
	}
	if err == nil {
		err = json.Unmarshal(text, &state)
	}
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]any{}
	for _, r := range state.Resources {
		for _, instance := range r.Instances {
			all[fmt.Sprintf("%s.%s[%v]", r.Type, r.Name, instance.Index)] = instance.Attributes
		}
	}
	return all
}
