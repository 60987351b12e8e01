package conformance

import (
	"bufio"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
)

// watched is one event in few words, such as "ADDED a".
func watched(event watch.Event) string {
	switch object := event.Object.(type) {
	case *corev1.ConfigMap:
		if event.Type == watch.Bookmark {
			return "BOOKMARK"
		}
		return string(event.Type) + " " + object.Name
	case *metav1.Status:
		return fmt.Sprintf("%s %d %s", event.Type, object.Code, object.Reason)
	}
	return fmt.Sprintf("%s %T", event.Type, event.Object)
}

// next gives the next event, in few words and whole.
func (s *scene) next(from watch.Interface, asked string) (string, watch.Event) {
	s.Helper()
	select {
	case event, open := <-from.ResultChan():
		if !open {
			return "end of the watch", event
		}
		return watched(event), event
	case <-time.After(patience):
		s.Fatalf("asked: %s\nexpected: another event\ngot: nothing for %s", asked, patience)
		return "", watch.Event{}
	}
}

func (s *scene) expectEvents(from watch.Interface, asked string, wants ...string) (last watch.Event) {
	s.Helper()
	for i, want := range wants {
		var got string
		got, last = s.next(from, fmt.Sprintf("%s: event %d, %s", asked, i+1, want))
		if got != want {
			s.Fatalf("asked: %s: event %d\nexpected: %s\ngot: %s", asked, i+1, want, got)
		}
	}
	return last
}

func (s *scene) watchMaps(options metav1.ListOptions) watch.Interface {
	s.Helper()
	watcher, err := s.client.CoreV1().ConfigMaps(s.ns).Watch(s.ctx, options)
	s.must(err, "watch config maps with "+show(options))
	s.Cleanup(watcher.Stop)
	return watcher
}

func (s *scene) patchMap(name, patch string) *corev1.ConfigMap {
	s.Helper()
	got, err := s.client.CoreV1().ConfigMaps(s.ns).Patch(s.ctx, name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	s.must(err, "patch "+name+" with "+patch)
	return got
}

func (s *scene) createMap(object *corev1.ConfigMap) *corev1.ConfigMap {
	s.Helper()
	made, err := s.client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, object, metav1.CreateOptions{})
	s.must(err, "create ConfigMap "+object.Name)
	return made
}

// mine selects what the case itself creates: new namespaces get a config map with the cluster's CA.
const mine = "case"

func TestWatchFromAResourceVersionGivesWhatCameAfter(t *testing.T) {
	s := begin(t)
	s.createMap(withLabels(configMap("before"), mine, ""))
	since := s.createMap(withLabels(configMap("a", "k", "1"), mine, ""))
	s.patchMap("a", `{"data":{"k":"2"}}`)
	watcher := s.watchMaps(metav1.ListOptions{ResourceVersion: since.ResourceVersion, LabelSelector: mine})
	s.expectEvents(watcher, "watch from the creation of a", "MODIFIED a")
	s.createMap(withLabels(configMap("b"), mine, ""))
	s.expectEvents(watcher, "create b", "ADDED b")
	last := s.patchMap("b", `{"data":{"k":"3"}}`)
	s.expectEvents(watcher, "change b", "MODIFIED b")
	s.must(s.client.CoreV1().ConfigMaps(s.ns).Delete(s.ctx, "b", metav1.DeleteOptions{}), "delete b")
	event := s.expectEvents(watcher, "delete b", "DELETED b")
	gone := event.Object.(*corev1.ConfigMap)
	s.same("DELETED carries the last state", gone.Data, map[string]string{"k": "3"})
	s.holds(gone.ResourceVersion != last.ResourceVersion, "delete b", "DELETED with the resourceVersion of the deletion", gone.ResourceVersion)
	again := s.watchMaps(metav1.ListOptions{ResourceVersion: gone.ResourceVersion, LabelSelector: mine})
	s.createMap(withLabels(configMap("c"), mine, ""))
	s.expectEvents(again, "watch from the deletion", "ADDED c")
}

func TestWatchWithoutResourceVersionStartsWithWhatIsThere(t *testing.T) {
	s := begin(t)
	s.createMap(withLabels(configMap("a"), mine, ""))
	s.createMap(withLabels(configMap("b"), mine, ""))
	for _, version := range []string{"", "0"} {
		watcher := s.watchMaps(metav1.ListOptions{ResourceVersion: version, LabelSelector: mine})
		first, _ := s.next(watcher, "watch with resourceVersion "+version)
		second, _ := s.next(watcher, "watch with resourceVersion "+version)
		s.holds(first != second && strings.HasPrefix(first, "ADDED ") && strings.HasPrefix(second, "ADDED "),
			"watch with resourceVersion "+version, "ADDED a and ADDED b", first+", "+second)
		watcher.Stop()
	}
}

func TestWatchTurnsSelectorTransitionsIntoAddedAndDeleted(t *testing.T) {
	s := begin(t)
	since := s.createMap(withLabels(configMap("a", "k", "1"), "color", "red"))
	watcher := s.watchMaps(metav1.ListOptions{ResourceVersion: since.ResourceVersion, LabelSelector: "color=blue"})
	s.patchMap("a", `{"data":{"k":"2"}}`)
	s.patchMap("a", `{"metadata":{"labels":{"color":"blue"}}}`)
	s.expectEvents(watcher, "the label starts to match", "ADDED a")
	s.patchMap("a", `{"data":{"k":"3"}}`)
	s.expectEvents(watcher, "a change while it matches", "MODIFIED a")
	left := s.patchMap("a", `{"metadata":{"labels":{"color":"red"}}}`)
	event := s.expectEvents(watcher, "the label stops to match", "DELETED a")
	s.same("DELETED carries the resourceVersion of the change", event.Object.(*corev1.ConfigMap).ResourceVersion, left.ResourceVersion)
	s.same("DELETED carries the last state that matched", event.Object.(*corev1.ConfigMap).Labels, labelsOf("color", "blue"))
}

func TestWatchOfOneNameSeesOnlyThat(t *testing.T) {
	s := begin(t)
	since := s.createMap(configMap("a"))
	watcher := s.watchMaps(metav1.ListOptions{ResourceVersion: since.ResourceVersion, FieldSelector: "metadata.name=b"})
	s.createMap(configMap("c"))
	s.createMap(configMap("b"))
	s.expectEvents(watcher, "watch the name b", "ADDED b")
}

func TestWatchEndsAfterItsTimeoutWithABookmark(t *testing.T) {
	s := begin(t)
	since := s.createMap(configMap("a"))
	start := time.Now()
	watcher := s.watchMaps(metav1.ListOptions{ResourceVersion: since.ResourceVersion, TimeoutSeconds: ptr(int64(3)), AllowWatchBookmarks: true, LabelSelector: "none=such"})
	event := s.expectEvents(watcher, "a quiet watch with bookmarks and a timeout of 3 s", "BOOKMARK")
	s.holds(event.Object.(*corev1.ConfigMap).ResourceVersion != "", "bookmark", "a resourceVersion", event.Object)
	for got := ""; got != "end of the watch"; {
		got, _ = s.next(watcher, "the end of a watch with a timeout of 3 s")
		s.holds(got == "BOOKMARK" || got == "end of the watch", "a quiet watch", "bookmarks and then its end", got)
	}
	s.holds(time.Since(start) > 2*time.Second && time.Since(start) < 15*time.Second, "a watch with timeoutSeconds=3", "its end after 3 s", time.Since(start).String())
}

func TestStreamingListEndsWithAnAnnotatedBookmark(t *testing.T) {
	s := begin(t)
	s.createMap(withLabels(configMap("a"), mine, ""))
	s.createMap(withLabels(configMap("b"), mine, ""))
	options := metav1.ListOptions{SendInitialEvents: ptr(true), ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan, AllowWatchBookmarks: true, LabelSelector: mine}
	for _, version := range []string{"", "0"} {
		// "0" may be answered from any state that the server has seen; a list of the latest one makes it see all of it.
		options.ResourceVersion = ""
		latest := s.watchMaps(options)
		s.expectEvents(latest, "streaming list of the latest state", "ADDED a", "ADDED b", "BOOKMARK")
		latest.Stop()
		options.ResourceVersion = version
		watcher := s.watchMaps(options)
		asked := fmt.Sprintf("streaming list with resourceVersion %q", version)
		event := s.expectEvents(watcher, asked, "ADDED a", "ADDED b", "BOOKMARK")
		mark := event.Object.(*corev1.ConfigMap)
		s.same(asked+": annotations of the bookmark", mark.Annotations, map[string]string{metav1.InitialEventsAnnotationKey: "true"})
		s.holds(mark.ResourceVersion != "", asked, "a bookmark with a resourceVersion", mark.ObjectMeta)
		name := "live-" + map[string]string{"": "one", "0": "two"}[version]
		s.createMap(withLabels(configMap(name), "other", ""))
		s.patchMap(name, `{"metadata":{"labels":{"case":""}}}`)
		s.expectEvents(watcher, asked+", live events", "ADDED "+name)
		s.must(s.client.CoreV1().ConfigMaps(s.ns).Delete(s.ctx, name, metav1.DeleteOptions{}), "delete "+name)
		watcher.Stop()
	}
}

func TestStreamingListOptionsAreChecked(t *testing.T) {
	s := begin(t)
	for _, query := range []string{
		"watch=true&sendInitialEvents=true", "watch=true&sendInitialEvents=true&resourceVersionMatch=Exact&resourceVersion=1&allowWatchBookmarks=true",
		"watch=true&resourceVersionMatch=NotOlderThan&resourceVersion=0", "sendInitialEvents=true&resourceVersionMatch=NotOlderThan",
	} {
		got := s.send("GET", "/api/v1/namespaces/"+s.ns+"/configmaps?timeoutSeconds=1&"+query, nil)
		s.failsWith(got, "GET configmaps?"+query, 422, metav1.StatusReasonInvalid)
	}
}

func TestWatchFromTheDistantPastTellsAllOrExpires(t *testing.T) {
	s := begin(t)
	s.createMap(withLabels(configMap("a"), mine, ""))
	s.must(s.client.CoreV1().ConfigMaps(s.ns).Delete(s.ctx, "a", metav1.DeleteOptions{}), "delete a")
	asked := "watch from resourceVersion 1: the whole history, or 410 when it is no longer known"
	watcher, err := s.client.CoreV1().ConfigMaps(s.ns).Watch(s.ctx, metav1.ListOptions{ResourceVersion: "1", LabelSelector: mine})
	if err != nil {
		s.fails(err, asked, 410, metav1.StatusReasonExpired)
		return
	}
	defer watcher.Stop()
	first, event := s.next(watcher, asked)
	if event.Type != watch.Error {
		s.same(asked, first, "ADDED a")
		s.expectEvents(watcher, asked, "DELETED a")
		return
	}
	s.same(asked, first, "ERROR 410 Expired")
	s.contains("message", event.Object.(*metav1.Status).Message, "too old resource version")
	s.expectEvents(watcher, "after the error", "end of the watch")
}

func TestWatchIsOneJSONObjectALine(t *testing.T) {
	s := begin(t)
	s.createMap(withLabels(configMap("a"), mine, ""))
	response := s.open("GET", "/api/v1/namespaces/"+s.ns+"/configmaps?watch=true&labelSelector=case&timeoutSeconds=30", nil, "Accept", "application/json")
	defer response.Body.Close()
	s.same("status of a watch", response.StatusCode, 200)
	s.same("content type of a watch", response.Header.Get("Content-Type"), "application/json")
	line, err := bufio.NewReader(response.Body).ReadBytes('\n')
	s.must(err, "read one line of a watch")
	var event struct {
		Type   string
		Object map[string]any
	}
	s.must(json.Unmarshal(line, &event), "parse "+string(line))
	s.same("type", event.Type, "ADDED")
	s.same("objects in a watch name their kind", event.Object["kind"], any("ConfigMap"))
	s.same("objects in a watch name their apiVersion", event.Object["apiVersion"], any("v1"))
}

func TestWatchOfAllNamespacesSeesEach(t *testing.T) {
	s := begin(t)
	label := s.unique("all")
	since := s.createMap(configMap("a"))
	watcher, err := s.client.CoreV1().ConfigMaps("").Watch(s.ctx, metav1.ListOptions{ResourceVersion: since.ResourceVersion, LabelSelector: label})
	s.must(err, "watch config maps of all namespaces")
	defer watcher.Stop()
	s.createMap(withLabels(configMap("b"), label, ""))
	event := s.expectEvents(watcher, "watch all namespaces", "ADDED b")
	s.same("its namespace", event.Object.(*corev1.ConfigMap).Namespace, s.ns)
}

func TestListThenWatchLosesNothing(t *testing.T) {
	s := begin(t)
	list, err := s.client.CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{LabelSelector: mine})
	s.must(err, "list")
	for i := range 50 {
		s.createMap(withLabels(configMap(fmt.Sprintf("m-%02d", i)), mine, ""))
	}
	watcher := s.watchMaps(metav1.ListOptions{ResourceVersion: list.ResourceVersion, LabelSelector: mine})
	for i := range 50 {
		s.expectEvents(watcher, "events since the list, in order", fmt.Sprintf("ADDED m-%02d", i))
	}
}
