package conformance

import (
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// outsider names a scheduler that nobody runs: such pods stay where the case puts them, on any cluster.
const outsider = "conformance-outsider"

func configMap(name string, data ...string) *corev1.ConfigMap {
	made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{}}
	for i := 0; i+1 < len(data); i += 2 {
		made.Data[data[i]] = data[i+1]
	}
	return made
}

func podSpec() corev1.PodSpec {
	return corev1.PodSpec{
		SchedulerName: outsider,
		Containers: []corev1.Container{{
			Name: "app", Image: "example.test/app:1",
			Resources: corev1.ResourceRequirements{Requests: resources("100m", "64Mi")},
		}},
	}
}

func pod(name string, labels ...string) *corev1.Pod {
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labelsOf(labels...)}, Spec: podSpec()}
}

func resources(cpu, memory string) corev1.ResourceList {
	return corev1.ResourceList{
		corev1.ResourceCPU: resource.MustParse(cpu), corev1.ResourceMemory: resource.MustParse(memory),
	}
}

func labelsOf(pairs ...string) map[string]string {
	if len(pairs) == 0 {
		return nil
	}
	labels := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		labels[pairs[i]] = pairs[i+1]
	}
	return labels
}

func podTemplate(app string) corev1.PodTemplateSpec {
	return corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labelsOf("app", app)}, Spec: podSpec()}
}

func deployment(name string, replicas int32) *appsv1.Deployment {
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labelsOf("app", name)},
			Template: podTemplate(name),
		},
	}
}

func replicaSet(name string, replicas int32) *appsv1.ReplicaSet {
	return &appsv1.ReplicaSet{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: appsv1.ReplicaSetSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labelsOf("app", name)},
			Template: podTemplate(name),
		},
	}
}

func ownedBy(kind, apiVersion, name string, uid types.UID) []metav1.OwnerReference {
	blocks := true
	return []metav1.OwnerReference{{APIVersion: apiVersion, Kind: kind, Name: name, UID: uid, BlockOwnerDeletion: &blocks}}
}

func ptr[T any](value T) *T { return &value }
