package conformance

import (
	"regexp"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
)

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func TestCreateSetsWhatTheServerOwns(t *testing.T) {
	s := begin(t)
	asked := "create ConfigMap a with uid and creationTimestamp of the client's own"
	wanted := configMap("a", "k", "v")
	wanted.UID = "mine"
	wanted.CreationTimestamp = metav1.NewTime(time.Unix(1, 0))
	made, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, asked)
	s.holds(uuid.MatchString(string(made.UID)), asked, "a uid that is a new UUID", made.UID)
	s.holds(made.ResourceVersion != "" && made.ResourceVersion != "0", asked, "a resourceVersion", made.ResourceVersion)
	s.holds(time.Since(made.CreationTimestamp.Time) < time.Minute, asked, "creationTimestamp of now", made.CreationTimestamp)
	s.same(asked+": namespace", made.Namespace, s.ns)
	got, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "a", metav1.GetOptions{})
	s.must(err, "get ConfigMap a")
	s.same("get what was created", got, made)
}

func TestCreateAnswers201AndUpdate200(t *testing.T) {
	s := begin(t)
	path := "/api/v1/namespaces/" + s.ns + "/configmaps"
	body := []byte(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"k":"v"}}`)
	created := s.send("POST", path, body, "Content-Type", "application/json")
	s.succeeds(created, "POST a ConfigMap", 201)
	s.same("POST a ConfigMap: content type", created.header.Get("Content-Type"), "application/json")
	s.same("POST a ConfigMap: kind", created.object()["kind"], any("ConfigMap"))
	s.same("POST a ConfigMap: apiVersion", created.object()["apiVersion"], any("v1"))
	s.succeeds(s.send("PUT", path+"/a", body, "Content-Type", "application/json"), "PUT a ConfigMap", 200)
}

func TestCreateOfAnExistingNameIsAlreadyExists(t *testing.T) {
	s := begin(t)
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, configMap("a"), metav1.CreateOptions{})
	s.must(err, "create ConfigMap a")
	_, err = s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, configMap("a"), metav1.CreateOptions{})
	status := s.fails(err, "create ConfigMap a again", 409, metav1.StatusReasonAlreadyExists)
	s.same("message", status.Message, `configmaps "a" already exists`)
	s.same("details.name", status.Details.Name, "a")
	s.same("details.kind is the resource", status.Details.Kind, "configmaps")
}

func TestGenerateNameAddsFiveCharacters(t *testing.T) {
	s := begin(t)
	names := map[string]bool{}
	for range 5 {
		object := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{GenerateName: "made-"}}
		made, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, object, metav1.CreateOptions{})
		s.must(err, "create with generateName made-")
		s.holds(regexp.MustCompile(`^made-[a-z0-9]{5}$`).MatchString(made.Name), "create with generateName made-",
			"made- and five characters", made.Name)
		s.same("generateName is kept", made.GenerateName, "made-")
		names[made.Name] = true
	}
	s.same("five creates give five names", len(names), 5)
}

func TestCreateNeedsAName(t *testing.T) {
	s := begin(t)
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, &corev1.ConfigMap{}, metav1.CreateOptions{})
	status := s.fails(err, "create a ConfigMap without name", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "create a ConfigMap without name", metav1.CauseTypeFieldValueRequired, "metadata.name")
}

func TestCreateRefusesAResourceVersion(t *testing.T) {
	s := begin(t)
	object := configMap("a")
	object.ResourceVersion = "12"
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, object, metav1.CreateOptions{})
	s.holds(err != nil, "create with a resourceVersion", "an error", nil)
	s.contains("create with a resourceVersion", explain(err), "resourceVersion should not be set on objects to be created")
}

func TestCreateRefusesAnotherNamespaceInTheBody(t *testing.T) {
	s := begin(t)
	body := []byte(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"elsewhere"}}`)
	got := s.send("POST", "/api/v1/namespaces/"+s.ns+"/configmaps", body, "Content-Type", "application/json")
	status := s.failsWith(got, "create with another namespace in the body", 400, metav1.StatusReasonBadRequest)
	s.contains("message", status.Message, "the namespace of the provided object does not match the namespace sent on the request")
}

func TestUpdateWithAStaleResourceVersionConflicts(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	old, err := maps.Create(s.ctx, configMap("a", "k", "1"), metav1.CreateOptions{})
	s.must(err, "create")
	next := old.DeepCopy()
	next.Data["k"] = "2"
	now, err := maps.Update(s.ctx, next, metav1.UpdateOptions{})
	s.must(err, "update with the current resourceVersion")
	s.holds(now.ResourceVersion != old.ResourceVersion, "update", "a new resourceVersion", now.ResourceVersion)
	next.Data["k"] = "3"
	_, err = maps.Update(s.ctx, next, metav1.UpdateOptions{})
	status := s.fails(err, "update with a stale resourceVersion", 409, metav1.StatusReasonConflict)
	s.same("message", status.Message, `Operation cannot be fulfilled on configmaps "a": the object has been modified; `+
		"please apply your changes to the latest version and try again")
	s.same("details.name", status.Details.Name, "a")
	s.same("details.kind", status.Details.Kind, "configmaps")
}

func TestUpdateWithoutResourceVersionIsUnconditional(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	_, err := maps.Create(s.ctx, configMap("a", "k", "1"), metav1.CreateOptions{})
	s.must(err, "create")
	got, err := maps.Update(s.ctx, configMap("a", "k", "2"), metav1.UpdateOptions{})
	s.must(err, "update without resourceVersion")
	s.same("update without resourceVersion", got.Data["k"], "2")
}

func TestUpdateThatChangesNothingKeepsTheResourceVersion(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	made, err := maps.Create(s.ctx, configMap("a", "k", "1"), metav1.CreateOptions{})
	s.must(err, "create")
	again, err := maps.Update(s.ctx, made, metav1.UpdateOptions{})
	s.must(err, "update with the same content")
	s.same("resourceVersion after an update without a change", again.ResourceVersion, made.ResourceVersion)
}

func TestUpdateKeepsIdentity(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	made, err := maps.Create(s.ctx, configMap("a", "k", "1"), metav1.CreateOptions{})
	s.must(err, "create")
	change := made.DeepCopy()
	change.CreationTimestamp = metav1.NewTime(time.Unix(1, 0))
	change.Data["k"] = "2"
	got, err := maps.Update(s.ctx, change, metav1.UpdateOptions{})
	s.must(err, "update with another creationTimestamp")
	s.same("creationTimestamp cannot be changed", got.CreationTimestamp.UTC(), made.CreationTimestamp.UTC())
	other := made.DeepCopy()
	other.ResourceVersion, other.UID = "", types.UID("6f0c3f2e-0000-4000-8000-000000000000")
	_, err = maps.Update(s.ctx, other, metav1.UpdateOptions{})
	status := s.fails(err, "update with another uid", 409, metav1.StatusReasonConflict)
	s.contains("message", status.Message, "Precondition failed: UID in precondition: 6f0c3f2e-0000-4000-8000-000000000000",
		"UID in object meta: "+string(made.UID))
}

func TestUpdateRefusesAnotherNameInTheBody(t *testing.T) {
	s := begin(t)
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, configMap("a"), metav1.CreateOptions{})
	s.must(err, "create")
	body := []byte(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}`)
	got := s.send("PUT", "/api/v1/namespaces/"+s.ns+"/configmaps/a", body, "Content-Type", "application/json")
	status := s.failsWith(got, "PUT b to the path of a", 400, metav1.StatusReasonBadRequest)
	s.same("message", status.Message, "the name of the object (b) does not match the name on the URL (a)")
}

func TestMissingObjectsAreNotFound(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	_, err := maps.Get(s.ctx, "missing", metav1.GetOptions{})
	status := s.fails(err, "get a missing ConfigMap", 404, metav1.StatusReasonNotFound)
	s.same("message", status.Message, `configmaps "missing" not found`)
	s.same("details", status.Details, &metav1.StatusDetails{Name: "missing", Kind: "configmaps"})
	_, err = maps.Update(s.ctx, configMap("missing"), metav1.UpdateOptions{})
	s.fails(err, "update a missing ConfigMap", 404, metav1.StatusReasonNotFound)
	s.fails(maps.Delete(s.ctx, "missing", metav1.DeleteOptions{}), "delete a missing ConfigMap", 404, metav1.StatusReasonNotFound)
	_, err = s.client.AppsV1().Deployments(s.ns).Get(s.ctx, "missing", metav1.GetOptions{})
	status = s.fails(err, "get a missing Deployment", 404, metav1.StatusReasonNotFound)
	s.same("message of a named group", status.Message, `deployments.apps "missing" not found`)
	s.same("details.group", status.Details.Group, "apps")
}

func TestPutCreatesOnlyTheKindsThatAllowIt(t *testing.T) {
	s := begin(t)
	lease := []byte(`{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"a"},"spec":{"holderIdentity":"x","leaseDurationSeconds":15}}`)
	got := s.send("PUT", "/apis/coordination.k8s.io/v1/namespaces/"+s.ns+"/leases/a", lease, "Content-Type", "application/json")
	s.succeeds(got, "PUT a missing Lease, which creates it", 201)
	set := []byte(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}`)
	got = s.send("PUT", "/api/v1/namespaces/"+s.ns+"/configmaps/a", set, "Content-Type", "application/json")
	s.failsWith(got, "PUT a missing ConfigMap, which does not", 404, metav1.StatusReasonNotFound)
}

func TestGenerationCountsChangesOfTheSpecOnly(t *testing.T) {
	s := begin(t)
	deployments := s.client.AppsV1().Deployments(s.ns)
	made, err := deployments.Create(s.ctx, deployment("web", 0), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	s.same("generation after create", made.Generation, int64(1))
	labelled, err := deployments.Patch(s.ctx, "web", types.MergePatchType, []byte(`{"metadata":{"labels":{"a":"b"}}}`), metav1.PatchOptions{})
	s.must(err, "patch a label")
	s.same("generation after a new label", labelled.Generation, int64(1))
	_, err = deployments.Patch(s.ctx, "web", types.MergePatchType, []byte(`{"status":{"replicas":5}}`), metav1.PatchOptions{}, "status")
	s.must(err, "patch the status")
	scaled, err := deployments.Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"minReadySeconds":3}}`), metav1.PatchOptions{})
	s.must(err, "patch the spec")
	s.same("generation after a change of the spec", scaled.Generation, int64(2))
	same, err := deployments.Patch(s.ctx, "web", types.MergePatchType, []byte(`{"spec":{"minReadySeconds":3}}`), metav1.PatchOptions{})
	s.must(err, "patch the spec to what it is")
	s.same("generation after a patch without a change", same.Generation, int64(2))
}

func TestDefaultsOfPods(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	wanted := pod("a")
	wanted.Spec.Containers[0].Ports = []corev1.ContainerPort{{ContainerPort: 80}}
	wanted.Spec.Containers[0].Resources.Limits = corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("1"), "example.test/card": resource.MustParse("2")}
	wanted.Spec.Containers[0].ReadinessProbe = &corev1.Probe{ProbeHandler: corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Port: intstr.FromInt32(80)}}}
	made, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create a Pod")
	container := made.Spec.Containers[0]
	s.same("restartPolicy", made.Spec.RestartPolicy, corev1.RestartPolicyAlways)
	s.same("dnsPolicy", made.Spec.DNSPolicy, corev1.DNSClusterFirst)
	s.same("terminationGracePeriodSeconds", made.Spec.TerminationGracePeriodSeconds, ptr(int64(30)))
	s.same("securityContext", made.Spec.SecurityContext, &corev1.PodSecurityContext{})
	s.same("enableServiceLinks", made.Spec.EnableServiceLinks, ptr(true))
	s.same("preemptionPolicy", made.Spec.PreemptionPolicy, ptr(corev1.PreemptLowerPriority))
	s.same("priority", made.Spec.Priority, ptr(int32(0)))
	s.same("serviceAccountName", made.Spec.ServiceAccountName, "default")
	s.same("imagePullPolicy of a tagged image", container.ImagePullPolicy, corev1.PullIfNotPresent)
	s.same("terminationMessagePath", container.TerminationMessagePath, "/dev/termination-log")
	s.same("terminationMessagePolicy", container.TerminationMessagePolicy, corev1.TerminationMessageReadFile)
	s.same("protocol", container.Ports[0].Protocol, corev1.ProtocolTCP)
	s.same("requests of an extended resource come from its limits", container.Resources.Requests.Name("example.test/card", resource.DecimalSI).String(), "2")
	s.same("a request that was given is kept", container.Resources.Requests.Cpu().String(), "100m")
	probe := container.ReadinessProbe
	s.same("probe defaults", []int32{probe.TimeoutSeconds, probe.PeriodSeconds, probe.SuccessThreshold, probe.FailureThreshold}, []int32{1, 10, 1, 3})
	s.same("probe path and scheme", []string{probe.HTTPGet.Path, string(probe.HTTPGet.Scheme)}, []string{"/", "HTTP"})
	s.same("status.phase", made.Status.Phase, corev1.PodPending)
	s.same("status.qosClass", made.Status.QOSClass, corev1.PodQOSBurstable)
	s.same("tolerations of not-ready and unreachable nodes are added", len(made.Spec.Tolerations), 2)
}

func TestDefaultsOfDeploymentsAndServices(t *testing.T) {
	s := begin(t)
	wanted := deployment("web", 1)
	wanted.Spec.Replicas = nil
	made, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, wanted, metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	s.same("replicas", made.Spec.Replicas, ptr(int32(1)))
	s.same("revisionHistoryLimit", made.Spec.RevisionHistoryLimit, ptr(int32(10)))
	s.same("progressDeadlineSeconds", made.Spec.ProgressDeadlineSeconds, ptr(int32(600)))
	s.same("strategy", string(made.Spec.Strategy.Type), "RollingUpdate")
	s.same("maxSurge", made.Spec.Strategy.RollingUpdate.MaxSurge.String(), "25%")
	s.same("maxUnavailable", made.Spec.Strategy.RollingUpdate.MaxUnavailable.String(), "25%")
	s.same("defaults reach into the template", made.Spec.Template.Spec.RestartPolicy, corev1.RestartPolicyAlways)
	service, err := s.client.CoreV1().Services(s.ns).Create(s.ctx, &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Name: "web"},
		Spec:       corev1.ServiceSpec{Selector: labelsOf("app", "web"), Ports: []corev1.ServicePort{{Port: 80}}},
	}, metav1.CreateOptions{})
	s.must(err, "create a Service")
	s.same("type", service.Spec.Type, corev1.ServiceTypeClusterIP)
	s.same("sessionAffinity", service.Spec.SessionAffinity, corev1.ServiceAffinityNone)
	s.same("port protocol", service.Spec.Ports[0].Protocol, corev1.ProtocolTCP)
	s.same("targetPort is the port", service.Spec.Ports[0].TargetPort.String(), "80")
	s.holds(strings.Count(service.Spec.ClusterIP, ".") == 3, "create a Service", "a clusterIP", service.Spec.ClusterIP)
	s.same("clusterIPs", service.Spec.ClusterIPs, []string{service.Spec.ClusterIP})
}

func TestQuantitiesAreStoredCanonically(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	body := []byte(`{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a"},"spec":{"schedulerName":"` + outsider + `","containers":[{"name":"c","image":"i",
		"resources":{"requests":{"cpu":"1000m","memory":"1024Mi"},"limits":{"cpu":1.5,"memory":"1.5Gi"}}}]}}`)
	got := s.send("POST", "/api/v1/namespaces/"+s.ns+"/pods", body, "Content-Type", "application/json")
	s.succeeds(got, "create a Pod with quantities 1000m, 1024Mi, 1.5 and 1.5Gi", 201)
	container := got.object()["spec"].(map[string]any)["containers"].([]any)[0].(map[string]any)
	s.same("resources", container["resources"], any(map[string]any{
		"requests": map[string]any{"cpu": "1", "memory": "1Gi"}, "limits": map[string]any{"cpu": "1500m", "memory": "1536Mi"}}))
}

func TestSecretsTakeStringData(t *testing.T) {
	s := begin(t)
	made, err := s.client.CoreV1().Secrets(s.ns).Create(s.ctx, &corev1.Secret{
		ObjectMeta: metav1.ObjectMeta{Name: "a"}, StringData: map[string]string{"k": "v"}}, metav1.CreateOptions{})
	s.must(err, "create a Secret with stringData")
	s.same("data", made.Data, map[string][]byte{"k": []byte("v")})
	s.same("stringData is never read", made.StringData, map[string]string(nil))
	s.same("type", made.Type, corev1.SecretTypeOpaque)
}

func TestImmutableFieldsStayAsTheyAre(t *testing.T) {
	s := begin(t)
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, deployment("web", 0), metav1.CreateOptions{})
	s.must(err, "create a Deployment")
	_, err = s.client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", types.MergePatchType,
		[]byte(`{"spec":{"selector":{"matchLabels":{"app":"other"}},"template":{"metadata":{"labels":{"app":"other"}}}}}`), metav1.PatchOptions{})
	status := s.fails(err, "change a Deployment's selector", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "change a Deployment's selector", metav1.CauseTypeFieldValueInvalid, "spec.selector")
	s.contains("message", status.Message, "field is immutable")
	frozen := configMap("frozen", "k", "v")
	frozen.Immutable = ptr(true)
	_, err = s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, frozen, metav1.CreateOptions{})
	s.must(err, "create an immutable ConfigMap")
	_, err = s.client.CoreV1().ConfigMaps(s.ns).Patch(s.ctx, "frozen", types.MergePatchType, []byte(`{"data":{"k":"w"}}`), metav1.PatchOptions{})
	status = s.fails(err, "change an immutable ConfigMap", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "change an immutable ConfigMap", metav1.CauseTypeForbidden, "data")
}

func TestPodSpecsAreMostlyImmutable(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	_, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, pod("a"), metav1.CreateOptions{})
	s.must(err, "create a Pod")
	changed, err := s.client.CoreV1().Pods(s.ns).Patch(s.ctx, "a", types.StrategicMergePatchType,
		[]byte(`{"spec":{"containers":[{"name":"app","image":"example.test/app:2"}]}}`), metav1.PatchOptions{})
	s.must(err, "change the image of a Pod")
	s.same("image", changed.Spec.Containers[0].Image, "example.test/app:2")
	_, err = s.client.CoreV1().Pods(s.ns).Patch(s.ctx, "a", types.StrategicMergePatchType,
		[]byte(`{"spec":{"containers":[{"name":"app","command":["x"]}]}}`), metav1.PatchOptions{})
	status := s.fails(err, "change the command of a Pod", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "change the command of a Pod", metav1.CauseTypeForbidden, "spec")
	s.contains("message", status.Message, "pod updates may not change fields other than")
}

func TestInvalidNamesAndLabelsAreRefusedWithTheirFields(t *testing.T) {
	s := begin(t)
	wrong := configMap("Wrong_Name")
	wrong.Labels = map[string]string{"-bad-": "v"}
	_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, wrong, metav1.CreateOptions{})
	status := s.fails(err, "create ConfigMap Wrong_Name with label -bad-", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "create ConfigMap Wrong_Name", metav1.CauseTypeFieldValueInvalid, "metadata.name")
	s.hasCause(status, "create with label -bad-", metav1.CauseTypeFieldValueInvalid, "metadata.labels")
	s.contains("message", status.Message, `ConfigMap "Wrong_Name" is invalid`, "a lowercase RFC 1123 subdomain")
	s.same("details.kind is the kind when it is invalid", status.Details.Kind, "ConfigMap")
}

func TestInvalidSpecsNameEveryCause(t *testing.T) {
	s := begin(t)
	wrong := deployment("web", -1)
	wrong.Spec.Template.Labels = labelsOf("app", "other")
	wrong.Spec.Template.Spec.Containers = nil
	_, err := s.client.AppsV1().Deployments(s.ns).Create(s.ctx, wrong, metav1.CreateOptions{})
	asked := "create a Deployment with -1 replicas, foreign template labels and no containers"
	status := s.fails(err, asked, 422, metav1.StatusReasonInvalid)
	s.hasCause(status, asked, metav1.CauseTypeFieldValueInvalid, "spec.replicas")
	s.hasCause(status, asked, metav1.CauseTypeFieldValueInvalid, "spec.template.metadata.labels")
	s.hasCause(status, asked, metav1.CauseTypeFieldValueRequired, "spec.template.spec.containers")
	s.same("details.group", status.Details.Group, "apps")
}

func TestInvalidPodsNameEveryCause(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	wrong := pod("a")
	wrong.Spec.RestartPolicy = "Sometimes"
	wrong.Spec.Containers = append(wrong.Spec.Containers, wrong.Spec.Containers[0])
	wrong.Spec.Containers[0].Image = ""
	wrong.Spec.Containers[0].Resources.Limits = resources("50m", "64Mi")
	_, err := s.client.CoreV1().Pods(s.ns).Create(s.ctx, wrong, metav1.CreateOptions{})
	asked := "create a Pod with a wrong restartPolicy, no image, a request above its limit, and two containers of one name"
	status := s.fails(err, asked, 422, metav1.StatusReasonInvalid)
	s.hasCause(status, asked, metav1.CauseTypeFieldValueNotSupported, "spec.restartPolicy")
	s.hasCause(status, asked, metav1.CauseTypeFieldValueRequired, "spec.containers[0].image")
	s.hasCause(status, asked, metav1.CauseTypeFieldValueInvalid, "spec.containers[0].resources.requests")
	s.hasCause(status, asked, metav1.CauseTypeFieldValueDuplicate, "spec.containers[1].name")
}
