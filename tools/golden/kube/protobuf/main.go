// Writes tests/data/golden/kube/protobuf.tsv: one object of every stable kind, filled at random from a fixed seed and encoded by
// the serializers of Kubernetes, as `base64 of the protobuf <tab> JSON`.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"reflect"
	"sort"
	"strings"
	"time"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/runtime/serializer/protobuf"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/randfill"
)

const seed = 20260131

func filler() *randfill.Filler {
	return randfill.NewWithSeed(seed).NilChance(0.4).NumElements(1, 2).MaxDepth(7).Funcs(
		func(out *string, c randfill.Continue) {
			*out = []string{"", "web", "a/b", "ä€😀", "line\nnext \"quoted\"", "x"}[c.Intn(6)]
		},
		func(out *metav1.Time, c randfill.Continue) { *out = metav1.Unix(1700000000+int64(c.Intn(100000)), 0) },
		func(out *metav1.MicroTime, c randfill.Continue) {
			*out = metav1.NewMicroTime(time.Unix(1700000000, int64(c.Intn(1000000))*1000).UTC())
		},
		func(out *resource.Quantity, c randfill.Continue) {
			*out = resource.MustParse([]string{"0", "250m", "1536Mi", "12e6"}[c.Intn(4)])
		},
		func(out *intstr.IntOrString, c randfill.Continue) {
			*out = []intstr.IntOrString{intstr.FromInt32(-5), intstr.FromString("25%")}[c.Intn(2)]
		},
		func(out *metav1.FieldsV1, _ randfill.Continue) { out.Raw = []byte(`{"f:spec":{}}`) },
		func(out *runtime.RawExtension, _ randfill.Continue) { out.Raw = []byte(`{"a":[1,"b"]}`) },
		func(out *runtime.Object, _ randfill.Continue) { *out = nil },
		func(out *apiextensions.JSON, _ randfill.Continue) { out.Raw = []byte(`{"x":1.5}`) },
		func(out *apiextensions.JSONSchemaPropsOrBool, c randfill.Continue) { out.Allows = c.Bool() },
		func(out *apiextensions.JSONSchemaPropsOrArray, _ randfill.Continue) {
			out.Schema = &apiextensions.JSONSchemaProps{Type: "string"}
		},
		func(out *apiextensions.JSONSchemaPropsOrStringArray, _ randfill.Continue) {
			out.Property = []string{"p"}
		},
	)
}

func isStable(kind schema.GroupVersionKind) bool {
	return !strings.Contains(kind.Version, "alpha") && !strings.Contains(kind.Version, "beta") && !strings.HasSuffix(kind.Kind, "Options") &&
		kind.Kind != "WatchEvent" && kind.Version != runtime.APIVersionInternal
}

func main() {
	types := scheme.Scheme
	if err := apiextensions.AddToScheme(types); err != nil {
		log.Fatal(err)
	}
	var kinds []schema.GroupVersionKind
	for kind, goType := range types.AllKnownTypes() {
		if _, ok := reflect.New(goType).Interface().(interface{ Marshal() ([]byte, error) }); ok && isStable(kind) {
			kinds = append(kinds, kind)
		}
	}
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].String() < kinds[j].String() })
	encoder := protobuf.NewSerializer(types, types)
	var out bytes.Buffer
	for _, kind := range kinds {
		object, err := types.New(kind)
		if err != nil {
			log.Fatal(err)
		}
		filler().Fill(object)
		object.GetObjectKind().SetGroupVersionKind(kind)
		var encoded bytes.Buffer
		if err := encoder.Encode(object, &encoded); err != nil {
			log.Fatalf("%s: %v", kind, err)
		}
		// What protobuf cannot tell apart must not differ in the JSON: write that of the decoded object.
		decoded, _, err := encoder.Decode(encoded.Bytes(), nil, nil)
		if err != nil {
			log.Fatalf("%s: %v", kind, err)
		}
		decoded.GetObjectKind().SetGroupVersionKind(kind)
		text, err := runtime.Encode(jsonCodec(types), decoded)
		if err != nil {
			log.Fatalf("%s: %v", kind, err)
		}
		fmt.Fprintf(&out, "%s\t%s\n", base64.StdEncoding.EncodeToString(encoded.Bytes()), bytes.TrimSpace(text))
	}
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("wrote %d kinds, %d bytes\n", len(kinds), out.Len())
}
