package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// normalizer writes answers as text in which everything that a server chooses (uids, versions, times, generated names,
// addresses) is a word. The same value gives the same word within a script, so that equalities are seen, too.
type normalizer struct {
	quiet    bool        // without the owners of fields
	wordless bool        // without messages
	step     int         // the number of the answer, from 1
	words    [][2]string // fixed replacements: namespace, unique
	uids     map[string]string
	rvs      map[string]string
	names    map[string]string
	ips      map[string]string
}

func newNormalizer(quiet bool, words ...[2]string) *normalizer {
	return &normalizer{
		quiet: quiet, words: words,
		uids: map[string]string{}, rvs: map[string]string{}, names: map[string]string{}, ips: map[string]string{},
	}
}

var (
	uuidText   = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	timeText   = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)
	volumeText = regexp.MustCompile(`kube-api-access-[a-z0-9]{5}`)
	serviceIP  = regexp.MustCompile(`\b10\.\d+\.\d+\.\d+\b`)
	versions   = regexp.MustCompile(`([Tt]oo (?:large|old) resource version: )\d+((?:, current: | \()\d+)?`)
	recorded   = regexp.MustCompile(`(in record )\(\d+\)`)
	portText   = regexp.MustCompile(`\b3[0-2]\d{3}\b`)
	objectText = regexp.MustCompile(`(?s)Invalid value: "\{\\".*\}"|Invalid value: \{".*\}: `)
	ageText    = regexp.MustCompile(`^(\d+[smhd])+$`)
	tokenText  = regexp.MustCompile(`eyJ[\w-]+\.[\w-]+\.[\w-]+`)
)

// answer gives the code, the headers that matter and the body.
func (n *normalizer) answer(a answer) string {
	var out strings.Builder
	n.step++
	fmt.Fprintf(&out, "%d\n", a.code)
	for _, name := range []string{"Content-Type", "Retry-After", "Warning", "Allow"} {
		slices.Sort(a.header.Values(name))
		for _, value := range a.header.Values(name) {
			fmt.Fprintf(&out, "%s: %s\n", name, n.text(value))
		}
	}
	if len(a.body) > 0 {
		fmt.Fprintf(&out, "\n%s\n", strings.TrimRight(n.body(a.body), "\n"))
	}
	return out.String()
}

func (n *normalizer) body(body []byte) string {
	var documents []string
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	for decoder.More() {
		var document any
		if err := decoder.Decode(&document); err != nil {
			return n.text(string(body)) // not JSON: text as it is
		}
		if isPlainBookmark(document) {
			continue // when they come is the server's choice
		}
		text, err := yaml.Marshal(n.value("", document))
		if err != nil {
			return n.text(string(body))
		}
		documents = append(documents, string(text))
	}
	return strings.Join(documents, "---\n")
}

func isPlainBookmark(document any) bool {
	kind, _ := lookUp(document, "type")
	_, annotated := lookUp(document, "object.metadata.annotations")
	return kind == "BOOKMARK" && !annotated
}

func (n *normalizer) value(key string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		return n.object(v)
	case []any:
		for i := range v {
			if text, ok := v[i].(string); ok && key == "cells" && ageText.MatchString(text) {
				v[i] = "(age)"
			}
			v[i] = n.value("", v[i])
		}
		return v
	case json.Number:
		if key == "nodePort" || key == "healthCheckNodePort" {
			return "(port)"
		}
		return v
	case string:
		if key == "continue" && v != "" {
			return "(continue)"
		}
		return n.text(v)
	}
	return value
}

func (n *normalizer) object(object map[string]any) map[string]any {
	if prefix, ok := object["generateName"].(string); ok {
		if name, ok := object["name"].(string); ok && strings.HasPrefix(name, prefix) && len(name) == len(prefix)+5 {
			n.names[name] = prefix + "(suffix)"
		}
	}
	if n.quiet {
		delete(object, "managedFields")
	}
	delete(object, "storageVersionHash") // of no use to clients of one server
	orderCauses(object)
	if _, ok := object["message"]; ok && n.wordless {
		object["message"] = "(words)"
	}
	if columns, ok := object["columnDefinitions"].([]any); ok {
		for _, column := range columns {
			delete(column.(map[string]any), "description") // long texts for people
		}
	}
	if version, ok := object["resourceVersion"].(string); ok && version != "" && version != "0" {
		object["resourceVersion"] = "(version)" // of a list: whatever the others have written by then
		if _, ok := object["name"]; ok {
			object["resourceVersion"] = n.word(n.rvs, version, "version")
		}
	}
	changed := make(map[string]any, len(object))
	for key, value := range object {
		changed[n.text(key)] = n.value(key, value)
	}
	return changed
}

func (n *normalizer) text(text string) string {
	for _, w := range n.words {
		text = strings.ReplaceAll(text, w[0], w[1])
	}
	for name, word := range n.names {
		text = strings.ReplaceAll(text, name, word)
	}
	text = uuidText.ReplaceAllStringFunc(text, func(uid string) string { return n.word(n.uids, uid, "uid") })
	text = timeText.ReplaceAllString(text, "(time)")
	text = volumeText.ReplaceAllString(text, "kube-api-access-(suffix)")
	text = serviceIP.ReplaceAllStringFunc(text, func(ip string) string { return n.word(n.ips, ip, "address") })
	text = objectText.ReplaceAllString(text, "Invalid value: (object): ") // its fields come in the order of a Go struct
	text = recorded.ReplaceAllString(text, "$1(version)")
	text = portText.ReplaceAllString(text, "(port)")
	text = tokenText.ReplaceAllString(text, "(token)")
	return versions.ReplaceAllString(text, "$1(version)")
}

// orderCauses sorts the causes of a refusal and drops what is said twice: their order is that of the server's checks. The
// message repeats them.
func orderCauses(status map[string]any) {
	details, _ := status["details"].(map[string]any)
	causes, _ := details["causes"].([]any)
	if len(causes) == 0 {
		return
	}
	slices.SortFunc(causes, func(a, b any) int { return strings.Compare(show(a), show(b)) })
	details["causes"] = slices.CompactFunc(causes, func(a, b any) bool { return show(a) == show(b) })
	if message, ok := status["message"].(string); ok {
		if before, _, ok := strings.Cut(message, "is invalid: "); ok {
			status["message"] = before + "is invalid: (causes)"
		}
	}
}

// word gives the name of a value after the answer in which it came first.
func (n *normalizer) word(known map[string]string, value, kind string) string {
	if _, ok := known[value]; !ok {
		name, same := fmt.Sprintf("%s of %d", kind, n.step), 0
		for _, other := range known {
			if strings.HasPrefix(other, "("+name) {
				same++
			}
		}
		if same > 0 {
			name = fmt.Sprintf("%s, %c", name, 'a'+same)
		}
		known[value] = "(" + name + ")"
	}
	return known[value]
}
