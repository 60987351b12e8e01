package conformance

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const jsonType = "application/json"

func TestUnknownPathsAreNotFound(t *testing.T) {
	s := beginWithoutNamespace(t)
	for _, path := range []string{"/nonsense", "/api/v1/nonsense", "/apis/nonsense.example.test", "/apis/apps/v9", "/apis/apps/v1/namespaces/default/nonsense"} {
		got := s.send("GET", path, nil)
		s.same("GET "+path, got.code, 404)
	}
}

func TestWrongMethodsAreNotAllowed(t *testing.T) {
	s := begin(t)
	for method, path := range map[string]string{
		"POST":   "/api/v1/namespaces/" + s.ns + "/configmaps/a",
		"PUT":    "/api/v1/namespaces/" + s.ns + "/configmaps",
		"PATCH":  "/api/v1/namespaces/" + s.ns + "/configmaps",
		"DELETE": "/api/v1/namespaces/" + s.ns + "/pods/a/status",
	} {
		got := s.send(method, path, []byte(`{}`), "Content-Type", jsonType)
		s.failsWith(got, method+" "+path, 405, metav1.StatusReasonMethodNotAllowed)
	}
	got := s.send("GET", "/api/v1/namespaces/"+s.ns+"/pods/a/binding", nil)
	s.failsWith(got, "GET a binding", 405, metav1.StatusReasonMethodNotAllowed)
}

func TestBodiesOfUnknownTypesAreRefused(t *testing.T) {
	s := begin(t)
	path := "/api/v1/namespaces/" + s.ns + "/configmaps"
	body := []byte(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}`)
	got := s.send("POST", path, body, "Content-Type", "text/plain")
	s.failsWith(got, "POST text/plain", 415, metav1.StatusReasonUnsupportedMediaType)
	got = s.send("GET", path, nil, "Accept", "text/csv")
	s.failsWith(got, "GET with Accept: text/csv", 406, metav1.StatusReasonNotAcceptable)
	got = s.send("GET", path, nil, "Accept", "text/csv, */*;q=0.1")
	s.succeeds(got, "GET with Accept: text/csv, */*", 200)
}

func TestYAMLBodiesAndAnswers(t *testing.T) {
	s := begin(t)
	path := "/api/v1/namespaces/" + s.ns + "/configmaps"
	body := []byte("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: v\n")
	got := s.send("POST", path, body, "Content-Type", "application/yaml", "Accept", "application/yaml")
	s.succeeds(got, "POST YAML", 201)
	s.same("content type", got.header.Get("Content-Type"), "application/yaml")
	s.contains("answer in YAML", string(got.body), "kind: ConfigMap\n", "  k: v\n")
}

func TestMalformedBodiesAreBadRequests(t *testing.T) {
	s := begin(t)
	path := "/api/v1/namespaces/" + s.ns + "/configmaps"
	for body, want := range map[string]string{
		`{"apiVersion":"v1","kind":"ConfigMap",`: "",
		`not json at all`:                        "",
		`[]`:                                     "",
		`{"apiVersion":"v1","kind":"ConfigMap","data":{"k":5},"metadata":{"name":"a"}}`:  "",
		`{"apiVersion":"v1","kind":"ConfigMap","data":["k"],"metadata":{"name":"a"}}`:    "",
		`{"apiVersion":"v1","kind":"Secret","metadata":{"name":"a"}}`:                    `Secret in version "v1" cannot be handled as a ConfigMap`,
		`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a"},"spec":{}}`: "",
		`{"apiVersion":"v1","kind":"Nonsense","metadata":{"name":"a"}}`:                  `no kind "Nonsense"`,
	} {
		got := s.send("POST", path, []byte(body), "Content-Type", jsonType)
		status := s.failsWith(got, "POST "+body, 400, metav1.StatusReasonBadRequest)
		s.contains("message for "+body, status.Message, want)
	}
}

func TestOversizeBodiesAreRefused(t *testing.T) {
	s := begin(t)
	body := fmt.Appendf(nil, `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":%q}}`, strings.Repeat("x", 4<<20))
	got := s.send("POST", "/api/v1/namespaces/"+s.ns+"/configmaps", body, "Content-Type", jsonType)
	s.failsWith(got, "POST 4 MiB", 413, metav1.StatusReasonRequestEntityTooLarge)
	body = fmt.Appendf(nil, `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":%q}}`, strings.Repeat("x", 1<<20+1))
	got = s.send("POST", "/api/v1/namespaces/"+s.ns+"/configmaps", body, "Content-Type", jsonType)
	status := s.failsWith(got, "POST a ConfigMap with more than 1 MiB of data", 422, metav1.StatusReasonInvalid)
	s.contains("message", status.Message, "Too long: may not be more than 1048576 bytes")
	annotated := fmt.Appendf(nil, `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","annotations":{"k":%q}}}`, strings.Repeat("x", 256<<10+1))
	got = s.send("POST", "/api/v1/namespaces/"+s.ns+"/configmaps", annotated, "Content-Type", jsonType)
	status = s.failsWith(got, "POST more than 256 KiB of annotations", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "POST more than 256 KiB of annotations", metav1.CauseTypeTooLong, "metadata.annotations")
}

const surplus = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"dota":{"k":"v"},"data":{"k":"1","k":"2"}}`

func TestStrictFieldValidationRefusesUnknownAndDuplicateFields(t *testing.T) {
	s := begin(t)
	path := "/api/v1/namespaces/" + s.ns + "/configmaps"
	got := s.send("POST", path+"?fieldValidation=Strict", []byte(surplus), "Content-Type", jsonType)
	status := s.failsWith(got, "POST with fieldValidation=Strict", 400, metav1.StatusReasonBadRequest)
	s.contains("message", status.Message, "strict decoding error", `unknown field "dota"`, `duplicate field "data.k"`)
	got = s.send("POST", path+"?fieldValidation=Sometimes", []byte(surplus), "Content-Type", jsonType)
	s.failsWith(got, "POST with fieldValidation=Sometimes", 422, metav1.StatusReasonInvalid)
}

func TestWarnFieldValidationWarnsInHeaders(t *testing.T) {
	s := begin(t)
	path := "/api/v1/namespaces/" + s.ns + "/configmaps"
	got := s.send("POST", path+"?fieldValidation=Warn", []byte(surplus), "Content-Type", jsonType)
	s.succeeds(got, "POST with fieldValidation=Warn", 201)
	s.contains("warnings", strings.Join(got.header.Values("Warning"), "\n"), `299 - "unknown field \"dota\""`, `299 - "duplicate field \"data.k\""`)
	s.same("unknown fields are dropped", got.object()["dota"], nil)
	got = s.send("PUT", path+"/a", []byte(surplus), "Content-Type", jsonType)
	s.succeeds(got, "PUT without fieldValidation, which warns", 200)
	s.holds(len(got.header.Values("Warning")) == 2, "PUT without fieldValidation", "two warnings", got.header.Values("Warning"))
	got = s.send("PUT", path+"/a?fieldValidation=Ignore", []byte(surplus), "Content-Type", jsonType)
	s.succeeds(got, "PUT with fieldValidation=Ignore", 200)
	s.same("warnings when ignored", len(got.header.Values("Warning")), 0)
}

func TestStrictFieldValidationOfPatches(t *testing.T) {
	s := begin(t)
	s.createMap(configMap("a"))
	path := "/api/v1/namespaces/" + s.ns + "/configmaps/a"
	for kind, body := range map[string]string{
		"application/merge-patch+json":           `{"dota":{"k":"v"}}`,
		"application/strategic-merge-patch+json": `{"dota":{"k":"v"}}`,
		"application/json-patch+json":            `[{"op":"add","path":"/dota","value":{"k":"v"}}]`,
	} {
		got := s.send("PATCH", path+"?fieldValidation=Strict", []byte(body), "Content-Type", kind)
		s.holds(got.code == 422 || got.code == 400, "PATCH with an unknown field, strictly, "+kind, "400 or 422", fmt.Sprint(got.code, " ", string(got.body)))
		s.contains("message", got.status().Message, `unknown field "dota"`)
	}
	for _, query := range []string{"&fieldValidation=Strict", ""} {
		got := s.send("PATCH", path+"?fieldManager=one"+query, []byte(mapHead+"dota: {k: v}\n"), "Content-Type", "application/apply-patch+yaml")
		s.holds(got.code >= 400 && bytes.Contains(got.body, []byte("dota")), "apply an unknown field"+query, "an error about it", string(got.body))
	}
}

func TestDryRunChecksAndStoresNothing(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	dry := []string{metav1.DryRunAll}
	made, err := maps.Create(s.ctx, configMap("a", "k", "1"), metav1.CreateOptions{DryRun: dry})
	s.must(err, "create with dryRun")
	s.holds(made.UID != "" && !made.CreationTimestamp.IsZero(), "create with dryRun", "an object as it would be stored", made)
	_, err = maps.Get(s.ctx, "a", metav1.GetOptions{})
	s.fails(err, "get it", 404, metav1.StatusReasonNotFound)
	real := s.createMap(configMap("a", "k", "1"))
	_, err = maps.Create(s.ctx, configMap("a"), metav1.CreateOptions{DryRun: dry})
	s.fails(err, "create an existing name with dryRun", 409, metav1.StatusReasonAlreadyExists)
	changed, err := maps.Update(s.ctx, configMap("a", "k", "2"), metav1.UpdateOptions{DryRun: dry})
	s.must(err, "update with dryRun")
	s.same("update with dryRun shows the result", changed.Data["k"], "2")
	s.must(maps.Delete(s.ctx, "a", metav1.DeleteOptions{DryRun: dry}), "delete with dryRun")
	now, err := maps.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get it afterwards")
	s.same("the object after dry runs", now, real)
	got := s.send("POST", "/api/v1/namespaces/"+s.ns+"/configmaps?dryRun=Some", []byte(mapHead), "Content-Type", "application/yaml")
	s.failsWith(got, "POST with dryRun=Some", 422, metav1.StatusReasonInvalid)
}
