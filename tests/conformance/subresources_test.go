package conformance

import (
	"testing"

	autoscalingv1 "k8s.io/api/autoscaling/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/util/retry"
)

func TestStatusAndSpecAreWrittenApart(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	pods := s.client.CoreV1().Pods(s.ns)
	wanted := pod("a")
	wanted.Status.Phase, wanted.Status.Message = corev1.PodRunning, "hello"
	made, err := pods.Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create a Pod with a status")
	s.same("create ignores the status", []string{string(made.Status.Phase), made.Status.Message}, []string{"Pending", ""})
	change := made.DeepCopy()
	change.Status.Message, change.Labels = "ignored", labelsOf("l", "v")
	got, err := pods.Update(s.ctx, change, metav1.UpdateOptions{})
	s.must(err, "update a Pod with a status")
	s.same("update ignores the status and takes labels", []string{got.Status.Message, got.Labels["l"]}, []string{"", "v"})
	status := got.DeepCopy()
	status.Status.Message, status.Status.Phase = "set", corev1.PodRunning
	status.Spec.Containers[0].Image, status.Labels = "example.test/ignored:1", labelsOf("l", "w")
	got, err = pods.UpdateStatus(s.ctx, status, metav1.UpdateOptions{})
	s.must(err, "update the status of a Pod")
	s.same("status update takes the status", []string{got.Status.Message, string(got.Status.Phase)}, []string{"set", "Running"})
	s.same("status update ignores the spec", got.Spec.Containers[0].Image, "example.test/app:1")
	s.same("generation after a status update", got.Generation, int64(1))
}

func TestStatusUpdatesCheckTheResourceVersion(t *testing.T) {
	s := begin(t)
	made, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, deployment("web", 0), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	_, err = s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", types.MergePatchType, []byte(`{"metadata":{"labels":{"l":"v"}}}`), metav1.PatchOptions{})
	s.must(err, "change it")
	_, err = s.client.AppsV1().Deployments(s.ns).UpdateStatus(s.ctx, made, metav1.UpdateOptions{})
	s.fails(err, "update the status with a stale resourceVersion", 409, metav1.StatusReasonConflict)
}

func TestScaleReadsAndWritesReplicas(t *testing.T) {
	s := begin(t)
	made, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, deployment("web", 0), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	got := s.send("GET", "/apis/apps/v1/namespaces/"+s.ns+"/deployments/web/scale", nil)
	s.succeeds(got, "GET the scale", 200)
	s.same("kind and apiVersion", []any{got.object()["kind"], got.object()["apiVersion"]}, []any{"Scale", "autoscaling/v1"})
	deployments := s.client.AppsV1().Deployments(s.ns)
	scale, err := deployments.GetScale(s.ctx, "web", metav1.GetOptions{})
	s.must(err, "get the scale")
	s.same("name, namespace and uid of the scale", []string{scale.Name, scale.Namespace, string(scale.UID)}, []string{"web", s.ns, string(made.UID)})
	s.same("selector", scale.Status.Selector, "app=web")
	s.same("replicas", scale.Spec.Replicas, int32(0))
	s.must(retry.RetryOnConflict(retry.DefaultBackoff, func() error { // the Deployment controller writes too
		if scale, err = deployments.GetScale(s.ctx, "web", metav1.GetOptions{}); err != nil {
			return err
		}
		scale.Spec.Replicas = 2
		scale, err = deployments.UpdateScale(s.ctx, "web", scale, metav1.UpdateOptions{})
		return err
	}), "update the scale")
	s.same("replicas after an update", scale.Spec.Replicas, int32(2))
	now, err := deployments.Get(s.ctx, "web", metav1.GetOptions{})
	s.must(err, "get the Deployment")
	s.same("replicas of the Deployment", now.Spec.Replicas, ptr(int32(2)))
	s.same("generation of the Deployment", now.Generation, int64(2))
	patched, err := deployments.Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"replicas":0}}`), metav1.PatchOptions{}, "scale")
	s.must(err, "merge patch of the scale")
	_ = patched
	scale, err = deployments.GetScale(s.ctx, "web", metav1.GetOptions{})
	s.must(err, "get the scale")
	s.same("replicas after a patch", scale.Spec.Replicas, int32(0))
}

func TestScaleRefusesStaleAndInvalidWrites(t *testing.T) {
	s := begin(t)
	deployments := s.client.AppsV1().Deployments(s.ns)
	made, err := deployments.Create(s.ctx, deployment("web", 0), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	stale := &autoscalingv1.Scale{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: s.ns, ResourceVersion: "1", UID: made.UID}}
	_, err = deployments.UpdateScale(s.ctx, "web", stale, metav1.UpdateOptions{})
	s.fails(err, "update the scale with a stale resourceVersion", 409, metav1.StatusReasonConflict)
	negative := &autoscalingv1.Scale{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: s.ns}, Spec: autoscalingv1.ScaleSpec{Replicas: -1}}
	_, err = deployments.UpdateScale(s.ctx, "web", negative, metav1.UpdateOptions{})
	status := s.fails(err, "scale to -1", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "scale to -1", metav1.CauseTypeFieldValueInvalid, "spec.replicas")
	_, err = deployments.GetScale(s.ctx, "missing", metav1.GetOptions{})
	s.fails(err, "get the scale of a missing Deployment", 404, metav1.StatusReasonNotFound)
	unconditional := &autoscalingv1.Scale{ObjectMeta: metav1.ObjectMeta{Name: "web", Namespace: s.ns}, Spec: autoscalingv1.ScaleSpec{Replicas: 1}}
	_, err = deployments.UpdateScale(s.ctx, "web", unconditional, metav1.UpdateOptions{})
	s.must(err, "update the scale without resourceVersion")
}

func TestScaleOfReplicaSetsAndStatefulSets(t *testing.T) {
	s := begin(t)
	_, err := s.client.AppsV1().ReplicaSets(s.ns).Create(s.ctx, replicaSet("set", 0), metav1.CreateOptions{})
	s.must(err, "create a ReplicaSet")
	scale, err := s.client.AppsV1().ReplicaSets(s.ns).GetScale(s.ctx, "set", metav1.GetOptions{})
	s.must(err, "get its scale")
	s.same("selector", scale.Status.Selector, "app=set")
	body := `{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"name":"db"},"spec":{"replicas":0,"serviceName":"db","selector":{"matchLabels":{"app":"db"}},
		"template":{"metadata":{"labels":{"app":"db"}},"spec":{"containers":[{"name":"c","image":"i"}]}}}}`
	s.succeeds(s.send("POST", "/apis/apps/v1/namespaces/"+s.ns+"/statefulsets", []byte(body), "Content-Type", "application/json"), "create a StatefulSet", 201)
	scale, err = s.client.AppsV1().StatefulSets(s.ns).GetScale(s.ctx, "db", metav1.GetOptions{})
	s.must(err, "get the scale of a StatefulSet")
	s.same("replicas", scale.Spec.Replicas, int32(0))
}

func binding(pod, node string) *corev1.Binding {
	return &corev1.Binding{ObjectMeta: metav1.ObjectMeta{Name: pod}, Target: corev1.ObjectReference{Kind: "Node", Name: node}}
}

func TestBindingAssignsAPodOnce(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	pods := s.client.CoreV1().Pods(s.ns)
	_, err := pods.Create(s.ctx, pod("a"), metav1.CreateOptions{})
	s.must(err, "create a Pod")
	body := `{"apiVersion":"v1","kind":"Binding","metadata":{"name":"a","annotations":{"example.test/note":"n"}},"target":{"apiVersion":"v1","kind":"Node","name":"conformance-nowhere"}}`
	got := s.send("POST", "/api/v1/namespaces/"+s.ns+"/pods/a/binding", []byte(body), "Content-Type", "application/json")
	s.succeeds(got, "POST a binding", 201)
	s.same("binding answers with a Status", []any{got.object()["kind"], got.object()["status"]}, []any{"Status", "Success"})
	bound, err := pods.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get the Pod")
	s.same("nodeName", bound.Spec.NodeName, "conformance-nowhere")
	s.same("annotations of the binding reach the Pod", bound.Annotations["example.test/note"], "n")
	s.holds(len(bound.Status.Conditions) == 1 && bound.Status.Conditions[0].Type == corev1.PodScheduled && bound.Status.Conditions[0].Status == corev1.ConditionTrue,
		"bind", "condition PodScheduled=True", bound.Status.Conditions)
	err = pods.Bind(s.ctx, binding("a", "conformance-elsewhere"), metav1.CreateOptions{})
	status := s.fails(err, "bind again", 409, metav1.StatusReasonConflict)
	s.contains("message", status.Message, `pod a is already assigned to node "conformance-nowhere"`)
	s.fails(pods.Bind(s.ctx, binding("missing", "n"), metav1.CreateOptions{}), "bind a missing Pod", 404, metav1.StatusReasonNotFound)
}

func TestBindingChecksUIDAndTarget(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	pods := s.client.CoreV1().Pods(s.ns)
	_, err := pods.Create(s.ctx, pod("a"), metav1.CreateOptions{})
	s.must(err, "create a Pod")
	other := binding("a", "conformance-nowhere")
	other.UID = "6f0c3f2e-0000-4000-8000-000000000000"
	s.fails(pods.Bind(s.ctx, other, metav1.CreateOptions{}), "bind with another uid", 409, metav1.StatusReasonConflict)
	err = pods.Bind(s.ctx, binding("a", ""), metav1.CreateOptions{})
	s.contains("bind to no node", explain(err), "target.name: Required value")
}

// runningPod creates a pod on a node that nobody manages, and marks it as running and ready.
func (s *scene) runningPod(name string, labels ...string) *corev1.Pod {
	s.Helper()
	return s.runningPodOn("conformance-nowhere", name, labels...)
}

func (s *scene) runningPodOn(node, name string, labels ...string) *corev1.Pod {
	s.Helper()
	wanted := pod(name, labels...)
	wanted.Spec.NodeName = node
	made, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create Pod "+name)
	return s.markReady(made)
}

func (s *scene) markReady(object *corev1.Pod) *corev1.Pod {
	s.Helper()
	got, err := s.client.CoreV1().Pods(s.ns).Patch(s.ctx, object.Name, types.StrategicMergePatchType, []byte(readyStatus("192.0.2.7", "example.test/app:1")), metav1.PatchOptions{}, "status")
	s.must(err, "mark Pod "+object.Name+" as ready")
	return got
}

func (s *scene) evict(name string) error {
	return s.client.PolicyV1().Evictions(s.ns).Evict(s.ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: s.ns}})
}

func TestEvictionDeletesAPod(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	s.runningPod("a")
	body := `{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"a"},"deleteOptions":{"gracePeriodSeconds":7}}`
	got := s.send("POST", "/api/v1/namespaces/"+s.ns+"/pods/a/eviction", []byte(body), "Content-Type", "application/json")
	s.succeeds(got, "POST an eviction", 201)
	s.same("eviction answers with a Status", []any{got.object()["kind"], got.object()["status"]}, []any{"Status", "Success"})
	dying, err := s.client.CoreV1().Pods(s.ns).Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get the Pod")
	s.holds(dying.DeletionTimestamp != nil, "evict", "a Pod that is being deleted", dying.ObjectMeta)
	s.same("grace of the eviction", dying.DeletionGracePeriodSeconds, ptr(int64(7)))
	err = s.evict("missing")
	s.fails(err, "evict a missing Pod", 404, metav1.StatusReasonNotFound)
}

func TestEvictionHonoursDisruptionBudgets(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	_, err := s.client.AppsV1().ReplicaSets(s.ns).Create(s.ctx, replicaSet("web", 2), metav1.CreateOptions{})
	s.must(err, "create a ReplicaSet of two")
	pods := s.client.CoreV1().Pods(s.ns)
	var list *corev1.PodList
	s.eventually("two pods", func() (string, bool) {
		list, err = pods.List(s.ctx, metav1.ListOptions{LabelSelector: "app=web"})
		return show(list), err == nil && len(list.Items) == 2
	})
	for i := range list.Items {
		s.must(pods.Bind(s.ctx, binding(list.Items[i].Name, "conformance-nowhere"), metav1.CreateOptions{}), "bind")
		s.markReady(&list.Items[i])
	}
	budgets := s.client.PolicyV1().PodDisruptionBudgets(s.ns)
	_, err = budgets.Create(s.ctx, &policyv1.PodDisruptionBudget{ObjectMeta: metav1.ObjectMeta{Name: "web"},
		Spec: policyv1.PodDisruptionBudgetSpec{MinAvailable: ptr(intstr.FromInt32(1)), Selector: &metav1.LabelSelector{MatchLabels: labelsOf("app", "web")}}}, metav1.CreateOptions{})
	s.must(err, "create a PodDisruptionBudget")
	s.eventually("the budget to allow one disruption", func() (string, bool) {
		budget, err := budgets.Get(s.ctx, "web", metav1.GetOptions{})
		return show(budget), err == nil && budget.Status.DisruptionsAllowed == 1 && budget.Status.CurrentHealthy == 2 && budget.Status.ExpectedPods == 2
	})
	s.must(s.evict(list.Items[0].Name), "evict the first")
	err = s.evict(list.Items[1].Name)
	status := s.fails(err, "evict the second", 429, metav1.StatusReasonTooManyRequests)
	s.hasCause(status, "evict the second", policyv1.DisruptionBudgetCause, "")
	s.same("message", status.Message, "Cannot evict pod as it would violate the pod's disruption budget.")
}

func TestResizeChangesResourcesOnly(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	made := s.runningPod("a")
	pods := s.client.CoreV1().Pods(s.ns)
	got, err := pods.Patch(s.ctx, "a", types.StrategicMergePatchType,
		[]byte(`{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"200m"}}}]}}`), metav1.PatchOptions{}, "resize")
	s.must(err, "resize the cpu request")
	s.same("cpu request", got.Spec.Containers[0].Resources.Requests.Cpu().String(), "200m")
	s.same("generation", got.Generation, made.Generation+1)
	got, err = pods.Patch(s.ctx, "a", types.StrategicMergePatchType, []byte(`{"spec":{"containers":[{"name":"app","image":"other"}]}}`), metav1.PatchOptions{}, "resize")
	s.must(err, "change the image by resize")
	s.same("resize changes resources only", got.Spec.Containers[0].Image, "example.test/app:1")
	_, err = pods.Patch(s.ctx, "a", types.StrategicMergePatchType, []byte(`{"spec":{"containers":[{"name":"app","resources":{"requests":{"cpu":"300m"}}}]}}`), metav1.PatchOptions{})
	s.fails(err, "change resources on the main endpoint", 422, metav1.StatusReasonInvalid)
	_, err = pods.Patch(s.ctx, "a", types.StrategicMergePatchType, []byte(`{"spec":{"containers":[{"name":"app","resources":{"limits":{"cpu":"200m","memory":"64Mi"}}}]}}`), metav1.PatchOptions{}, "resize")
	s.fails(err, "resize into another QoS class", 422, metav1.StatusReasonInvalid)
}

func TestUnknownSubresourcesAreNotFound(t *testing.T) {
	s := begin(t)
	s.createMap(configMap("a"))
	got := s.send("GET", "/api/v1/namespaces/"+s.ns+"/configmaps/a/scale", nil)
	s.failsWith(got, "GET a subresource that config maps do not have", 404, metav1.StatusReasonNotFound)
}

func TestNodeStatusIsASubresource(t *testing.T) {
	s := beginWithoutNamespace(t)
	name := s.unique("node")
	nodes := s.client.CoreV1().Nodes()
	_, err := nodes.Create(s.ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	s.must(err, "create a Node")
	s.Cleanup(func() { _ = nodes.Delete(s.ctx, name, metav1.DeleteOptions{}) })
	got, err := nodes.Patch(s.ctx, name, types.StrategicMergePatchType, []byte(`{"status":{"capacity":{"cpu":"4","memory":"8Gi","pods":"110"},
		"addresses":[{"type":"InternalIP","address":"192.0.2.9"}]}}`), metav1.PatchOptions{}, "status")
	s.must(err, "patch the status of a Node")
	s.same("capacity", got.Status.Capacity.Cpu().String(), "4")
	s.same("allocatable follows capacity", got.Status.Allocatable.Memory().String(), "8Gi")
	cordoned, err := nodes.Patch(s.ctx, name, types.MergePatchType, []byte(`{"spec":{"unschedulable":true}}`), metav1.PatchOptions{})
	s.must(err, "cordon")
	s.same("cordoned", cordoned.Spec.Unschedulable, true)
	s.same("status stays", cordoned.Status.Capacity.Cpu().String(), "4")
}
