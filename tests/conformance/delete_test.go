package conformance

import (
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func TestDeleteAnswersWithAStatusThatNamesTheObject(t *testing.T) {
	s := begin(t)
	made, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, configMap("a"), metav1.CreateOptions{})
	s.must(err, "create")
	got := s.send("DELETE", "/api/v1/namespaces/"+s.ns+"/configmaps/a", nil)
	s.succeeds(got, "DELETE a ConfigMap", 200)
	status := got.status()
	s.same("DELETE a ConfigMap: status", status.Status, "Success")
	s.same("DELETE a ConfigMap: details", status.Details, &metav1.StatusDetails{Name: "a", Kind: "configmaps", UID: made.UID})
	_, err = s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "a", metav1.GetOptions{})
	s.fails(err, "get it afterwards", 404, metav1.StatusReasonNotFound)
}

func TestDeletePreconditionsMustHold(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	made, err := maps.Create(s.ctx, configMap("a"), metav1.CreateOptions{})
	s.must(err, "create")
	other := types.UID("6f0c3f2e-0000-4000-8000-000000000000")
	err = maps.Delete(s.ctx, "a", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &other}})
	status := s.fails(err, "delete with another uid", 409, metav1.StatusReasonConflict)
	s.contains("message", status.Message, `Operation cannot be fulfilled on ConfigMap "a": the UID in the precondition (`+string(other)+") does not match the UID in record ("+string(made.UID)+")")
	version := "1"
	err = maps.Delete(s.ctx, "a", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{ResourceVersion: &version}})
	status = s.fails(err, "delete with a stale resourceVersion", 409, metav1.StatusReasonConflict)
	s.contains("message", status.Message, "the ResourceVersion in the precondition (1) does not match the ResourceVersion in record ("+made.ResourceVersion+")")
	err = maps.Delete(s.ctx, "a", metav1.DeleteOptions{Preconditions: &metav1.Preconditions{UID: &made.UID, ResourceVersion: &made.ResourceVersion}})
	s.must(err, "delete with the right uid and resourceVersion")
}

func TestFinalizersHoldAnObjectUntilTheLastIsGone(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	held := configMap("a", "k", "v")
	held.Finalizers = []string{"example.test/one", "example.test/two"}
	made, err := maps.Create(s.ctx, held, metav1.CreateOptions{})
	s.must(err, "create with two finalizers")
	got := s.send("DELETE", "/api/v1/namespaces/"+s.ns+"/configmaps/a", nil)
	s.succeeds(got, "DELETE an object with finalizers", 200)
	s.same("DELETE an object with finalizers answers with the object", got.object()["kind"], any("ConfigMap"))
	dying, err := maps.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get it while finalizers hold it")
	s.holds(dying.DeletionTimestamp != nil, "get it while finalizers hold it", "a deletionTimestamp", dying)
	s.same("deletionGracePeriodSeconds", dying.DeletionGracePeriodSeconds, ptr(int64(0)))
	s.holds(dying.ResourceVersion != made.ResourceVersion, "delete", "a new resourceVersion", dying.ResourceVersion)
	again := dying.DeepCopy()
	again.Finalizers = append(again.Finalizers, "example.test/three")
	_, err = maps.Update(s.ctx, again, metav1.UpdateOptions{})
	status := s.fails(err, "add a finalizer to an object that is being deleted", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "add a finalizer to an object that is being deleted", metav1.CauseTypeForbidden, "metadata.finalizers")
	_, err = maps.Patch(s.ctx, "a", types.MergePatchType, []byte(`{"data":{"k":"w"},"metadata":{"finalizers":["example.test/two"]}}`), metav1.PatchOptions{})
	s.must(err, "remove one finalizer and change data")
	s.must(maps.Delete(s.ctx, "a", metav1.DeleteOptions{}), "delete again")
	_, err = maps.Patch(s.ctx, "a", types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`), metav1.PatchOptions{})
	s.must(err, "remove the last finalizer")
	_, err = maps.Get(s.ctx, "a", metav1.GetOptions{})
	s.fails(err, "get it after the last finalizer is gone", 404, metav1.StatusReasonNotFound)
}

func TestDeletionTimestampCannotBeUndone(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	held := configMap("a")
	held.Finalizers = []string{"example.test/one"}
	_, err := maps.Create(s.ctx, held, metav1.CreateOptions{})
	s.must(err, "create with a finalizer")
	s.must(maps.Delete(s.ctx, "a", metav1.DeleteOptions{}), "delete")
	dying, err := maps.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get")
	undone := dying.DeepCopy()
	undone.DeletionTimestamp, undone.DeletionGracePeriodSeconds = nil, nil
	undone.Labels = labelsOf("a", "b")
	got, err := maps.Update(s.ctx, undone, metav1.UpdateOptions{})
	s.must(err, "update without deletionTimestamp")
	s.same("deletionTimestamp is kept", got.DeletionTimestamp, dying.DeletionTimestamp)
}

func TestDeletePropagationAddsItsFinalizer(t *testing.T) {
	s := begin(t)
	for policy, finalizer := range map[metav1.DeletionPropagation]string{
		metav1.DeletePropagationForeground: "foregroundDeletion", metav1.DeletePropagationOrphan: "orphan",
	} {
		held := deployment("web-"+finalizer[:3], 0)
		held.Name, held.Finalizers = "web-"+finalizer[:3], []string{"example.test/hold"}
		_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, held, metav1.CreateOptions{})
		s.must(err, "create a Deployment with a finalizer")
		asked := "delete a Deployment with propagationPolicy " + string(policy)
		answer := s.send("DELETE", "/apis/apps/v1/namespaces/"+s.ns+"/deployments/"+held.Name,
			[]byte(`{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"`+string(policy)+`"}`), "Content-Type", "application/json")
		s.succeeds(answer, asked, 200)
		finalizers := show(answer.object()["metadata"].(map[string]any)["finalizers"])
		s.contains(asked+": finalizers", finalizers, finalizer, "example.test/hold")
		_, err = s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, held.Name, types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`), metav1.PatchOptions{})
		s.must(err, "remove the finalizers")
	}
}

func TestDeleteOptionsMustBeSane(t *testing.T) {
	s := begin(t)
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, configMap("a"), metav1.CreateOptions{})
	s.must(err, "create")
	for _, c := range []struct {
		body string
		code int
		want metav1.StatusReason
	}{
		{`{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Sideways"}`, 422, metav1.StatusReasonInvalid},
		{`{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Orphan","orphanDependents":true}`, 422, metav1.StatusReasonInvalid},
		{`{"kind":"DeleteOptions","apiVersion":"v1","dryRun":["Some"]}`, 422, metav1.StatusReasonInvalid},
	} {
		got := s.send("DELETE", "/api/v1/namespaces/"+s.ns+"/configmaps/a", []byte(c.body), "Content-Type", "application/json")
		s.failsWith(got, "DELETE with options "+c.body, c.code, c.want)
	}
}

func TestDeleteCollectionTakesWhatTheSelectorNames(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	for _, name := range []string{"a", "b", "c"} {
		object := configMap(name)
		object.Labels = labelsOf("set", map[bool]string{true: "keep", false: "drop"}[name == "b"])
		_, err := maps.Create(s.ctx, object, metav1.CreateOptions{})
		s.must(err, "create")
	}
	err := maps.DeleteCollection(s.ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "set=drop"})
	s.must(err, "delete the collection set=drop")
	left, err := maps.List(s.ctx, metav1.ListOptions{LabelSelector: "set"})
	s.must(err, "list what is left")
	s.same("what is left", names(left.Items), []string{"b"})
	got := s.send("DELETE", "/api/v1/namespaces/"+s.ns+"/configmaps?labelSelector=set", nil)
	s.succeeds(got, "DELETE a collection", 200)
	s.same("DELETE a collection answers with what was deleted", got.object()["kind"], any("ConfigMapList"))
}

func names(items []corev1.ConfigMap) []string {
	found := []string{}
	for _, item := range items {
		found = append(found, item.Name)
	}
	return found
}

func TestPodsThatRunNowhereGoAtOnce(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	pods := s.client.CoreV1().Pods(s.ns)
	_, err := pods.Create(s.ctx, pod("a"), metav1.CreateOptions{})
	s.must(err, "create a Pod")
	s.must(pods.Delete(s.ctx, "a", metav1.DeleteOptions{}), "delete a Pod without a node")
	_, err = pods.Get(s.ctx, "a", metav1.GetOptions{})
	s.fails(err, "get it afterwards", 404, metav1.StatusReasonNotFound)
}

func TestPodsOnANodeAreDeletedGracefully(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	pods := s.client.CoreV1().Pods(s.ns)
	wanted := pod("a")
	wanted.Spec.NodeName = "conformance-nowhere"
	wanted.Spec.TerminationGracePeriodSeconds = ptr(int64(25))
	made, err := pods.Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create a Pod on a node")
	s.must(pods.Delete(s.ctx, "a", metav1.DeleteOptions{}), "delete it")
	dying, err := pods.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get it while it terminates")
	s.same("deletionGracePeriodSeconds", dying.DeletionGracePeriodSeconds, ptr(int64(25)))
	s.holds(dying.DeletionTimestamp != nil && dying.DeletionTimestamp.After(made.CreationTimestamp.Add(20e9)),
		"delete with 25 s of grace", "a deletionTimestamp 25 s from now", dying.DeletionTimestamp)
	s.same("generation counts the deletion", dying.Generation, int64(2))
	s.must(pods.Delete(s.ctx, "a", metav1.DeleteOptions{GracePeriodSeconds: ptr(int64(60))}), "delete with more grace")
	same, err := pods.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get it")
	s.same("grace never grows", same.DeletionGracePeriodSeconds, ptr(int64(25)))
	s.must(pods.Delete(s.ctx, "a", metav1.DeleteOptions{GracePeriodSeconds: ptr(int64(10))}), "delete with less grace")
	shorter, err := pods.Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get it")
	s.same("grace shrinks", shorter.DeletionGracePeriodSeconds, ptr(int64(10)))
	s.must(pods.Delete(s.ctx, "a", metav1.DeleteOptions{GracePeriodSeconds: ptr(int64(0))}), "delete without grace")
	_, err = pods.Get(s.ctx, "a", metav1.GetOptions{})
	s.fails(err, "get it afterwards", 404, metav1.StatusReasonNotFound)
}
