package conformance

import (
	"testing"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func (s *scene) newEvent(name string) *eventsv1.Event {
	return &eventsv1.Event{
		ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: s.ns}, EventTime: metav1.NowMicro(),
		ReportingController: "example.test/tester", ReportingInstance: "tester-1", Action: "Testing", Reason: "Tested", Type: "Normal", Note: "all is well",
		Regarding: corev1.ObjectReference{Kind: "Pod", Namespace: s.ns, Name: "a", UID: "6f0c3f2e-0000-4000-8000-000000000002", APIVersion: "v1"},
	}
}

func TestEventsAreOneObjectInTwoGroups(t *testing.T) {
	s := begin(t)
	made, err := s.client.EventsV1().Events(s.ns).Create(s.ctx, s.newEvent("e"), metav1.CreateOptions{})
	s.must(err, "create an event in events.k8s.io/v1")
	core, err := s.client.CoreV1().Events(s.ns).Get(s.ctx, "e", metav1.GetOptions{})
	s.must(err, "get it in v1")
	s.same("uid", core.UID, made.UID)
	s.same("fields of v1", []string{core.Message, core.Reason, core.InvolvedObject.Name, core.ReportingController, core.ReportingInstance, core.Action}, []string{"all is well", "Tested", "a", "example.test/tester", "tester-1", "Testing"})
	old := &corev1.Event{ObjectMeta: metav1.ObjectMeta{Name: "old", Namespace: s.ns}, InvolvedObject: corev1.ObjectReference{Kind: "Pod", Namespace: s.ns, Name: "b"}, Reason: "Old", Message: "from v1",
		Source: corev1.EventSource{Component: "tester", Host: "here"}, Count: 3, Type: "Warning", FirstTimestamp: metav1.Now(), LastTimestamp: metav1.Now()}
	_, err = s.client.CoreV1().Events(s.ns).Create(s.ctx, old, metav1.CreateOptions{})
	s.must(err, "create an event in v1")
	modern, err := s.client.EventsV1().Events(s.ns).Get(s.ctx, "old", metav1.GetOptions{})
	s.must(err, "get it in events.k8s.io/v1")
	s.same("fields of events.k8s.io/v1", []any{modern.Note, modern.Regarding.Name, modern.DeprecatedCount, modern.DeprecatedSource.Component}, []any{"from v1", "b", int32(3), "tester"})
}

func TestEventSeriesAreKeptAndFound(t *testing.T) {
	s := begin(t)
	_, err := s.client.EventsV1().Events(s.ns).Create(s.ctx, s.newEvent("e"), metav1.CreateOptions{})
	s.must(err, "create an event")
	got, err := s.client.EventsV1().Events(s.ns).Patch(s.ctx, "e", types.StrategicMergePatchType, []byte(`{"series":{"count":2,"lastObservedTime":"2026-01-02T03:04:05.678901Z"}}`), metav1.PatchOptions{})
	s.must(err, "patch the series")
	s.same("series", []any{got.Series.Count, got.Series.LastObservedTime.UTC().Format(time.RFC3339Nano)}, []any{int32(2), "2026-01-02T03:04:05.678901Z"})
	for selector, want := range map[string]int{
		"involvedObject.name=a,involvedObject.namespace=" + s.ns + ",involvedObject.uid=6f0c3f2e-0000-4000-8000-000000000002": 1,
		"involvedObject.kind=Pod,reason=Tested,type=Normal":                                                                   1, "type!=Normal": 0, "reportingComponent=example.test/tester": 1,
	} {
		list, err := s.client.CoreV1().Events(s.ns).List(s.ctx, metav1.ListOptions{FieldSelector: selector})
		s.must(err, "list events with "+selector)
		s.same("list events with "+selector, len(list.Items), want)
	}
}

func TestEventsAreValidated(t *testing.T) {
	s := begin(t)
	for field, change := range map[string]func(*eventsv1.Event){
		"eventTime":           func(e *eventsv1.Event) { e.EventTime = metav1.MicroTime{} },
		"reportingController": func(e *eventsv1.Event) { e.ReportingController = "" },
		"reason":              func(e *eventsv1.Event) { e.Reason = "" },
		"action":              func(e *eventsv1.Event) { e.Action = "" },
		"type":                func(e *eventsv1.Event) { e.Type = "Odd" },
	} {
		event := s.newEvent("wrong")
		change(event)
		_, err := s.client.EventsV1().Events(s.ns).Create(s.ctx, event, metav1.CreateOptions{})
		s.fails(err, "create an event with a bad "+field, 422, metav1.StatusReasonInvalid)
	}
}

func TestLeasesKeepMicroseconds(t *testing.T) {
	s := begin(t)
	leases := s.client.CoordinationV1().Leases(s.ns)
	at := metav1.NewMicroTime(time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC))
	made, err := leases.Create(s.ctx, &coordinationv1.Lease{ObjectMeta: metav1.ObjectMeta{Name: "a"},
		Spec: coordinationv1.LeaseSpec{HolderIdentity: ptr("me"), LeaseDurationSeconds: ptr(int32(15)), AcquireTime: &at, RenewTime: &at, LeaseTransitions: ptr(int32(0))}}, metav1.CreateOptions{})
	s.must(err, "create a Lease")
	got := s.send("GET", "/apis/coordination.k8s.io/v1/namespaces/"+s.ns+"/leases/a", nil)
	s.same("renewTime on the wire", got.object()["spec"].(map[string]any)["renewTime"], any("2026-01-02T03:04:05.678901Z"))
	next := made.DeepCopy()
	next.Spec.HolderIdentity = ptr("you")
	taken, err := leases.Update(s.ctx, next, metav1.UpdateOptions{})
	s.must(err, "take over the Lease")
	_, err = leases.Update(s.ctx, made, metav1.UpdateOptions{})
	s.fails(err, "renew a Lease that another took", 409, metav1.StatusReasonConflict)
	taken.Spec.LeaseDurationSeconds = ptr(int32(0))
	_, err = leases.Update(s.ctx, taken, metav1.UpdateOptions{})
	status := s.fails(err, "update a Lease to a duration of 0", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "update a Lease to a duration of 0", metav1.CauseTypeFieldValueInvalid, "spec.leaseDurationSeconds")
}
