package conformance

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func (s *scene) patchDeployment(kind types.PatchType, patch string) (*corev1.PodTemplateSpec, error) {
	got, err := s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", kind, []byte(patch), metav1.PatchOptions{})
	if err != nil {
		return nil, err
	}
	return &got.Spec.Template, nil
}

func TestJSONPatchChangesPaths(t *testing.T) {
	s := begin(t)
	s.createMap(configMap("a", "x", "1"))
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	patch := `[{"op":"test","path":"/data/x","value":"1"},{"op":"replace","path":"/data/x","value":"3"},{"op":"remove","path":"/metadata/annotations/example.test~1note"},
		{"op":"add","path":"/metadata/labels","value":{"l":"v"}},{"op":"copy","from":"/data/x","path":"/data/copy"},{"op":"move","from":"/data/copy","path":"/data/moved"}]`
	_, err := maps.Patch(s.ctx, "a", types.JSONPatchType, []byte(`[{"op":"add","path":"/data/w","value":"0"},
		{"op":"add","path":"/metadata/annotations","value":{"example.test/note":"n"}}]`), metav1.PatchOptions{})
	s.must(err, "JSON patch that adds")
	got, err := maps.Patch(s.ctx, "a", types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
	s.must(err, "JSON patch with test, replace, remove, add, copy and move")
	s.same("data", got.Data, map[string]string{"w": "0", "x": "3", "moved": "3"})
	s.same("labels", got.Labels, labelsOf("l", "v"))
	s.same("annotations", len(got.Annotations), 0)
}

func TestJSONPatchFailsAsAWhole(t *testing.T) {
	s := begin(t)
	made := s.createMap(configMap("a", "x", "1"))
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	_, err := maps.Patch(s.ctx, "a", types.JSONPatchType, []byte(`[{"op":"replace","path":"/data/x","value":"2"},{"op":"test","path":"/data/x","value":"1"}]`), metav1.PatchOptions{})
	s.fails(err, "JSON patch whose test fails", 422, metav1.StatusReasonInvalid)
	_, err = maps.Patch(s.ctx, "a", types.JSONPatchType, []byte(`[{"op":"remove","path":"/data/missing"}]`), metav1.PatchOptions{})
	s.fails(err, "JSON patch that removes what is not there", 422, metav1.StatusReasonInvalid)
	_, err = maps.Patch(s.ctx, "a", types.JSONPatchType, []byte(`{"op":"remove"}`), metav1.PatchOptions{})
	s.fails(err, "JSON patch that is no array", 400, metav1.StatusReasonBadRequest)
	now, err := maps.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get")
	s.same("the object after failed patches", now, made)
}

func TestMergePatchDeletesWithNullAndReplacesLists(t *testing.T) {
	s := begin(t)
	object := configMap("a", "x", "1", "y", "2")
	object.Finalizers = []string{"example.test/one", "example.test/two"}
	s.createMap(object)
	got := s.patchMap("a", `{"data":{"x":null,"z":"3"},"metadata":{"finalizers":["example.test/three"],"labels":{"l":"v"}}}`)
	s.same("data", got.Data, map[string]string{"y": "2", "z": "3"})
	s.same("finalizers", got.Finalizers, []string{"example.test/three"})
	same := s.patchMap("a", `{"data":{"z":"3"}}`)
	s.same("resourceVersion after a patch without a change", same.ResourceVersion, got.ResourceVersion)
	s.patchMap("a", `{"metadata":{"finalizers":null}}`)
}

func TestPatchWithAResourceVersionIsConditional(t *testing.T) {
	s := begin(t)
	made := s.createMap(configMap("a", "x", "1"))
	s.patchMap("a", `{"metadata":{"resourceVersion":"`+made.ResourceVersion+`"},"data":{"x":"2"}}`)
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Patch(s.ctx, "a", types.MergePatchType,
		[]byte(`{"metadata":{"resourceVersion":"`+made.ResourceVersion+`"},"data":{"x":"3"}}`), metav1.PatchOptions{})
	s.fails(err, "patch with a stale resourceVersion", 409, metav1.StatusReasonConflict)
}

func TestStrategicMergePatchMergesListsByKey(t *testing.T) {
	s := begin(t)
	wanted := deployment("web", 0)
	wanted.Spec.Template.Spec.Containers[0].Env = []corev1.EnvVar{{Name: "A", Value: "1"}, {Name: "B", Value: "2"}}
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	template, err := s.patchDeployment(types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"containers":[
		{"name":"app","env":[{"name":"B","value":"3"},{"name":"C","value":"4"}]},{"name":"side","image":"example.test/side:1"}]}}}}`)
	s.must(err, "strategic merge patch of env and containers")
	s.same("number of containers", len(template.Spec.Containers), 2)
	app := containerOf(template, "app")
	s.same("image is kept", app.Image, "example.test/app:1")
	s.same("env", envOf(app), map[string]string{"A": "1", "B": "3", "C": "4"})
	template, err = s.patchDeployment(types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"containers":[
		{"name":"side","$patch":"delete"},{"name":"app","env":[{"name":"A","$patch":"delete"}]}]}}}}`)
	s.must(err, "strategic merge patch with $patch: delete")
	s.same("number of containers after delete", len(template.Spec.Containers), 1)
	s.same("env after delete", envOf(containerOf(template, "app")), map[string]string{"B": "3", "C": "4"})
	template, err = s.patchDeployment(types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"containers":[
		{"name":"app","env":[{"$patch":"replace"},{"name":"D","value":"5"}]}]}}}}`)
	s.must(err, "strategic merge patch with $patch: replace")
	s.same("env after replace", envOf(containerOf(template, "app")), map[string]string{"D": "5"})
}

func containerOf(template *corev1.PodTemplateSpec, name string) corev1.Container {
	for _, container := range template.Spec.Containers {
		if container.Name == name {
			return container
		}
	}
	return corev1.Container{}
}

func envOf(container corev1.Container) map[string]string {
	env := map[string]string{}
	for _, v := range container.Env {
		env[v.Name] = v.Value
	}
	return env
}

func TestStrategicMergePatchDirectives(t *testing.T) {
	s := begin(t)
	wanted := deployment("web", 0)
	wanted.Labels, wanted.Finalizers = labelsOf("old", "label"), []string{"example.test/one", "example.test/two"}
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	deployments := s.client.AppsV1().Deployments(s.ns)
	got, err := deployments.Patch(s.ctx, "web", types.StrategicMergePatchType, []byte(`{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.test/one"]}}`), metav1.PatchOptions{})
	s.must(err, "$deleteFromPrimitiveList")
	s.same("finalizers", got.Finalizers, []string{"example.test/two"})
	got, err = deployments.Patch(s.ctx, "web", types.StrategicMergePatchType, []byte(`{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}`), metav1.PatchOptions{})
	s.must(err, "$retainKeys")
	s.holds(got.Spec.Strategy.Type == "Recreate" && got.Spec.Strategy.RollingUpdate == nil, "$retainKeys [type]", "Recreate without rollingUpdate", got.Spec.Strategy)
	template, err := s.patchDeployment(types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"$setElementOrder/containers":[{"name":"first"},{"name":"app"}],
		"containers":[{"name":"first","image":"example.test/first:1"}]}}}}`)
	s.must(err, "$setElementOrder")
	s.same("order of containers", []string{template.Spec.Containers[0].Name, template.Spec.Containers[1].Name}, []string{"first", "app"})
	got, err = deployments.Patch(s.ctx, "web", types.StrategicMergePatchType, []byte(`{"metadata":{"finalizers":null,"labels":{"$patch":"replace","only":"this"}}}`), metav1.PatchOptions{})
	s.must(err, "$patch: replace of a map")
	s.same("labels", got.Labels, labelsOf("only", "this"))
	_, err = s.patchDeployment(types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"containers":[{"image":"nameless"}]}}}}`)
	s.holds(err != nil, "strategic merge patch of a container without its key", "an error", nil)
}

func TestStrategicMergePatchReplacesAtomicLists(t *testing.T) {
	s := begin(t)
	wanted := deployment("web", 0)
	wanted.Spec.Template.Spec.Tolerations = []corev1.Toleration{{Key: "a", Operator: corev1.TolerationOpExists}, {Key: "b", Operator: corev1.TolerationOpExists}}
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	template, err := s.patchDeployment(types.StrategicMergePatchType, `{"spec":{"template":{"spec":{"tolerations":[{"key":"c","operator":"Exists"}]}}}}`)
	s.must(err, "strategic merge patch of tolerations")
	s.same("tolerations", template.Spec.Tolerations, []corev1.Toleration{{Key: "c", Operator: corev1.TolerationOpExists}})
}

func TestPatchesOfUnknownTypesAreRefused(t *testing.T) {
	s := begin(t)
	s.createMap(configMap("a"))
	path := "/api/v1/namespaces/" + s.ns + "/configmaps/a"
	got := s.send("PATCH", path, []byte(`{}`), "Content-Type", "application/json")
	s.failsWith(got, "PATCH with Content-Type application/json", 415, metav1.StatusReasonUnsupportedMediaType)
	got = s.send("PATCH", path, []byte(`{"data":`), "Content-Type", "application/merge-patch+json")
	s.failsWith(got, "PATCH with a body that is cut short", 400, metav1.StatusReasonBadRequest)
	got = s.send("PATCH", "/api/v1/namespaces/"+s.ns+"/configmaps/missing", []byte(`{"data":{"a":"b"}}`), "Content-Type", "application/merge-patch+json")
	s.failsWith(got, "PATCH a missing object", 404, metav1.StatusReasonNotFound)
}

func TestPatchesCannotMakeInvalidObjects(t *testing.T) {
	s := begin(t)
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, deployment("web", 0), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	_, err = s.patchDeployment(types.MergePatchType, `{"spec":{"replicas":-3}}`)
	status := s.fails(err, "patch replicas to -3", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "patch replicas to -3", metav1.CauseTypeFieldValueInvalid, "spec.replicas")
	_, err = s.patchDeployment(types.MergePatchType, `{"spec":{"replicas":"three"}}`)
	s.holds(err != nil, "patch replicas to a string", "an error", nil)
	_, err = s.patchDeployment(types.MergePatchType, `{"metadata":{"name":"other"}}`)
	s.fails(err, "patch the name", 400, metav1.StatusReasonBadRequest)
}
