package launcher

import (
	"fmt"
	"os"
	"strings"
)

// user is one way to log in: by token or by certificate.
type user struct {
	name  string
	token string
	files credential
}

// writeKubeconfig writes a kubeconfig with one context for each user; the first one is current.
func writeKubeconfig(file, server, caFile string, users ...user) error {
	var text strings.Builder
	fmt.Fprintf(&text, "apiVersion: v1\nkind: Config\ncurrent-context: %s\n", users[0].name)
	fmt.Fprintf(&text, "clusters:\n- name: controlplane\n  cluster:\n    server: %s\n    certificate-authority: %s\n", server, caFile)
	text.WriteString("contexts:\n")
	for _, u := range users {
		fmt.Fprintf(&text, "- name: %s\n  context: {cluster: controlplane, user: %s}\n", u.name, u.name)
	}
	text.WriteString("users:\n")
	for _, u := range users {
		fmt.Fprintf(&text, "- name: %s\n  user:\n", u.name)
		if u.token != "" {
			fmt.Fprintf(&text, "    token: %s\n", u.token)
			continue
		}
		fmt.Fprintf(&text, "    client-certificate: %s\n    client-key: %s\n", u.files.certFile, u.files.keyFile)
	}
	return os.WriteFile(file, []byte(text.String()), 0o600)
}
