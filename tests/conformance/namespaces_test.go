package conformance

import (
	"fmt"
	"testing"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestNewNamespacesAreFurnished(t *testing.T) {
	s := begin(t)
	ns, err := s.client.CoreV1().Namespaces().Get(s.ctx, s.ns, metav1.GetOptions{})
	s.must(err, "get the namespace")
	s.same("label with its name", ns.Labels["kubernetes.io/metadata.name"], s.ns)
	s.same("phase", ns.Status.Phase, corev1.NamespaceActive)
	s.same("spec.finalizers", ns.Spec.Finalizers, []corev1.FinalizerName{corev1.FinalizerKubernetes})
	s.waitForServiceAccount()
	s.eventually("the config map with the cluster's CA", func() (string, bool) {
		got, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "kube-root-ca.crt", metav1.GetOptions{})
		return fmt.Sprint(err), err == nil && len(got.Data["ca.crt"]) > 0
	})
}

func TestStandardNamespacesExist(t *testing.T) {
	s := beginWithoutNamespace(t)
	for _, name := range []string{"default", "kube-system", "kube-public", "kube-node-lease"} {
		_, err := s.client.CoreV1().Namespaces().Get(s.ctx, name, metav1.GetOptions{})
		s.must(err, "get namespace "+name)
	}
	err := s.client.CoreV1().Namespaces().Delete(s.ctx, "kube-system", metav1.DeleteOptions{})
	s.fails(err, "delete namespace kube-system", 403, metav1.StatusReasonForbidden)
}

func TestObjectsNeedTheirNamespace(t *testing.T) {
	s := beginWithoutNamespace(t)
	_, err := s.client.CoreV1().ConfigMaps("never-was").Create(s.ctx, configMap("a"), metav1.CreateOptions{})
	status := s.fails(err, "create in a namespace that does not exist", 404, metav1.StatusReasonNotFound)
	s.same("message", status.Message, `namespaces "never-was" not found`)
}

func TestNamespacesTerminateWithTheirContent(t *testing.T) {
	s := begin(t)
	spaces := s.client.CoreV1().Namespaces()
	held := configMap("held")
	held.Finalizers = []string{"example.test/hold"}
	s.createMap(held)
	s.createMap(configMap("free"))
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, deployment("web", 1), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	s.must(spaces.Delete(s.ctx, s.ns, metav1.DeleteOptions{}), "delete the namespace")
	s.eventually("phase Terminating", func() (string, bool) {
		ns, err := spaces.Get(s.ctx, s.ns, metav1.GetOptions{})
		return show(ns), err == nil && ns.Status.Phase == corev1.NamespaceTerminating && ns.DeletionTimestamp != nil
	})
	_, err = s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, configMap("late"), metav1.CreateOptions{})
	status := s.fails(err, "create in a namespace that terminates", 403, metav1.StatusReasonForbidden)
	s.hasCause(status, "create in a namespace that terminates", corev1.NamespaceTerminatingCause, "metadata.namespace")
	s.contains("message", status.Message, "unable to create new content in namespace "+s.ns+" because it is being terminated")
	s.eventually("everything but the held object to be gone", func() (string, bool) {
		list, err := s.client.CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{})
		s.must(err, "list config maps")
		deployments, err := s.client.AppsV1().Deployments(s.ns).List(s.ctx, metav1.ListOptions{})
		s.must(err, "list deployments")
		return show(names(list.Items)), len(list.Items) == 1 && len(deployments.Items) == 0
	})
	s.eventually("a condition that says what is left", func() (string, bool) {
		ns, err := spaces.Get(s.ctx, s.ns, metav1.GetOptions{})
		s.must(err, "get the namespace")
		for _, condition := range ns.Status.Conditions {
			if condition.Type == corev1.NamespaceFinalizersRemaining && condition.Status == corev1.ConditionTrue {
				return condition.Message, true
			}
		}
		return show(ns.Status), false
	})
	s.patchMap("held", `{"metadata":{"finalizers":null}}`)
	s.eventually("the namespace to be gone", func() (string, bool) {
		ns, err := spaces.Get(s.ctx, s.ns, metav1.GetOptions{})
		return show(ns), apierrors.IsNotFound(err)
	})
}

func TestNamespaceNamesAreLabels(t *testing.T) {
	s := beginWithoutNamespace(t)
	_, err := s.client.CoreV1().Namespaces().Create(s.ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "with.dots"}}, metav1.CreateOptions{})
	status := s.fails(err, "create namespace with.dots", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "create namespace with.dots", metav1.CauseTypeFieldValueInvalid, "metadata.name")
}
