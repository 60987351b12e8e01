package conformance

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

const differencesFile = "known-differences.yaml"

// differences maps a case to the reason why the target is known to fail it.
type differences map[string]string

type difference struct {
	Case   string `json:"case"`
	Target string `json:"target"` // embedded or real
	Reason string `json:"reason"`
}

func loadDifferences() ([]difference, error) {
	text, err := os.ReadFile(differencesFile)
	if err != nil {
		return nil, err
	}
	var list struct {
		Differences []difference `json:"differences"`
	}
	if err := yaml.UnmarshalStrict(text, &list); err != nil {
		return nil, fmt.Errorf("%s: %w", differencesFile, err)
	}
	return list.Differences, nil
}

// readDifferences gives the known failures of one target; an empty name means that none is excused.
func readDifferences(target string) (differences, error) {
	all, err := loadDifferences()
	if err != nil {
		return nil, err
	}
	known := differences{}
	for _, d := range all {
		if d.Target == target {
			known[d.Case] = d.Reason
		}
	}
	return known, nil
}

func TestKnownDifferencesAreDocumented(t *testing.T) {
	all, err := loadDifferences()
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/reference/known-differences.md")
	if err != nil {
		t.Skip("the compiled suite runs outside of the repository: ", err)
	}
	for _, d := range all {
		if d.Reason == "" || (d.Target != "embedded" && d.Target != "real") {
			t.Errorf("%s: case %q needs a reason and a target of embedded or real", differencesFile, d.Case)
		}
		if !strings.Contains(string(page), d.Case) {
			t.Errorf("docs/reference/known-differences.md does not speak of %q", d.Case)
		}
	}
}
