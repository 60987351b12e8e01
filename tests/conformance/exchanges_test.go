package conformance

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pmezard/go-difflib/difflib"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

var record = flag.Bool("record", false, "write the answers of the server into the exchanges' files instead of comparing")

// TestExchanges sends the requests of each script in exchanges/ and compares the answers, whole and word for word but for
// what a server chooses itself, with those recorded from a real API server.
func TestExchanges(t *testing.T) {
	scripts, err := filepath.Glob("exchanges/*.http")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts in exchanges/: ", err)
	}
	for _, file := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) { runScript(begin(t), file) })
	}
}

func runScript(s *scene, file string) {
	text, err := os.ReadFile(file)
	s.must(err, "read the script")
	parsed, err := parseScript(string(text))
	s.must(err, file)
	s.furnished()
	answers := s.play(parsed)
	recorded := strings.TrimSuffix(file, ".http") + ".answers"
	if *record {
		s.must(os.WriteFile(recorded, []byte(strings.Join(answers, "\n")), 0o644), "write "+recorded)
		return
	}
	expected, err := os.ReadFile(recorded)
	s.must(err, "read the recorded answers; -record against a real API server writes them")
	s.compareAnswers(strings.Join(answers, "\n"), string(expected))
}

// furnished returns when the controllers have made what every namespace has.
func (s *scene) furnished() {
	s.waitForServiceAccount()
	s.eventually("the certificate authority of a new namespace", func() (string, bool) {
		_, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "kube-root-ca.crt", metav1.GetOptions{})
		return fmt.Sprint(err), err == nil
	})
}

// play sends all requests and gives the text of each answer.
func (s *scene) play(parsed script) []string {
	unique := s.unique("u")
	words := [][2]string{{s.ns, "{{ns}}"}, {unique, "{{unique}}"}}
	normal := newNormalizer(parsed.quiet, words...)
	var texts []string
	var bodies []any
	for _, step := range parsed.steps {
		fill := func(text string) string {
			for _, w := range words {
				text = strings.ReplaceAll(text, w[1], w[0])
			}
			return s.fillAnswers(text, bodies)
		}
		step.path, step.body = fill(step.path), fill(step.body)
		for i := 1; i < len(step.headers); i += 2 {
			step.headers[i] = fill(step.headers[i])
		}
		got := s.ask(step)
		var body any
		_ = json.Unmarshal(got.body, &body) // what is no JSON has no fields for later steps
		bodies = append(bodies, body)
		if !step.unrecorded {
			normal.wordless = step.wordless
			texts = append(texts, "### "+step.title+"\n"+normal.answer(got))
		}
	}
	return texts
}

func (s *scene) ask(step step) answer {
	var got answer
	if step.until == "" {
		return s.send(step.method, step.path, []byte(step.body), step.headers...)
	}
	s.eventually(step.title+": "+step.until, func() (string, bool) {
		got = s.send(step.method, step.path, []byte(step.body), step.headers...)
		return string(got.body), got.meets(step.until)
	})
	return got
}

// meets says whether the code is the condition's, or the field that it names has its value.
func (a answer) meets(condition string) bool {
	path, want, isField := strings.Cut(condition, "=")
	if !isField {
		return fmt.Sprint(a.code) == condition
	}
	value, found := lookUp(a.object(), path)
	return found && fmt.Sprint(value) == want
}

var reference = regexp.MustCompile(`\{\{(\d+)\.([^}]+)\}\}`)

func (s *scene) fillAnswers(text string, bodies []any) string {
	return reference.ReplaceAllStringFunc(text, func(found string) string {
		parts := reference.FindStringSubmatch(found)
		var number int
		_, _ = fmt.Sscan(parts[1], &number) // digits
		if number < 1 || number > len(bodies) {
			s.Fatalf("%s: there is no such step before", found)
		}
		value, ok := lookUp(bodies[number-1], parts[2])
		if !ok {
			s.Fatalf("%s: the answer has no such field: %s", found, show(bodies[number-1]))
		}
		return fmt.Sprint(value)
	})
}

func (s *scene) compareAnswers(got, expected string) {
	if got == expected {
		return
	}
	diff, err := difflib.GetUnifiedDiffString(difflib.UnifiedDiff{
		A: difflib.SplitLines(expected), B: difflib.SplitLines(got), FromFile: "recorded", ToFile: "got", Context: 4,
	})
	s.must(err, "compare the answers")
	s.Errorf("asked: the requests of the script\nexpected: the recorded answers\ngot:\n%s", diff)
}
