// Writes tests/data/golden/kube/quantity.tsv: texts, made from a fixed seed, as resource.ParseQuantity reads them:
// `input <tab> canonical <tab> Value() <tab> MilliValue()`, or `input <tab> error`.
package main

import (
	"bytes"
	"fmt"
	"log"
	"math/rand"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
)

const (
	seed  = 20260131
	cases = 3000
)

var suffixes = []string{"", "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "E-2", "e+6", "e0", "K", "i", "mi", "e"}

func number(random *rand.Rand) string {
	digits := func(most int) string {
		var out strings.Builder
		for count := random.Intn(most + 1); count > 0; count-- {
			out.WriteByte("0123456789"[random.Intn(10)])
		}
		return out.String()
	}
	out := []string{"", "", "", "-", "+"}[random.Intn(5)] + digits(6)
	if random.Intn(2) == 0 {
		out += "." + digits(11)
	}
	return out
}

func main() {
	random := rand.New(rand.NewSource(seed))
	var out bytes.Buffer
	for range cases {
		text := number(random) + suffixes[random.Intn(len(suffixes))]
		quantity, err := resource.ParseQuantity(text)
		if err != nil {
			fmt.Fprintf(&out, "%s\terror\n", text)
			continue
		}
		// Left out are readings that overflow, where ours saturate, and those of negative ones, which upstream rounds away
		// from zero, or past the next whole number, depending on how it holds them.
		value, milli := fmt.Sprint(quantity.Value()), fmt.Sprint(quantity.MilliValue())
		if quantity.CmpInt64(9e15) > 0 || quantity.Sign() < 0 {
			value, milli = "-", "-"
		}
		// String() may give the text that was read.
		digits, suffix := quantity.CanonicalizeBytes(make([]byte, 0, 64))
		fmt.Fprintf(&out, "%s\t%s%s\t%s\t%s\n", text, digits, suffix, value, milli)
	}
	if err := os.WriteFile(os.Args[1], out.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
