package conformance

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
)

// kubelet plays scheduler and kubelet for the pods of one namespace that no real one looks after: it binds each to a
// node that nobody manages, gives it an address and makes it ready, and lets it go when it is deleted.
type kubelet struct {
	client    kubernetes.Interface
	ns        string
	addresses int
}

// runPods starts a kubelet that ends with the case.
func (s *scene) runPods() {
	s.Helper()
	s.waitForServiceAccount()
	ctx, stop := context.WithCancel(s.ctx)
	k := &kubelet{client: s.client, ns: s.ns}
	events, err := s.client.CoreV1().Pods(s.ns).Watch(ctx, metav1.ListOptions{})
	s.must(err, "watch pods to run them")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for event := range events.ResultChan() {
			if event.Type == watch.Added || event.Type == watch.Modified {
				k.care(ctx, event.Object.(*corev1.Pod))
			}
		}
	}()
	s.Cleanup(func() {
		stop()
		events.Stop()
		<-done
	})
}

// care moves one pod a step on. What fails (the pod has changed meanwhile) is tried again with the next event.
func (k *kubelet) care(ctx context.Context, pod *corev1.Pod) {
	pods := k.client.CoreV1().Pods(k.ns)
	switch {
	case pod.Spec.SchedulerName != outsider:
	case pod.DeletionTimestamp != nil:
		_ = pods.Delete(ctx, pod.Name, metav1.DeleteOptions{GracePeriodSeconds: ptr(int64(0)), Preconditions: &metav1.Preconditions{UID: &pod.UID}})
	case pod.Spec.NodeName == "":
		_ = pods.Bind(ctx, binding(pod.Name, "conformance-nowhere"), metav1.CreateOptions{})
	case pod.Status.Phase != corev1.PodRunning:
		k.addresses++
		address := fmt.Sprintf("192.0.2.%d", k.addresses%250+1)
		_, _ = pods.Patch(ctx, pod.Name, types.StrategicMergePatchType, []byte(readyStatus(address, pod.Spec.Containers[0].Image)), metav1.PatchOptions{}, "status")
	}
}

// readyStatus is a patch that makes a pod of one container "app" run and be ready.
func readyStatus(address, image string) string {
	return fmt.Sprintf(`{"status":{"phase":"Running","podIP":%[1]q,"podIPs":[{"ip":%[1]q}],"hostIP":"192.0.2.1","startTime":"2024-01-01T00:00:00Z",
		"conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2024-01-01T00:00:00Z"},{"type":"ContainersReady","status":"True"},{"type":"Initialized","status":"True"}],
		"containerStatuses":[{"name":"app","ready":true,"started":true,"restartCount":0,"image":%[2]q,"imageID":"x","resources":{"requests":{"cpu":"100m","memory":"64Mi"}},
		"state":{"running":{"startedAt":"2024-01-01T00:00:00Z"}}}]}}`, address, image)
}
