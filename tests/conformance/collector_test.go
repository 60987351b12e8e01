package conformance

import (
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// family creates a ConfigMap "owner" and one "child" that it owns.
func (s *scene) family() (owner, child *corev1.ConfigMap) {
	s.Helper()
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	owner, err := maps.Create(s.ctx, configMap("owner"), metav1.CreateOptions{})
	s.must(err, "create the owner")
	child = configMap("child")
	child.OwnerReferences = ownedBy("ConfigMap", "v1", "owner", owner.UID)
	child, err = maps.Create(s.ctx, child, metav1.CreateOptions{})
	s.must(err, "create the child")
	return owner, child
}

func (s *scene) eventuallyGone(name string) {
	s.Helper()
	s.eventually("ConfigMap "+name+" to be collected", func() (string, bool) {
		_, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, name, metav1.GetOptions{})
		return fmt.Sprint("get: ", err), apierrors.IsNotFound(err)
	})
}

func TestBackgroundDeletionCollectsDependents(t *testing.T) {
	s := begin(t)
	s.family()
	err := s.client.CoreV1().ConfigMaps(s.ns).Delete(s.ctx, "owner", metav1.DeleteOptions{PropagationPolicy: ptr(metav1.DeletePropagationBackground)})
	s.must(err, "delete the owner in the background")
	s.eventuallyGone("owner")
	s.eventuallyGone("child")
}

func TestForegroundDeletionTakesDependentsFirst(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	s.family()
	_, err := maps.Patch(s.ctx, "child", types.MergePatchType, []byte(`{"metadata":{"finalizers":["example.test/hold"]}}`), metav1.PatchOptions{})
	s.must(err, "hold the child with a finalizer")
	s.must(maps.Delete(s.ctx, "owner", metav1.DeleteOptions{PropagationPolicy: ptr(metav1.DeletePropagationForeground)}), "delete the owner in the foreground")
	s.eventually("the child to be marked for deletion", func() (string, bool) {
		child, err := maps.Get(s.ctx, "child", metav1.GetOptions{})
		return show(child), err == nil && child.DeletionTimestamp != nil
	})
	owner, err := maps.Get(s.ctx, "owner", metav1.GetOptions{})
	s.must(err, "get the owner while its child is held")
	s.same("the owner waits with its finalizer", owner.Finalizers, []string{metav1.FinalizerDeleteDependents})
	_, err = maps.Patch(s.ctx, "child", types.MergePatchType, []byte(`{"metadata":{"finalizers":null}}`), metav1.PatchOptions{})
	s.must(err, "let the child go")
	s.eventuallyGone("child")
	s.eventuallyGone("owner")
}

func TestOrphanDeletionLeavesDependents(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	s.family()
	s.must(maps.Delete(s.ctx, "owner", metav1.DeleteOptions{PropagationPolicy: ptr(metav1.DeletePropagationOrphan)}), "delete the owner, orphan its children")
	s.eventuallyGone("owner")
	child, err := maps.Get(s.ctx, "child", metav1.GetOptions{})
	s.must(err, "get the orphan")
	s.same("the orphan names no owner", len(child.OwnerReferences), 0)
	s.same("the orphan is not being deleted", child.DeletionTimestamp == nil, true)
}

func TestDependentsOfMissingOwnersAreCollected(t *testing.T) {
	s := begin(t)
	child := configMap("child")
	child.OwnerReferences = ownedBy("ConfigMap", "v1", "never-was", "6f0c3f2e-0000-4000-8000-000000000001")
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, child, metav1.CreateOptions{})
	s.must(err, "create a child whose owner does not exist")
	s.eventuallyGone("child")
}

func TestDependentsLiveWhileOneOwnerDoes(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	first, err := maps.Create(s.ctx, configMap("first"), metav1.CreateOptions{})
	s.must(err, "create")
	second, err := maps.Create(s.ctx, configMap("second"), metav1.CreateOptions{})
	s.must(err, "create")
	child := configMap("child")
	child.OwnerReferences = append(ownedBy("ConfigMap", "v1", "first", first.UID), ownedBy("ConfigMap", "v1", "second", second.UID)...)
	_, err = maps.Create(s.ctx, child, metav1.CreateOptions{})
	s.must(err, "create a child of two owners")
	s.must(maps.Delete(s.ctx, "first", metav1.DeleteOptions{}), "delete the first owner")
	s.eventually("the reference to the first owner to be removed", func() (string, bool) {
		got, err := maps.Get(s.ctx, "child", metav1.GetOptions{})
		return show(got), err == nil && len(got.OwnerReferences) == 1 && got.OwnerReferences[0].Name == "second"
	})
	s.must(maps.Delete(s.ctx, "second", metav1.DeleteOptions{}), "delete the second owner")
	s.eventuallyGone("child")
}

func TestDeploymentDeletionCascadesToPods(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, deployment("web", 2), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	pods := s.client.CoreV1().Pods(s.ns)
	s.eventually("two pods", func() (string, bool) {
		list, err := pods.List(s.ctx, metav1.ListOptions{})
		return fmt.Sprint(err, " pods: ", len(list.Items)), err == nil && len(list.Items) == 2
	})
	s.must(s.client.AppsV1().Deployments(s.ns).Delete(s.ctx, "web", metav1.DeleteOptions{PropagationPolicy: ptr(metav1.DeletePropagationForeground)}), "delete the Deployment")
	s.eventually("Deployment, ReplicaSet and pods to be gone", func() (string, bool) {
		list, err := pods.List(s.ctx, metav1.ListOptions{})
		s.must(err, "list pods")
		sets, err := s.client.AppsV1().ReplicaSets(s.ns).List(s.ctx, metav1.ListOptions{})
		s.must(err, "list replica sets")
		_, err = s.client.AppsV1().Deployments(s.ns).Get(s.ctx, "web", metav1.GetOptions{})
		return fmt.Sprintf("%d pods, %d replica sets, deployment: %v", len(list.Items), len(sets.Items), err),
			len(list.Items) == 0 && len(sets.Items) == 0 && apierrors.IsNotFound(err)
	})
}
