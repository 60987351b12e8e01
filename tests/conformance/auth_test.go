package conformance

import (
	"crypto/tls"
	"net/http"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// as gives a client with another identity: a token, or one that the administrator impersonates.
func (s *scene) as(change func(*rest.Config)) kubernetes.Interface {
	s.Helper()
	config := rest.CopyConfig(server.config)
	change(config)
	client, err := kubernetes.NewForConfig(config)
	s.must(err, "make a client")
	return client
}

func (s *scene) withToken(token string) kubernetes.Interface {
	return s.as(func(c *rest.Config) {
		*c = *rest.AnonymousClientConfig(c)
		c.BearerToken, c.QPS = token, -1
	})
}

func (s *scene) impersonating(user string, groups ...string) kubernetes.Interface {
	return s.as(func(c *rest.Config) { c.Impersonate = rest.ImpersonationConfig{UserName: user, Groups: groups} })
}

// token issues one for a new service account.
func (s *scene) token(account string) string {
	s.Helper()
	accounts := s.client.CoreV1().ServiceAccounts(s.ns)
	_, err := accounts.Create(s.ctx, &corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Name: account}}, metav1.CreateOptions{})
	s.must(err, "create service account "+account)
	issued, err := accounts.CreateToken(s.ctx, account, &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: ptr(int64(3600))}}, metav1.CreateOptions{})
	s.must(err, "create a token for "+account)
	s.holds(issued.Status.Token != "" && !issued.Status.ExpirationTimestamp.IsZero(), "create a token", "a token and when it expires", issued.Status.ExpirationTimestamp)
	return issued.Status.Token
}

func (s *scene) grant(account string, rules ...rbacv1.PolicyRule) {
	s.Helper()
	_, err := s.client.RbacV1().Roles(s.ns).Create(s.ctx, &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: account}, Rules: rules}, metav1.CreateOptions{})
	s.must(err, "create a Role")
	_, err = s.client.RbacV1().RoleBindings(s.ns).Create(s.ctx, &rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Name: account},
		Subjects: []rbacv1.Subject{{Kind: "ServiceAccount", Name: account, Namespace: s.ns}}, RoleRef: rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "Role", Name: account}}, metav1.CreateOptions{})
	s.must(err, "create a RoleBinding")
}

func TestBadTokensAreUnauthorized(t *testing.T) {
	s := beginWithoutNamespace(t)
	_, err := s.withToken("nonsense").CoreV1().Namespaces().List(s.ctx, metav1.ListOptions{})
	status := s.fails(err, "list namespaces with a token that nobody issued", 401, metav1.StatusReasonUnauthorized)
	s.same("message", status.Message, "Unauthorized")
}

func TestAnonymousUsersSeeHealthAndVersionOnly(t *testing.T) {
	s := beginWithoutNamespace(t)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // who serves is not what this case is about
	anonymous := http.Client{Transport: transport}
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/version": 200, "/api/v1/namespaces": 403, "/apis": 403} {
		response, err := anonymous.Get(server.config.Host + path)
		s.must(err, "GET "+path+" without credentials")
		response.Body.Close()
		s.same("GET "+path+" without credentials", response.StatusCode, want)
	}
}

func TestForbiddenRequestsSayWhatWasMissing(t *testing.T) {
	s := begin(t)
	client := s.withToken(s.token("nobody"))
	user := "system:serviceaccount:" + s.ns + ":nobody"
	_, err := client.CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{})
	status := s.fails(err, "list config maps without a right to", 403, metav1.StatusReasonForbidden)
	s.same("message", status.Message, `configmaps is forbidden: User "`+user+`" cannot list resource "configmaps" in API group "" in the namespace "`+s.ns+`"`)
	s.same("details", status.Details, &metav1.StatusDetails{Kind: "configmaps"})
	err = client.AppsV1().Deployments(s.ns).Delete(s.ctx, "web", metav1.DeleteOptions{})
	status = s.fails(err, "delete a Deployment without a right to", 403, metav1.StatusReasonForbidden)
	s.same("message", status.Message, `deployments.apps "web" is forbidden: User "`+user+`" cannot delete resource "deployments" in API group "apps" in the namespace "`+s.ns+`"`)
	_, err = client.CoreV1().Nodes().List(s.ctx, metav1.ListOptions{})
	status = s.fails(err, "list nodes without a right to", 403, metav1.StatusReasonForbidden)
	s.contains("message", status.Message, `cannot list resource "nodes" in API group "" at the cluster scope`)
}

func TestRolesGrantExactlyTheirVerbs(t *testing.T) {
	s := begin(t)
	client := s.withToken(s.token("reader"))
	s.grant("reader", rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"configmaps"}, Verbs: []string{"get", "list"}},
		rbacv1.PolicyRule{APIGroups: []string{"apps"}, Resources: []string{"deployments/scale"}, ResourceNames: []string{"web"}, Verbs: []string{"patch"}})
	s.createMap(configMap("a"))
	s.eventually("the right to get config maps", func() (string, bool) {
		_, err := client.CoreV1().ConfigMaps(s.ns).Get(s.ctx, "a", metav1.GetOptions{})
		return explain(err), err == nil
	})
	_, err := client.CoreV1().ConfigMaps(s.ns).Create(s.ctx, configMap("b"), metav1.CreateOptions{})
	s.fails(err, "create with the right to read", 403, metav1.StatusReasonForbidden)
	_, err = client.CoreV1().ConfigMaps(s.ns).Watch(s.ctx, metav1.ListOptions{})
	s.fails(err, "watch with the right to list", 403, metav1.StatusReasonForbidden)
	_, err = client.CoreV1().ConfigMaps("default").List(s.ctx, metav1.ListOptions{})
	s.fails(err, "list in another namespace", 403, metav1.StatusReasonForbidden)
	_, err = client.AppsV1().Deployments(s.ns).Patch(s.ctx, "web", "application/merge-patch+json", []byte(`{"spec":{"replicas":1}}`), metav1.PatchOptions{}, "scale")
	s.fails(err, "patch the scale of what may be patched but is not there", 404, metav1.StatusReasonNotFound)
	_, err = client.AppsV1().Deployments(s.ns).Patch(s.ctx, "other", "application/merge-patch+json", []byte(`{"spec":{"replicas":1}}`), metav1.PatchOptions{}, "scale")
	s.fails(err, "patch the scale of another name", 403, metav1.StatusReasonForbidden)
}

func TestClusterRolesCanBeBoundInANamespace(t *testing.T) {
	s := begin(t)
	client := s.withToken(s.token("viewer"))
	_, err := s.client.RbacV1().RoleBindings(s.ns).Create(s.ctx, &rbacv1.RoleBinding{ObjectMeta: metav1.ObjectMeta{Name: "viewer"},
		Subjects: []rbacv1.Subject{{Kind: "ServiceAccount", Name: "viewer", Namespace: s.ns}}, RoleRef: rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "ClusterRole", Name: "view"}}, metav1.CreateOptions{})
	s.must(err, "bind the ClusterRole view")
	s.eventually("the right to list pods", func() (string, bool) {
		_, err := client.CoreV1().Pods(s.ns).List(s.ctx, metav1.ListOptions{})
		return explain(err), err == nil
	})
	_, err = client.CoreV1().Secrets(s.ns).List(s.ctx, metav1.ListOptions{})
	s.fails(err, "list secrets as viewer", 403, metav1.StatusReasonForbidden)
}

func TestNobodyGrantsMoreThanTheyHave(t *testing.T) {
	s := begin(t)
	client := s.withToken(s.token("limited"))
	s.grant("limited", rbacv1.PolicyRule{APIGroups: []string{"rbac.authorization.k8s.io"}, Resources: []string{"roles"}, Verbs: []string{"create"}})
	role := &rbacv1.Role{ObjectMeta: metav1.ObjectMeta{Name: "greedy"}, Rules: []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"secrets"}, Verbs: []string{"get"}}}}
	s.eventually("an escalation to be refused as such", func() (string, bool) {
		_, err := client.RbacV1().Roles(s.ns).Create(s.ctx, role, metav1.CreateOptions{})
		status := s.fails(err, "create a Role with more than one has", 403, metav1.StatusReasonForbidden)
		return status.Message, len(status.Message) > 0 && containsText(status.Message, "attempting to grant RBAC permissions not currently held")
	})
}

func TestRoleReferencesAreImmutable(t *testing.T) {
	s := begin(t)
	s.token("a")
	s.grant("a", rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get"}})
	_, err := s.client.RbacV1().RoleBindings(s.ns).Patch(s.ctx, "a", "application/merge-patch+json", []byte(`{"roleRef":{"name":"b"}}`), metav1.PatchOptions{})
	status := s.fails(err, "change the roleRef of a RoleBinding", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "change the roleRef of a RoleBinding", metav1.CauseTypeFieldValueInvalid, "roleRef")
}

func TestAccessReviewsAnswerForOthersAndOneself(t *testing.T) {
	s := begin(t)
	client := s.withToken(s.token("reader"))
	s.grant("reader", rbacv1.PolicyRule{APIGroups: []string{""}, Resources: []string{"pods"}, Verbs: []string{"get"}})
	attributes := func(verb string) *authorizationv1.ResourceAttributes {
		return &authorizationv1.ResourceAttributes{Namespace: s.ns, Verb: verb, Resource: "pods"}
	}
	s.eventually("SelfSubjectAccessReview to allow get", func() (string, bool) {
		review, err := client.AuthorizationV1().SelfSubjectAccessReviews().Create(s.ctx, &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: attributes("get")}}, metav1.CreateOptions{})
		s.must(err, "ask about oneself")
		return show(review.Status), review.Status.Allowed
	})
	denied, err := client.AuthorizationV1().SelfSubjectAccessReviews().Create(s.ctx, &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: attributes("delete")}}, metav1.CreateOptions{})
	s.must(err, "ask about oneself")
	s.same("delete is not allowed", denied.Status.Allowed, false)
	other, err := s.client.AuthorizationV1().SubjectAccessReviews().Create(s.ctx, &authorizationv1.SubjectAccessReview{Spec: authorizationv1.SubjectAccessReviewSpec{User: "system:serviceaccount:" + s.ns + ":reader", ResourceAttributes: attributes("get")}}, metav1.CreateOptions{})
	s.must(err, "ask about another")
	s.same("get is allowed to the other", other.Status.Allowed, true)
	rules, err := client.AuthorizationV1().SelfSubjectRulesReviews().Create(s.ctx, &authorizationv1.SelfSubjectRulesReview{Spec: authorizationv1.SelfSubjectRulesReviewSpec{Namespace: s.ns}}, metav1.CreateOptions{})
	s.must(err, "ask for one's rules")
	s.contains("one's rules", show(rules.Status.ResourceRules), `{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}`)
	admin, err := s.client.AuthorizationV1().SelfSubjectAccessReviews().Create(s.ctx, &authorizationv1.SelfSubjectAccessReview{Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorizationv1.ResourceAttributes{Verb: "*", Group: "*", Resource: "*"}}}, metav1.CreateOptions{})
	s.must(err, "ask as administrator")
	s.same("the administrator may do everything", admin.Status.Allowed, true)
}

func TestTokensIdentifyTheirServiceAccount(t *testing.T) {
	s := begin(t)
	token := s.token("robot")
	self, err := s.withToken(token).AuthenticationV1().SelfSubjectReviews().Create(s.ctx, &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	s.must(err, "ask who one is")
	s.same("user", self.Status.UserInfo.Username, "system:serviceaccount:"+s.ns+":robot")
	for _, group := range []string{"system:serviceaccounts", "system:serviceaccounts:" + s.ns, "system:authenticated"} {
		s.contains("groups", show(self.Status.UserInfo.Groups), `"`+group+`"`)
	}
	review, err := s.client.AuthenticationV1().TokenReviews().Create(s.ctx, &authenticationv1.TokenReview{Spec: authenticationv1.TokenReviewSpec{Token: token}}, metav1.CreateOptions{})
	s.must(err, "review a token")
	s.same("review", []any{review.Status.Authenticated, review.Status.User.Username}, []any{true, "system:serviceaccount:" + s.ns + ":robot"})
	bad, err := s.client.AuthenticationV1().TokenReviews().Create(s.ctx, &authenticationv1.TokenReview{Spec: authenticationv1.TokenReviewSpec{Token: "nonsense"}}, metav1.CreateOptions{})
	s.must(err, "review nonsense")
	s.same("nonsense is not authenticated", bad.Status.Authenticated, false)
	s.must(s.client.CoreV1().ServiceAccounts(s.ns).Delete(s.ctx, "robot", metav1.DeleteOptions{}), "delete the service account")
	s.eventually("its token to be worthless", func() (string, bool) {
		_, err := s.withToken(token).CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{})
		return explain(err), err != nil && containsText(err.Error(), "Unauthorized")
	})
}

func TestTokenRequestsAreChecked(t *testing.T) {
	s := begin(t)
	accounts := s.client.CoreV1().ServiceAccounts(s.ns)
	_, err := accounts.CreateToken(s.ctx, "missing", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	s.fails(err, "create a token for a missing service account", 404, metav1.StatusReasonNotFound)
	s.token("robot")
	_, err = accounts.CreateToken(s.ctx, "robot", &authenticationv1.TokenRequest{Spec: authenticationv1.TokenRequestSpec{ExpirationSeconds: ptr(int64(5))}}, metav1.CreateOptions{})
	status := s.fails(err, "create a token for 5 s", 422, metav1.StatusReasonInvalid)
	s.hasCause(status, "create a token for 5 s", metav1.CauseTypeFieldValueInvalid, "spec.expirationSeconds")
}

func TestImpersonationActsAsAnother(t *testing.T) {
	s := begin(t)
	self, err := s.impersonating("jane", "team").AuthenticationV1().SelfSubjectReviews().Create(s.ctx, &authenticationv1.SelfSubjectReview{}, metav1.CreateOptions{})
	s.must(err, "ask who one is while impersonating")
	s.same("user", self.Status.UserInfo.Username, "jane")
	s.contains("groups", show(self.Status.UserInfo.Groups), `"team"`, `"system:authenticated"`)
	_, err = s.impersonating("jane").CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{})
	s.fails(err, "list as jane", 403, metav1.StatusReasonForbidden)
	robot := s.token("robot")
	client := s.as(func(c *rest.Config) {
		*c = *rest.AnonymousClientConfig(c)
		c.BearerToken, c.Impersonate = robot, rest.ImpersonationConfig{UserName: "jane"}
	})
	_, err = client.CoreV1().ConfigMaps(s.ns).List(s.ctx, metav1.ListOptions{})
	status := s.fails(err, "impersonate without a right to", 403, metav1.StatusReasonForbidden)
	s.contains("message", status.Message, `cannot impersonate resource "users"`)
}
