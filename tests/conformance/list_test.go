package conformance

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func (s *scene) createMaps(count int) {
	s.Helper()
	for i := range count {
		_, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, withLabels(configMap(fmt.Sprintf("m-%02d", i)), "case", "list"), metav1.CreateOptions{})
		s.must(err, "create ConfigMap "+strconv.Itoa(i))
	}
}

func withLabels(object *corev1.ConfigMap, pairs ...string) *corev1.ConfigMap {
	object.Labels = labelsOf(pairs...)
	return object
}

func TestListPagesShowOneMomentInTime(t *testing.T) {
	s := begin(t)
	s.createMaps(7)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	first, err := maps.List(s.ctx, metav1.ListOptions{Limit: 3, LabelSelector: ""})
	s.must(err, "list with limit 3")
	s.same("items of the first page", len(first.Items), 3)
	s.holds(first.Continue != "", "list with limit 3 of more", "a continue token", first.ListMeta)
	s.holds(first.RemainingItemCount != nil && *first.RemainingItemCount >= 4, "list with limit 3 of 7 or more", "remainingItemCount of 4 or more", first.RemainingItemCount)
	s.must(maps.Delete(s.ctx, "m-06", metav1.DeleteOptions{}), "delete the last between two pages")
	_, err = maps.Create(s.ctx, configMap("m-99"), metav1.CreateOptions{})
	s.must(err, "create one more between two pages")
	all := names(first.Items)
	token := first.Continue
	for token != "" {
		page, err := maps.List(s.ctx, metav1.ListOptions{Limit: 3, Continue: token})
		s.must(err, "list the next page")
		s.same("resourceVersion of the next page", page.ResourceVersion, first.ResourceVersion)
		all = append(all, names(page.Items)...)
		token = page.Continue
	}
	s.holds(slices.Contains(all, "m-06") && !slices.Contains(all, "m-99"), "all pages", "the state at the first page", all)
	s.holds(slices.IsSorted(all), "all pages", "items in the order of their names", all)
}

func TestListPagesWithSelectorsHideTheRemainingCount(t *testing.T) {
	s := begin(t)
	s.createMaps(3)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	first, err := maps.List(s.ctx, metav1.ListOptions{Limit: 2, LabelSelector: "case=list"})
	s.must(err, "list with limit 2 and a selector")
	s.same("remainingItemCount with a selector", first.RemainingItemCount, (*int64)(nil))
	s.same("first page", names(first.Items), []string{"m-00", "m-01"})
	second, err := maps.List(s.ctx, metav1.ListOptions{Limit: 2, LabelSelector: "case=list", Continue: first.Continue})
	s.must(err, "list the second page")
	s.same("second page", names(second.Items), []string{"m-02"})
	s.same("continue at the end", second.Continue, "")
}

func TestListContinueTokensAreChecked(t *testing.T) {
	s := begin(t)
	s.createMaps(3)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	_, err := maps.List(s.ctx, metav1.ListOptions{Limit: 1, Continue: "nonsense"})
	status := s.fails(err, "list with a continue token that is nonsense", 400, metav1.StatusReasonBadRequest)
	s.contains("message", status.Message, "continue key is not valid")
	first, err := maps.List(s.ctx, metav1.ListOptions{Limit: 1})
	s.must(err, "list")
	_, err = maps.List(s.ctx, metav1.ListOptions{Limit: 1, Continue: first.Continue, ResourceVersion: first.ResourceVersion})
	status = s.fails(err, "continue with a resourceVersion", 400, metav1.StatusReasonBadRequest)
	s.contains("message", status.Message, "specifying resource version is not allowed when using continue")
}

func TestListOfAllNamespacesGathersThem(t *testing.T) {
	s := begin(t)
	s.createMaps(1)
	list, err := s.client.CoreV1().ConfigMaps("").List(s.ctx, metav1.ListOptions{FieldSelector: "metadata.namespace=" + s.ns + ",metadata.name=m-00"})
	s.must(err, "list all namespaces by field")
	s.same("list all namespaces by field", names(list.Items), []string{"m-00"})
	got := s.send("GET", "/api/v1/namespaces/"+s.ns+"/configmaps?labelSelector=case", nil)
	s.succeeds(got, "GET a list", 200)
	s.same("kind of a list", got.object()["kind"], any("ConfigMapList"))
}

func TestListOfAMissingNamespaceIsEmpty(t *testing.T) {
	s := beginWithoutNamespace(t)
	got := s.send("GET", "/api/v1/namespaces/never-was/configmaps", nil)
	s.succeeds(got, "list in a namespace that does not exist", 200)
	items, isList := got.object()["items"].([]any)
	s.holds(isList && len(items) == 0, "list in a namespace that does not exist", "items: []", string(got.body))
}

func TestLabelSelectors(t *testing.T) {
	s := begin(t)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	for name, labels := range map[string][]string{
		"a": {"set", "x", "tier", "web"}, "b": {"set", "x", "tier", "db"}, "c": {"set", "x"}, "d": {"set", "y", "tier", ""},
	} {
		_, err := maps.Create(s.ctx, withLabels(configMap(name), labels...), metav1.CreateOptions{})
		s.must(err, "create "+name)
	}
	for selector, want := range map[string][]string{
		"set=x": {"a", "b", "c"}, "set==x,tier=web": {"a"}, "set,tier!=web": {"b", "c", "d"}, "set,tier notin (web,db)": {"c", "d"},
		"tier in (web, db)": {"a", "b"}, "set,tier": {"a", "b", "d"}, "set,!tier": {"c"}, "set,tier=": {"d"}, "set in (y),tier": {"d"},
	} {
		list, err := maps.List(s.ctx, metav1.ListOptions{LabelSelector: selector})
		s.must(err, "list with labelSelector "+selector)
		s.same("list with labelSelector "+selector, names(list.Items), want)
	}
	for _, selector := range []string{"a=b=c", "tier in web", "!", "x in ()("} {
		_, err := maps.List(s.ctx, metav1.ListOptions{LabelSelector: selector})
		s.fails(err, "list with labelSelector "+selector, 400, metav1.StatusReasonBadRequest)
	}
}

func TestFieldSelectors(t *testing.T) {
	s := begin(t)
	s.waitForServiceAccount()
	pods := s.client.CoreV1().Pods(s.ns)
	placed := pod("placed")
	placed.Spec.NodeName = "conformance-nowhere"
	never := pod("never")
	never.Spec.RestartPolicy = corev1.RestartPolicyNever
	for _, p := range []*corev1.Pod{placed, never} {
		_, err := pods.Create(s.ctx, p, metav1.CreateOptions{})
		s.must(err, "create "+p.Name)
	}
	for selector, want := range map[string]string{
		"spec.nodeName=conformance-nowhere": "placed", "spec.nodeName=": "never", "spec.nodeName!=": "placed", "metadata.name=never": "never",
		"metadata.name==placed,spec.restartPolicy=Always": "placed", "spec.restartPolicy!=Always": "never",
		"status.phase=Pending,metadata.name!=placed": "never", "spec.serviceAccountName=default,spec.nodeName!=": "placed",
		"spec.schedulerName=" + outsider + ",metadata.name=placed": "placed", "metadata.namespace=" + "elsewhere": "",
		"status.phase!=Pending": "", "spec.hostNetwork=false,metadata.name=never": "never", "status.podIP=,metadata.name=never": "never",
	} {
		list, err := pods.List(s.ctx, metav1.ListOptions{FieldSelector: selector})
		s.must(err, "list pods with fieldSelector "+selector)
		found := ""
		for _, item := range list.Items {
			found += item.Name
		}
		s.same("list pods with fieldSelector "+selector, found, want)
	}
	_, err := pods.List(s.ctx, metav1.ListOptions{FieldSelector: "spec.color=red"})
	status := s.fails(err, "list pods by a field that has no selector", 400, metav1.StatusReasonBadRequest)
	s.contains("message", status.Message, `field label not supported: spec.color`)
	_, err = s.client.CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{FieldSelector: "data.k=v"})
	s.fails(err, "list config maps by a field that has no selector", 400, metav1.StatusReasonBadRequest)
}

func TestFieldSelectorsOfOtherKinds(t *testing.T) {
	s := begin(t)
	_, err := s.client.CoreV1().Secrets(s.ns).Create(s.ctx, &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: "a"}, Type: "example.test/key"}, metav1.CreateOptions{})
	s.must(err, "create a Secret")
	secrets, err := s.client.CoreV1().Secrets(s.ns).List(s.ctx, metav1.ListOptions{FieldSelector: "type=example.test/key"})
	s.must(err, "list secrets by type")
	s.same("list secrets by type", len(secrets.Items), 1)
	spaces, err := s.client.CoreV1().Namespaces().List(s.ctx, metav1.ListOptions{FieldSelector: "status.phase=Active,metadata.name=" + s.ns})
	s.must(err, "list namespaces by phase")
	s.same("list namespaces by phase", len(spaces.Items), 1)
	_, err = s.client.CoreV1().Nodes().List(s.ctx, metav1.ListOptions{FieldSelector: "spec.unschedulable=true"})
	s.must(err, "list nodes by spec.unschedulable")
}

func TestResourceVersionMatchRules(t *testing.T) {
	s := begin(t)
	s.createMaps(3)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	now, err := maps.List(s.ctx, metav1.ListOptions{})
	s.must(err, "list")
	invalid := []metav1.ListOptions{
		{ResourceVersionMatch: metav1.ResourceVersionMatchExact},
		{ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan},
		{ResourceVersion: "0", ResourceVersionMatch: metav1.ResourceVersionMatchExact},
		{ResourceVersion: now.ResourceVersion, ResourceVersionMatch: "Roughly"},
		{SendInitialEvents: ptr(true), ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan, ResourceVersion: "0"},
	}
	for _, options := range invalid {
		_, err := maps.List(s.ctx, options)
		s.fails(err, "list with "+show(options), 422, metav1.StatusReasonInvalid)
	}
	_, err = maps.List(s.ctx, metav1.ListOptions{ResourceVersion: "soon"})
	s.fails(err, "list with resourceVersion soon", 400, metav1.StatusReasonBadRequest)
	for _, options := range []metav1.ListOptions{
		{ResourceVersion: "0"}, {ResourceVersion: now.ResourceVersion}, {ResourceVersion: "0", ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan},
		{ResourceVersion: now.ResourceVersion, ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan},
	} {
		_, err := maps.List(s.ctx, options)
		s.must(err, "list with "+show(options))
	}
}

func TestListOfAnExactResourceVersionShowsThePast(t *testing.T) {
	s := begin(t)
	s.createMaps(2)
	maps := s.client.CoreV1().ConfigMaps(s.ns)
	then, err := maps.List(s.ctx, metav1.ListOptions{LabelSelector: "case"})
	s.must(err, "list")
	s.must(maps.Delete(s.ctx, "m-00", metav1.DeleteOptions{}), "delete one")
	past, err := maps.List(s.ctx, metav1.ListOptions{LabelSelector: "case", ResourceVersion: then.ResourceVersion, ResourceVersionMatch: metav1.ResourceVersionMatchExact})
	s.must(err, "list the exact resourceVersion of before")
	s.same("list the exact resourceVersion of before", names(past.Items), []string{"m-00", "m-01"})
	s.same("its resourceVersion", past.ResourceVersion, then.ResourceVersion)
	legacy, err := maps.List(s.ctx, metav1.ListOptions{LabelSelector: "case", ResourceVersion: then.ResourceVersion, Limit: 10})
	s.must(err, "list with a limit and a resourceVersion, which means exactly that one")
	s.same("list with a limit and a resourceVersion", names(legacy.Items), []string{"m-00", "m-01"})
}

func TestListOfAResourceVersionFromTheFutureTimesOut(t *testing.T) {
	s := begin(t)
	now, err := s.client.CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{})
	s.must(err, "list")
	version, err := strconv.Atoi(now.ResourceVersion)
	s.must(err, "read the resourceVersion as a number")
	future := strconv.Itoa(version + 1000000)
	got := s.send("GET", "/api/v1/namespaces/"+s.ns+"/configmaps?resourceVersion="+future, nil) // client-go would try ten times
	status := s.failsWith(got, "list a resourceVersion from the future", 504, metav1.StatusReasonTimeout)
	s.contains("message", status.Message, "Too large resource version: "+future)
	s.hasCause(status, "list a resourceVersion from the future", metav1.CauseTypeResourceVersionTooLarge, "")
	s.holds(status.Details.RetryAfterSeconds > 0, "list a resourceVersion from the future", "retryAfterSeconds", status.Details)
}

func TestGetTakesAResourceVersion(t *testing.T) {
	s := begin(t)
	s.createMaps(1)
	for _, version := range []string{"0", ""} {
		_, err := s.client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "m-00", metav1.GetOptions{ResourceVersion: version})
		s.must(err, "get with resourceVersion "+version)
	}
}
