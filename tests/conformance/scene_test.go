package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/rand"
	"k8s.io/client-go/kubernetes"
)

const (
	patience  = 40 * time.Second // how long something that will happen may take
	pollEvery = 20 * time.Millisecond
)

// scene is one case with a namespace of its own.
type scene struct {
	*testing.T
	ctx    context.Context
	client kubernetes.Interface
	ns     string
}

// begin makes a namespace for the case, which runs beside others, and skips it when it is a known difference.
func begin(t *testing.T) *scene {
	t.Helper()
	s := beginWithoutNamespace(t)
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{GenerateName: "conformance-"}}
	made, err := s.client.CoreV1().Namespaces().Create(s.ctx, ns, metav1.CreateOptions{})
	s.must(err, "create a namespace for the case")
	s.ns = made.Name
	t.Cleanup(func() {
		_ = s.client.CoreV1().Namespaces().Delete(context.Background(), s.ns, metav1.DeleteOptions{}) // the cluster is thrown away
	})
	return s
}

func beginWithoutNamespace(t *testing.T) *scene {
	t.Helper()
	t.Parallel()
	if reason, known := server.known[t.Name()]; known {
		t.Skip("known difference: " + reason)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*patience)
	t.Cleanup(cancel)
	return &scene{T: t, ctx: ctx, client: server.client}
}

// unique gives a name for an object outside of namespaces.
func (s *scene) unique(prefix string) string { return prefix + "-" + rand.String(6) }

// waitForServiceAccount returns when pods can be created in the namespace.
func (s *scene) waitForServiceAccount() {
	s.Helper()
	s.eventually("service account default of a new namespace", func() (string, bool) {
		_, err := s.client.CoreV1().ServiceAccounts(s.ns).Get(s.ctx, "default", metav1.GetOptions{})
		return fmt.Sprint(err), err == nil
	})
}

// --- expectations: each says what was asked, what was expected and what came ---

func (s *scene) must(err error, asked string) {
	s.Helper()
	if err != nil {
		s.Fatalf("asked: %s\nexpected: success\ngot: %s", asked, explain(err))
	}
}

func (s *scene) same(asked string, got, want any) {
	s.Helper()
	if !reflect.DeepEqual(got, want) {
		s.Errorf("asked: %s\nexpected: %s\ngot: %s", asked, show(want), show(got))
	}
}

func (s *scene) holds(ok bool, asked, want string, got any) {
	s.Helper()
	if !ok {
		s.Errorf("asked: %s\nexpected: %s\ngot: %s", asked, want, show(got))
	}
}

func (s *scene) contains(asked, got string, wants ...string) {
	s.Helper()
	for _, want := range wants {
		if !strings.Contains(got, want) {
			s.Errorf("asked: %s\nexpected it to contain: %s\ngot: %s", asked, want, got)
		}
	}
}

// fails expects an API error with this code and reason, and gives its Status.
func (s *scene) fails(err error, asked string, code int32, reason metav1.StatusReason) metav1.Status {
	s.Helper()
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		s.Fatalf("asked: %s\nexpected: %d %s\ngot: %s", asked, code, reason, explain(err))
	}
	got := status.Status()
	if got.Code != code || got.Reason != reason {
		s.Fatalf("asked: %s\nexpected: %d %s\ngot: %s", asked, code, reason, explain(err))
	}
	return got
}

// hasCause expects that a Status names `field` with the cause's type.
func (s *scene) hasCause(status metav1.Status, asked string, reason metav1.CauseType, field string) {
	s.Helper()
	if status.Details != nil {
		for _, cause := range status.Details.Causes {
			if cause.Type == reason && cause.Field == field {
				return
			}
		}
	}
	s.Errorf("asked: %s\nexpected: a cause %s for field %q\ngot: %s", asked, reason, field, show(status))
}

// eventually polls until `check` says true; the text is what was seen, for the failure's message.
func (s *scene) eventually(asked string, check func() (string, bool)) {
	s.Helper()
	deadline := time.Now().Add(patience)
	for {
		seen, ok := check()
		if ok {
			return
		}
		if time.Now().After(deadline) {
			s.Fatalf("asked: %s\nexpected: it to happen within %s\ngot, last: %s", asked, patience, seen)
		}
		time.Sleep(pollEvery)
	}
}

func containsText(text, part string) bool { return strings.Contains(text, part) }

func explain(err error) string {
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		return fmt.Sprintf("%v\n     %s", err, show(status.Status()))
	}
	return fmt.Sprint(err)
}

func show(value any) string {
	if text, ok := value.(string); ok {
		return fmt.Sprintf("%q", text)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprintf("%+v", value)
	}
	return string(text)
}

// --- plain HTTP, for what a typed client hides ---

// answer is a whole HTTP response.
type answer struct {
	code   int
	header http.Header
	body   []byte
}

// header names and values in turn.
func (s *scene) send(method, path string, body []byte, headers ...string) answer {
	s.Helper()
	response := s.open(method, path, body, headers...)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	s.must(err, method+" "+path+": read the answer")
	return answer{response.StatusCode, response.Header, text}
}

// open sends a request and leaves the body to be read as a stream.
func (s *scene) open(method, path string, body []byte, headers ...string) *http.Response {
	s.Helper()
	request, err := http.NewRequestWithContext(s.ctx, method, strings.TrimSuffix(server.config.Host, "/")+path, bytes.NewReader(body))
	s.must(err, "make a request")
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := server.http.Do(request)
	s.must(err, method+" "+path)
	return response
}

func (a answer) object() map[string]any {
	var object map[string]any
	_ = json.Unmarshal(a.body, &object) // an answer that is no JSON object has no fields
	return object
}

func (a answer) status() metav1.Status {
	var status metav1.Status
	_ = json.Unmarshal(a.body, &status)
	return status
}

// failsWith expects a Status body whose code agrees with the HTTP status.
func (s *scene) failsWith(a answer, asked string, code int, reason metav1.StatusReason) metav1.Status {
	s.Helper()
	status := a.status()
	if a.code != code || int(status.Code) != code || status.Reason != reason || status.Kind != "Status" || status.Status != "Failure" {
		s.Fatalf("asked: %s\nexpected: HTTP %d with a Status of reason %s\ngot: HTTP %d %s", asked, code, reason, a.code, a.body)
	}
	return status
}

func (s *scene) succeeds(a answer, asked string, code int) {
	s.Helper()
	if a.code != code {
		s.Fatalf("asked: %s\nexpected: HTTP %d\ngot: HTTP %d %s", asked, code, a.code, a.body)
	}
}
