package conformance

import (
	"encoding/json"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// applyTo sends a server-side apply of `manager` and gives the whole answer.
func (s *scene) applyTo(path, manager, query, body string) answer {
	s.Helper()
	return s.send("PATCH", path+"?fieldManager="+manager+query, []byte(body), "Content-Type", "application/apply-patch+yaml")
}

func (s *scene) applyMap(manager, query, body string) answer {
	s.Helper()
	return s.applyTo("/api/v1/namespaces/"+s.ns+"/configmaps/a", manager, query, body)
}

func (s *scene) applied(a answer, asked string) *corev1.ConfigMap {
	s.Helper()
	if a.code != 200 && a.code != 201 {
		s.Fatalf("asked: %s\nexpected: success\ngot: HTTP %d %s", asked, a.code, a.body)
	}
	var object corev1.ConfigMap
	s.must(json.Unmarshal(a.body, &object), asked+": parse the answer")
	return &object
}

// ownership gives what `manager` owns by `operation`, as the text of its fieldsV1, or "".
func ownership(object metav1.Object, manager string, operation metav1.ManagedFieldsOperationType, subresource string) string {
	for _, entry := range object.GetManagedFields() {
		if entry.Manager == manager && entry.Operation == operation && entry.Subresource == subresource {
			return string(entry.FieldsV1.Raw)
		}
	}
	return ""
}

func (s *scene) sameJSON(asked, got, want string) {
	s.Helper()
	var a, b any
	if json.Unmarshal([]byte(got), &a) != nil || json.Unmarshal([]byte(want), &b) != nil || show(a) != show(b) {
		s.Errorf("asked: %s\nexpected: %s\ngot: %s", asked, want, got)
	}
}

const mapHead = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"

func TestApplyCreatesAndRecordsOwnership(t *testing.T) {
	s := begin(t)
	got := s.applyMap("one", "", mapHead+"data: {x: '1', q: '2'}\n")
	s.succeeds(got, "apply an object that does not exist", 201)
	object := s.applied(got, "apply")
	s.same("number of managedFields entries", len(object.ManagedFields), 1)
	entry := object.ManagedFields[0]
	s.same("entry", []string{entry.Manager, string(entry.Operation), entry.APIVersion, entry.FieldsType, entry.Subresource}, []string{"one", "Apply", "v1", "FieldsV1", ""})
	s.holds(entry.Time != nil, "apply", "a time in managedFields", entry)
	s.sameJSON("fieldsV1", string(entry.FieldsV1.Raw), `{"f:data":{"f:x":{},"f:q":{}}}`)
	again := s.applyMap("one", "", mapHead+"data: {x: '1', q: '2'}\n")
	s.succeeds(again, "apply the same again", 200)
	s.same("resourceVersion after applying the same", s.applied(again, "apply").ResourceVersion, object.ResourceVersion)
}

func TestApplyRemovesWhatItsManagerNoLongerNames(t *testing.T) {
	s := begin(t)
	s.applied(s.applyMap("one", "", mapHead+"data: {x: '1', q: '2'}\n"), "apply x and q")
	s.patchMap("a", `{"data":{"z":"3"}}`)
	object := s.applied(s.applyMap("one", "", mapHead+"data: {x: '1'}\n"), "apply x only")
	s.same("data", object.Data, map[string]string{"x": "1", "z": "3"})
}

func TestApplyConflictsNameTheOwnerAndTheField(t *testing.T) {
	s := begin(t)
	s.applied(s.applyMap("one", "", mapHead+"data: {x: '1', q: '2'}\n"), "apply as one")
	got := s.applyMap("two", "", mapHead+"data: {x: '9', w: '0'}\n")
	status := s.failsWith(got, "apply another value of x as two", 409, metav1.StatusReasonConflict)
	s.hasCause(status, "apply another value of x as two", metav1.CauseTypeFieldManagerConflict, ".data.x")
	s.same("cause's message", status.Details.Causes[0].Message, `conflict with "one"`)
	s.same("message", status.Message, `Apply failed with 1 conflict: conflict with "one": .data.x`)
	forced := s.applied(s.applyMap("two", "&force=true", mapHead+"data: {x: '9', w: '0'}\n"), "apply with force as two")
	s.same("data after force", forced.Data, map[string]string{"w": "0", "x": "9", "q": "2"})
	s.sameJSON("one owns what is left", ownership(forced, "one", "Apply", ""), `{"f:data":{"f:q":{}}}`)
	s.sameJSON("two owns what it forced", ownership(forced, "two", "Apply", ""), `{"f:data":{"f:w":{},"f:x":{}}}`)
}

func TestApplyOfTheSameValueSharesOwnership(t *testing.T) {
	s := begin(t)
	s.applied(s.applyMap("one", "", mapHead+"data: {x: '1', q: '2'}\n"), "apply as one")
	shared := s.applied(s.applyMap("two", "", mapHead+"data: {x: '1'}\n"), "apply the same value as two")
	s.sameJSON("one owns both", ownership(shared, "one", "Apply", ""), `{"f:data":{"f:x":{},"f:q":{}}}`)
	s.sameJSON("two owns x too", ownership(shared, "two", "Apply", ""), `{"f:data":{"f:x":{}}}`)
	kept := s.applied(s.applyMap("one", "", mapHead+"data: {q: '2'}\n"), "one lets go of x")
	s.same("x stays while two owns it", kept.Data, map[string]string{"x": "1", "q": "2"})
	s.sameJSON("one owns q only", ownership(kept, "one", "Apply", ""), `{"f:data":{"f:q":{}}}`)
}

func TestUpdatesTakeOwnershipFromAppliers(t *testing.T) {
	s := begin(t)
	s.applied(s.applyMap("one", "", mapHead+"data: {x: '1', q: '2'}\n"), "apply as one")
	got, err := s.client.CoreV1().ConfigMaps(s.ns).Patch(s.ctx, "a", types.MergePatchType, []byte(`{"data":{"x":"5"}}`), metav1.PatchOptions{FieldManager: "editor"})
	s.must(err, "patch x as editor")
	s.sameJSON("one owns what the editor did not change", ownership(got, "one", "Apply", ""), `{"f:data":{"f:q":{}}}`)
	s.sameJSON("the editor owns x", ownership(got, "editor", "Update", ""), `{"f:data":{"f:x":{}}}`)
	status := s.failsWith(s.applyMap("one", "", mapHead+"data: {x: '1', q: '2'}\n"), "apply over the editor", 409, metav1.StatusReasonConflict)
	s.contains("cause's message", status.Details.Causes[0].Message, `conflict with "editor" using v1`)
}

func TestUpdatesAreRecordedWithTheirManager(t *testing.T) {
	s := begin(t)
	made, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, withLabels(configMap("a", "x", "1"), "l", "v"), metav1.CreateOptions{FieldManager: "maker"})
	s.must(err, "create as maker")
	s.sameJSON("maker's fields", ownership(made, "maker", "Update", ""), `{"f:data":{".":{},"f:x":{}},"f:metadata":{"f:labels":{".":{},"f:l":{}}}}`)
	change := made.DeepCopy()
	delete(change.Data, "x")
	change.Data["q"] = "2"
	got, err := s.client.CoreV1().ConfigMaps(s.ns).Update(s.ctx, change, metav1.UpdateOptions{FieldManager: "changer"})
	s.must(err, "update as changer")
	s.sameJSON("maker no longer owns what was removed", ownership(got, "maker", "Update", ""), `{"f:data":{},"f:metadata":{"f:labels":{".":{},"f:l":{}}}}`)
	s.sameJSON("changer's fields", ownership(got, "changer", "Update", ""), `{"f:data":{"f:q":{}}}`)
	s.createMap(configMap("b", "k", "v"))
	anonymous, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "b", metav1.GetOptions{})
	s.must(err, "get b")
	s.same("without fieldManager the user agent's name counts", anonymous.ManagedFields[0].Manager, "conformance")
}

func TestApplyMergesListsByTheirKeys(t *testing.T) {
	s := begin(t)
	path := "/apis/apps/v1/namespaces/" + s.ns + "/deployments/web"
	head := `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"app":"web"}},"replicas":0,
		"template":{"metadata":{"labels":{"app":"web"}},"spec":{"containers":[`
	first := head + `{"name":"app","image":"i:1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"ports":[{"containerPort":80}]}]}}}}`
	s.succeeds(s.applyTo(path, "one", "", first), "apply a Deployment", 201)
	side := `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"side","image":"s:1"}]}}}}`
	s.succeeds(s.applyTo(path, "two", "", side), "apply one more container as another manager", 200)
	second := head + `{"name":"app","image":"i:1","env":[{"name":"B","value":"3"}],"ports":[{"containerPort":80}]}]}}}}`
	s.succeeds(s.applyTo(path, "one", "", second), "apply without env A", 200)
	got, err := s.client.AppsV1().Deployments(s.ns).Get(s.ctx, "web", metav1.GetOptions{})
	s.must(err, "get")
	s.same("containers of both managers", len(got.Spec.Template.Spec.Containers), 2)
	s.same("env of app", envOf(containerOf(&got.Spec.Template, "app")), map[string]string{"B": "3"})
	s.contains("keys in fieldsV1", ownership(got, "one", "Apply", ""), `k:{\"name\":\"app\"}`, `k:{\"name\":\"B\"}`, `k:{\"containerPort\":80,\"protocol\":\"TCP\"}`, `"f:image":{}`)
	s.sameJSON("fields of two", ownership(got, "two", "Apply", ""), `{"f:spec":{"f:template":{"f:spec":{"f:containers":{"k:{\"name\":\"side\"}":{".":{},"f:image":{},"f:name":{}}}}}}}`)
	status := s.failsWith(s.applyTo(path, "two", "", `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"app","image":"i:2"}]}}}}`),
		"apply another image of the other's container", 409, metav1.StatusReasonConflict)
	s.hasCause(status, "apply another image", metav1.CauseTypeFieldManagerConflict, `.spec.template.spec.containers[name="app"].image`)
}

func TestApplyTreatsSetsAndAtomicListsAsDeclared(t *testing.T) {
	s := begin(t)
	finalizers := func(manager, list string) answer {
		return s.applyMap(manager, "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, finalizers: ["+list+"]}\n")
	}
	s.applied(finalizers("one", "example.test/one"), "apply finalizer one")
	both := s.applied(finalizers("two", "example.test/two"), "apply finalizer two as another manager")
	s.same("finalizers are a set", len(both.Finalizers), 2)
	s.sameJSON("values in fieldsV1", ownership(both, "two", "Apply", ""), `{"f:metadata":{"f:finalizers":{"v:\"example.test/two\"":{}}}}`)
	left := s.applied(finalizers("one", ""), "one applies no finalizers")
	s.same("finalizers left", left.Finalizers, []string{"example.test/two"})
	s.applied(finalizers("two", ""), "two applies no finalizers")
}

func TestApplyIsRefusedWhenIncomplete(t *testing.T) {
	s := begin(t)
	body := mapHead + "data: {x: '1'}\n"
	path := "/api/v1/namespaces/" + s.ns + "/configmaps/a"
	got := s.send("PATCH", path, []byte(body), "Content-Type", "application/apply-patch+yaml")
	status := s.failsWith(got, "apply without fieldManager", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "apply without fieldManager", metav1.CauseTypeFieldValueRequired, "fieldManager")
	s.failsWith(s.applyMap("one", "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, managedFields: [{manager: x, operation: Apply, apiVersion: v1, fieldsType: FieldsV1, fieldsV1: {}}]}\n"),
		"apply with managedFields", 400, metav1.StatusReasonBadRequest)
	s.failsWith(s.applyMap("one", "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"), "apply b to the path of a", 400, metav1.StatusReasonBadRequest)
	s.failsWith(s.applyMap("one", "", "kind: ConfigMap\nmetadata: {name: a}\n"), "apply without apiVersion", 400, metav1.StatusReasonBadRequest)
	s.failsWith(s.applyMap("one", "", "data: [\n"), "apply a body that is no YAML", 400, metav1.StatusReasonBadRequest)
	plain := s.send("PATCH", path+"?force=true", []byte(`{"data":{}}`), "Content-Type", "application/merge-patch+json")
	status = s.failsWith(plain, "merge patch with force", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "merge patch with force", metav1.CauseTypeForbidden, "force")
}

func TestApplyWithAStaleResourceVersionConflicts(t *testing.T) {
	s := begin(t)
	s.applied(s.applyMap("one", "", mapHead+"data: {x: '1'}\n"), "apply")
	got := s.applyMap("one", "", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, resourceVersion: '1'}\ndata: {x: '2'}\n")
	s.failsWith(got, "apply with a stale resourceVersion", 409, metav1.StatusReasonConflict)
}

func TestManagedFieldsCanBeCleared(t *testing.T) {
	s := begin(t)
	s.applied(s.applyMap("one", "", mapHead+"data: {x: '1'}\n"), "apply")
	cleared := s.patchMap("a", `{"metadata":{"managedFields":[{}]}}`)
	s.same("managedFields after a patch to [{}]", len(cleared.ManagedFields), 0)
}

func TestStatusChangesAreRecordedApart(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	_, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, pod("a"), metav1.CreateOptions{FieldManager: "maker"})
	s.must(err, "create a Pod")
	got, err := s.client.CoreV1().Pods(s.ns).Patch(s.ctx, "a", types.StrategicMergePatchType,
		[]byte(`{"status":{"conditions":[{"type":"example.test/ready","status":"True"}]}}`), metav1.PatchOptions{FieldManager: "reporter"}, "status")
	s.must(err, "patch the status")
	s.contains("fields of the reporter", ownership(got, "reporter", "Update", "status"), `k:{\"type\":\"example.test/ready\"}`)
	s.same("maker's status fields", ownership(got, "maker", "Update", "status"), "")
}

func TestApplyThroughTheTypedClientAndDryRun(t *testing.T) {
	s := begin(t)
	s.applied(s.applyMap("one", "", mapHead+"data: {x: '1'}\n"), "apply")
	dry := s.applied(s.applyMap("one", "&dryRun=All", mapHead+"data: {x: '2'}\n"), "apply with dryRun")
	s.same("dry run shows the result", dry.Data, map[string]string{"x": "2"})
	now, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get")
	s.same("dry run stores nothing", now.Data, map[string]string{"x": "1"})
}
