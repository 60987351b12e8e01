package conformance

import (
	"context"
	"slices"
	"testing"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
)

func webService() *corev1.Service {
	return &corev1.Service{ObjectMeta: metav1.ObjectMeta{Name: "web"},
		Spec: corev1.ServiceSpec{Selector: labelsOf("app", "web"), Ports: []corev1.ServicePort{{Name: "http", Port: 80, TargetPort: intstr.FromInt32(8080)}}}}
}

// addressesOf gives the ready and other addresses of all slices of a Service.
func (s *scene) addressesOf(service string) (ready, others []string, slicesSeen []discoveryv1.EndpointSlice) {
	s.Helper()
	list, err := s.client.DiscoveryV1().EndpointSlices(s.ns).List(s.ctx, metav1.ListOptions{LabelSelector: "kubernetes.io/service-name=" + service})
	s.must(err, "list endpoint slices")
	for _, slice := range list.Items {
		for _, endpoint := range slice.Endpoints {
			if endpoint.Conditions.Ready != nil && *endpoint.Conditions.Ready {
				ready = append(ready, endpoint.Addresses...)
			} else {
				others = append(others, endpoint.Addresses...)
			}
		}
	}
	slices.Sort(ready)
	return ready, others, list.Items
}

func TestEndpointsFollowReadyPods(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	service, err := s.client.CoreV1().Services(s.ns).Create(s.ctx, webService(), metav1.CreateOptions{})
	s.must(err, "create a Service")
	node := s.unique("node") // endpoints need to know the node, if only by name
	_, err = s.client.CoreV1().Nodes().Create(s.ctx, &corev1.Node{ObjectMeta: metav1.ObjectMeta{Name: node}}, metav1.CreateOptions{})
	s.must(err, "create a Node")
	s.Cleanup(func() { _ = s.client.CoreV1().Nodes().Delete(context.Background(), node, metav1.DeleteOptions{}) })
	s.runningPodOn(node, "a", "app", "web")
	s.runningPodOn(node, "stranger", "app", "other")
	s.eventually("an EndpointSlice with the address of the ready pod", func() (string, bool) {
		ready, _, list := s.addressesOf("web")
		return show(list), slices.Equal(ready, []string{"192.0.2.7"})
	})
	_, _, list := s.addressesOf("web")
	slice := list[0]
	s.same("port of the slice", []any{*slice.Ports[0].Name, *slice.Ports[0].Port, slice.AddressType}, []any{"http", int32(8080), discoveryv1.AddressTypeIPv4})
	s.same("target of the endpoint", []string{slice.Endpoints[0].TargetRef.Kind, slice.Endpoints[0].TargetRef.Name, *slice.Endpoints[0].NodeName}, []string{"Pod", "a", node})
	owner := metav1.GetControllerOf(&slice)
	s.holds(owner != nil && owner.UID == service.UID, "owner of the slice", "the Service", owner)
	s.eventually("Endpoints with the same address", func() (string, bool) {
		got, err := s.client.CoreV1().Endpoints(s.ns).Get(s.ctx, "web", metav1.GetOptions{}) //nolint:staticcheck // clients still read it
		return show(got), err == nil && len(got.Subsets) == 1 && len(got.Subsets[0].Addresses) == 1 && got.Subsets[0].Addresses[0].IP == "192.0.2.7" && got.Subsets[0].Ports[0].Port == 8080
	})
	_, err = s.client.CoreV1().Pods(s.ns).Patch(s.ctx, "a", types.StrategicMergePatchType, []byte(`{"status":{"conditions":[{"type":"Ready","status":"False"}]}}`), metav1.PatchOptions{}, "status")
	s.must(err, "make the pod unready")
	s.eventually("the address to be no longer ready", func() (string, bool) {
		ready, others, list := s.addressesOf("web")
		return show(list), len(ready) == 0 && slices.Equal(others, []string{"192.0.2.7"})
	})
	s.must(s.client.CoreV1().Pods(s.ns).Delete(s.ctx, "a", metav1.DeleteOptions{GracePeriodSeconds: ptr(int64(0))}), "delete the pod")
	s.eventually("no address", func() (string, bool) {
		ready, others, list := s.addressesOf("web")
		return show(list), len(ready) == 0 && len(others) == 0
	})
	s.must(s.client.CoreV1().Services(s.ns).Delete(s.ctx, "web", metav1.DeleteOptions{}), "delete the Service")
	s.eventually("its slices to be gone", func() (string, bool) {
		_, _, list := s.addressesOf("web")
		return show(list), len(list) == 0
	})
}

func TestServicesKeepTheirClusterIP(t *testing.T) {
	s := begin(t)
	made, err := s.client.CoreV1().Services(s.ns).Create(s.ctx, webService(), metav1.CreateOptions{})
	s.must(err, "create a Service")
	patched, err := s.client.CoreV1().Services(s.ns).Patch(s.ctx, "web", types.StrategicMergePatchType, []byte(`{"spec":{"ports":[{"port":443,"name":"https"}]}}`), metav1.PatchOptions{})
	s.must(err, "add a port")
	s.same("ports merge by their number", len(patched.Spec.Ports), 2)
	s.same("clusterIP", patched.Spec.ClusterIP, made.Spec.ClusterIP)
	_, err = s.client.CoreV1().Services(s.ns).Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"clusterIP":"10.96.200.200","clusterIPs":["10.96.200.200"]}}`), metav1.PatchOptions{})
	status := s.fails(err, "change the clusterIP", 422, metav1.StatusReasonInvalid)
	s.contains("message", status.Message, "spec.clusterIPs[0]")
	headless := webService()
	headless.Name, headless.Spec.ClusterIP = "headless", corev1.ClusterIPNone
	got, err := s.client.CoreV1().Services(s.ns).Create(s.ctx, headless, metav1.CreateOptions{})
	s.must(err, "create a headless Service")
	s.same("clusterIPs of a headless Service", got.Spec.ClusterIPs, []string{"None"})
}
