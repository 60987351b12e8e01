// Command zeros prints, for every struct of the Kubernetes API, the fields that Go always writes, with the value that an
// empty struct has: `{"io.k8s.api.core.v1.Container":{"name":"","resources":{}}, …}`. What an API server answers with and
// whom it takes for the owner of a field depend on it, and the OpenAPI definitions don't tell it.
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

// definitionName is the OpenAPI name of a Go type: k8s.io/api/core/v1.Pod is io.k8s.api.core.v1.Pod.
func definitionName(t reflect.Type) string {
	host, path, _ := strings.Cut(t.PkgPath(), "/")
	labels := strings.Split(host, ".")
	for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 {
		labels[i], labels[j] = labels[j], labels[i]
	}
	return strings.Join(labels, ".") + "." + strings.ReplaceAll(path, "/", ".") + "." + t.Name()
}

// alwaysWritten is what encoding/json writes of an empty value of the type.
func alwaysWritten(t reflect.Type) (map[string]any, error) {
	text, err := json.Marshal(reflect.New(t).Interface())
	if err != nil {
		return nil, err
	}
	fields := map[string]any{}
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, nil // a struct that is not an object in JSON, as Quantity
	}
	return fields, nil
}

func collect(t reflect.Type, found map[string]map[string]any, seen map[reflect.Type]bool) error {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return collect(t.Elem(), found, seen)
	case reflect.Struct:
	default:
		return nil
	}
	if seen[t] || !strings.HasPrefix(t.PkgPath(), "k8s.io/") {
		return nil
	}
	seen[t] = true
	fields, err := alwaysWritten(t)
	if err != nil {
		return fmt.Errorf("%v: %w", t, err)
	}
	for name, value := range fields {
		if _, nested := value.(map[string]any); nested {
			fields[name] = map[string]any{} // the nested struct has an entry of its own
		}
	}
	if len(fields) > 0 {
		found[definitionName(t)] = fields
	}
	for i := range t.NumField() {
		if err := collect(t.Field(i).Type, found, seen); err != nil {
			return err
		}
	}
	return nil
}

func run() error {
	for _, add := range []func(*runtime.Scheme) error{apiextensions.AddToScheme, apiregistration.AddToScheme} {
		if err := add(scheme.Scheme); err != nil {
			return err
		}
	}
	found := map[string]map[string]any{}
	seen := map[reflect.Type]bool{}
	for _, t := range scheme.Scheme.AllKnownTypes() {
		if err := collect(t, found, seen); err != nil {
			return err
		}
	}
	return print(found, os.Args[1:])
}

// print writes one line a struct, of those that the OpenAPI definitions of the given file name.
func print(found map[string]map[string]any, arguments []string) error {
	if len(arguments) != 1 {
		return fmt.Errorf("usage: zeros DEFINITIONS.json")
	}
	text, err := os.ReadFile(arguments[0])
	if err != nil {
		return err
	}
	var wanted struct{ Definitions map[string]json.RawMessage }
	if err := json.Unmarshal(text, &wanted); err != nil {
		return fmt.Errorf("%s: %w", arguments[0], err)
	}
	names := slices.Sorted(maps.Keys(found))
	names = slices.DeleteFunc(names, func(name string) bool { return wanted.Definitions[name] == nil })
	for i, name := range names {
		fields, err := json.Marshal(found[name])
		if err != nil {
			return err
		}
		separator := ","
		if i == 0 {
			separator = "{"
		}
		fmt.Printf("%s\n%q:%s", separator, name, fields)
	}
	fmt.Println("\n}")
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "zeros:", err)
		os.Exit(1)
	}
}
