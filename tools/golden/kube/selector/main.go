// Writes tests/data/golden/kube/selector.tsv: texts, made from a fixed seed, as labels.Parse and fields.ParseSelector read them:
// `label|field <tab> input <tab> canonical text or error: message`.
package main

import (
	"bytes"
	"fmt"
	"log"
	"math/rand"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
)

const (
	seed  = 20260131
	cases = 1500
)

var words = []string{"a", "b", "app", "tier", "in", "notin", "x.io/a", "-a", "1", "22", "B_c", "", "é"}
var signs = []string{"=", "==", "!=", " in (", " notin (", ")", ",", ",", "!", ">", "<", " ", "(", "===", "=!", "\\,", "\\="}

func text(random *rand.Rand) string {
	var out strings.Builder
	if random.Intn(3) > 0 { // mostly right
		for i := random.Intn(3); i >= 0; i-- {
			word := func() string { return words[random.Intn(7)] }
			switch random.Intn(7) {
			case 0:
				out.WriteString(word())
			case 1:
				out.WriteString("!" + word())
			case 2:
				out.WriteString(word() + " in (" + word() + ", " + word() + ")")
			case 3:
				out.WriteString(word() + " notin (" + word() + ")")
			case 4:
				out.WriteString(word() + " > 1")
			default:
				out.WriteString(word() + []string{"=", "==", "!="}[random.Intn(3)] + word())
			}
			if i > 0 {
				out.WriteString(",")
			}
		}
		return out.String()
	}
	for i := random.Intn(6); i >= 0; i-- {
		out.WriteString(words[random.Intn(len(words))] + signs[random.Intn(len(signs))])
	}
	return out.String()
}

func result(text string, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return text
}

func main() {
	random := rand.New(rand.NewSource(seed))
	var out bytes.Buffer
	for range cases {
		input := text(random)
		selector, err := labels.Parse(input)
		canonical := ""
		if err == nil {
			canonical = strings.ReplaceAll(selector.String(), "==", "=") // ours has one sign for both
		}
		fmt.Fprintf(&out, "label\t%s\t%s\n", input, result(canonical, err))
		field, err := fields.ParseSelector(input)
		if err == nil {
			canonical = field.String()
		}
		fmt.Fprintf(&out, "field\t%s\t%s\n", input, result(canonical, err))
	}
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
