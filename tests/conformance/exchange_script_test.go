package conformance

import (
	"fmt"
	"regexp"
	"strings"
)

// A script is a file of HTTP requests in the format of editors' HTTP clients (`.http`):
//
//	# What the case is about.
//	# @quiet                   (answers have no field owners: the case is not about them)
//
//	### title of the step
//	# @until 404               (ask again until the code is this)
//	# @until status.phase=Active   (... or until the answer's field has this value)
//	# @wordless                (the messages are those of the libraries of the server)
//	# @unrecorded              (the step only prepares another)
//	POST /api/v1/namespaces/{{ns}}/pods
//	Content-Type: application/yaml
//
//	body
//
// {{ns}} is the case's namespace, {{unique}} a word for names outside of namespaces, {{2.metadata.uid}} a field of the
// answer to the second step.
type script struct {
	quiet bool
	steps []step
}

type step struct {
	title, method, path string
	headers             []string // names and values in turn
	body                string
	until               string
	unrecorded          bool // a step that only prepares the next
	wordless            bool // its messages are not compared
}

var requestLine = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (/\S*)$`)

func parseScript(text string) (script, error) {
	var parsed script
	parts := strings.Split("\n"+text, "\n### ")
	parsed.quiet = strings.Contains(parts[0], "\n# @quiet")
	for _, part := range parts[1:] {
		s, err := parseStep(part)
		if err != nil {
			return parsed, err
		}
		parsed.steps = append(parsed.steps, s)
	}
	if len(parsed.steps) == 0 {
		return parsed, fmt.Errorf("the script has no step: a step begins with ### and its title")
	}
	return parsed, nil
}

func parseStep(text string) (step, error) {
	head, body, _ := strings.Cut(strings.TrimRight(text, "\n"), "\n\n")
	lines := strings.Split(head, "\n")
	s := step{title: strings.TrimSpace(lines[0]), body: strings.TrimSpace(body)}
	for _, line := range lines[1:] {
		switch {
		case strings.HasPrefix(line, "# @until "):
			s.until = strings.TrimPrefix(line, "# @until ")
		case line == "# @unrecorded":
			s.unrecorded = true
		case line == "# @wordless":
			s.wordless = true
		case strings.HasPrefix(line, "#"):
		case s.method == "":
			found := requestLine.FindStringSubmatch(line)
			if found == nil {
				return s, fmt.Errorf("step %q: %q is no request line such as GET /api/v1/pods", s.title, line)
			}
			s.method, s.path = found[1], found[2]
		default:
			name, value, ok := strings.Cut(line, ": ")
			if !ok {
				return s, fmt.Errorf("step %q: %q is no header; a body follows an empty line", s.title, line)
			}
			s.headers = append(s.headers, name, value)
		}
	}
	if s.method == "" {
		return s, fmt.Errorf("step %q has no request line", s.title)
	}
	if s.body != "" && !s.has("Content-Type") {
		format := "application/yaml"
		if s.body[0] == '{' {
			format = "application/json"
		}
		s.headers = append(s.headers, "Content-Type", format)
	}
	return s, nil
}

func (s step) has(header string) bool {
	for i := 0; i < len(s.headers); i += 2 {
		if strings.EqualFold(s.headers[i], header) {
			return true
		}
	}
	return false
}

// lookUp follows a path such as items.0.metadata.uid.
func lookUp(value any, path string) (any, bool) {
	for _, key := range strings.Split(path, ".") {
		switch container := value.(type) {
		case map[string]any:
			found, ok := container[key]
			if !ok {
				return nil, false
			}
			value = found
		case []any:
			var index int
			if _, err := fmt.Sscan(key, &index); err != nil || index >= len(container) {
				return nil, false
			}
			value = container[index]
		default:
			return nil, false
		}
	}
	return value, true
}
