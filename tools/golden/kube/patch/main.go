// Writes tests/data/golden/kube/patch.tsv: documents and patches, made from a fixed seed, as the library that kube-apiserver uses
// applies them: `json|merge <tab> document <tab> patch <tab> result or error`.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"os"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
)

const (
	seed  = 20260131
	cases = 1500
)

var keys = []string{"a", "b", "c", "x/y", "m~n"}
var tokens = []string{"a", "b", "c", "x~1y", "m~0n", "0", "1", "2", "-", "-1", "01", "z"}

func value(random *rand.Rand, depth int) any {
	switch kind := random.Intn(7); {
	case kind < 2 && depth < 3:
		object := map[string]any{}
		for range random.Intn(4) {
			object[keys[random.Intn(len(keys))]] = value(random, depth+1)
		}
		return object
	case kind < 4 && depth < 3:
		list := []any{}
		for range random.Intn(3) {
			list = append(list, value(random, depth+1))
		}
		return list
	case kind == 4:
		return nil
	case kind == 5:
		return random.Intn(3)
	default:
		return []any{"s", "", true, 1.5}[random.Intn(4)]
	}
}

func object(random *rand.Rand) map[string]any {
	for {
		if out, ok := value(random, 0).(map[string]any); ok && len(out) > 0 {
			return out
		}
	}
}

func pointer(random *rand.Rand) string {
	out := ""
	for range 1 + random.Intn(3) {
		out += "/" + tokens[random.Intn(len(tokens))]
	}
	return out
}

func operations(random *rand.Rand) []map[string]any {
	var out []map[string]any
	for range 1 + random.Intn(2) {
		operation := map[string]any{"op": []string{"add", "add", "remove", "replace", "move", "copy", "test"}[random.Intn(7)], "path": pointer(random)}
		switch operation["op"] {
		case "move", "copy":
			operation["from"] = pointer(random)
		case "add", "replace", "test":
			operation["value"] = value(random, 2)
		}
		out = append(out, operation)
	}
	return out
}

func text(value any) []byte {
	out, err := json.Marshal(value)
	if err != nil {
		log.Fatal(err)
	}
	return out
}

func main() {
	random := rand.New(rand.NewSource(seed))
	var out bytes.Buffer
	put := func(kind string, document, patch, result []byte, err error) {
		if err != nil {
			result = []byte("error")
		}
		fmt.Fprintf(&out, "%s\t%s\t%s\t%s\n", kind, document, patch, result)
	}
	for range cases {
		document, list := text(object(random)), text(operations(random))
		patch, err := jsonpatch.DecodePatch(list)
		if err != nil {
			log.Fatal(err)
		}
		result, err := patch.Apply(document)
		put("json", document, list, result, err)
		change := text(object(random))
		result, err = jsonpatch.MergePatch(document, change)
		put("merge", document, change, result, err)
	}
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
