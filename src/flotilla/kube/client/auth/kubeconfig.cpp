#include "flotilla/kube/client/auth/kubeconfig.hpp"

#include <filesystem>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "flotilla/base/base64.hpp"

namespace flotilla::kube {
namespace {

/// Reads fields of one file. The first thing that is wrong is kept; after it, everything reads as absent.
class FieldReader {
public:
    explicit FieldReader(const std::string& file) : file_{file} {}

    [[nodiscard]] std::string text(const YAML::Node& parent, const char* name) {
        const YAML::Node node = parent[name];
        if (!node || node.IsNull()) {
            return {};
        }
        if (!node.IsScalar()) {
            refuse(node, fmt::format("{}: wanted a text", name));
            return {};
        }
        return node.Scalar();
    }
    [[nodiscard]] bool flag(const YAML::Node& parent, const char* name) {
        const std::string value = text(parent, name);
        if (!value.empty() && value != "true" && value != "false") {
            refuse(parent[name], fmt::format("{}: wanted true or false, found {}", name, value));
        }
        return value == "true";
    }
    [[nodiscard]] std::string base64(const YAML::Node& parent, const char* name) {
        auto decoded = base64_decode(text(parent, name));
        if (!decoded) {
            refuse(parent[name], fmt::format("{}: {}", name, decoded.error().message));
            return {};
        }
        return std::move(*decoded);
    }
    /// A file's name; relative ones start where the kubeconfig is.
    [[nodiscard]] std::string path(const YAML::Node& parent, const char* name) {
        return resolved(text(parent, name));
    }
    /// A program: only names with a slash are paths.
    [[nodiscard]] std::string program(const YAML::Node& parent, const char* name) {
        const std::string value = text(parent, name);
        return value.find('/') == std::string::npos ? value : resolved(value);
    }
    [[nodiscard]] YAML::Node map(const YAML::Node& parent, const char* name) {
        return child(parent, name, YAML::NodeType::Map, "a map");
    }
    [[nodiscard]] YAML::Node list(const YAML::Node& parent, const char* name) {
        return child(parent, name, YAML::NodeType::Sequence, "a list");
    }
    [[nodiscard]] std::vector<std::string> texts(const YAML::Node& parent, const char* name) {
        std::vector<std::string> values;
        for (const YAML::Node& node : list(parent, name)) {
            if (!node.IsScalar()) {
                refuse(node, fmt::format("{}: wanted a list of texts", name));
                break;
            }
            values.push_back(node.Scalar());
        }
        return values;
    }

    void refuse(const YAML::Node& node, const std::string& why) {
        if (!error_) {
            const int line = node.Mark().line + 1;
            error_ = Error{
                ErrorCode::InvalidArgument,
                line > 0 ? fmt::format("{}:{}: {}", file_, line, why) : fmt::format("{}: {}", file_, why),
                std::nullopt
            };
        }
    }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    YAML::Node child(
        const YAML::Node& parent, const char* name, YAML::NodeType::value type, const char* wanted
    ) {
        const YAML::Node node = parent[name];
        if (!node || node.IsNull()) {
            return YAML::Node{type};
        }
        if (node.Type() != type) {
            refuse(node, fmt::format("{}: wanted {}", name, wanted));
            return YAML::Node{type};
        }
        return node;
    }
    [[nodiscard]] std::string resolved(const std::string& value) const {
        if (value.empty() || value.front() == '/') {
            return value;
        }
        return (std::filesystem::path{file_}.parent_path() / value).string();
    }

    const std::string& file_;
    std::optional<Error> error_;
};

ClusterEntry read_cluster(FieldReader& reader, const YAML::Node& node) {
    ClusterEntry cluster;
    cluster.server = reader.text(node, "server");
    cluster.tls_server_name = reader.text(node, "tls-server-name");
    cluster.insecure_skip_tls_verify = reader.flag(node, "insecure-skip-tls-verify");
    cluster.certificate_authority = reader.path(node, "certificate-authority");
    cluster.certificate_authority_data = reader.base64(node, "certificate-authority-data");
    cluster.proxy_url = reader.text(node, "proxy-url");
    return cluster;
}

ExecConfig read_exec(FieldReader& reader, const YAML::Node& node) {
    ExecConfig exec;
    exec.api_version = reader.text(node, "apiVersion");
    exec.command = reader.program(node, "command");
    exec.args = reader.texts(node, "args");
    for (const YAML::Node& variable : reader.list(node, "env")) {
        exec.env.emplace_back(reader.text(variable, "name"), reader.text(variable, "value"));
    }
    exec.install_hint = reader.text(node, "installHint");
    exec.provide_cluster_info = reader.flag(node, "provideClusterInfo");
    if (exec.command.empty()) {
        reader.refuse(node, "exec.command: the program to run is missing");
    } else if (exec.api_version != "client.authentication.k8s.io/v1" &&
               exec.api_version != "client.authentication.k8s.io/v1beta1") {
        reader.refuse(
            node,
            fmt::format(
                "exec.apiVersion: wanted client.authentication.k8s.io/v1 or v1beta1, found \"{}\"",
                exec.api_version
            )
        );
    }
    return exec;
}

void read_impersonation(FieldReader& reader, const YAML::Node& node, UserEntry& user) {
    user.impersonate_user = reader.text(node, "as");
    user.impersonate_uid = reader.text(node, "as-uid");
    user.impersonate_groups = reader.texts(node, "as-groups");
    const YAML::Node extra = reader.map(node, "as-user-extra");
    for (const auto& entry : extra) {
        const std::string key = entry.first.Scalar();
        user.impersonate_extra.emplace(key, reader.texts(extra, key.c_str()));
    }
}

UserEntry read_user(FieldReader& reader, const YAML::Node& node) {
    UserEntry user;
    user.client_certificate = reader.path(node, "client-certificate");
    user.client_certificate_data = reader.base64(node, "client-certificate-data");
    user.client_key = reader.path(node, "client-key");
    user.client_key_data = Sensitive{reader.base64(node, "client-key-data")};
    user.token = Sensitive{reader.text(node, "token")};
    user.token_file = reader.path(node, "tokenFile");
    user.username = reader.text(node, "username");
    user.password = Sensitive{reader.text(node, "password")};
    read_impersonation(reader, node, user);
    if (node["exec"] && !node["exec"].IsNull()) {
        user.exec = read_exec(reader, reader.map(node, "exec"));
    }
    const YAML::Node provider = reader.map(node, "auth-provider");
    user.auth_provider = reader.text(provider, "name");
    const YAML::Node provider_config = reader.map(provider, "config");
    for (const auto& entry : provider_config) {
        const std::string key = entry.first.Scalar();
        user.auth_provider_config.emplace(key, reader.text(provider_config, key.c_str()));
    }
    return user;
}

ContextEntry read_context(FieldReader& reader, const YAML::Node& node) {
    ContextEntry context;
    context.cluster = reader.text(node, "cluster");
    context.user = reader.text(node, "user");
    context.default_namespace = reader.text(node, "namespace");
    return context;
}

/// A list of `{name: …, <inner>: {…}}`.
template <class Entry>
std::map<std::string, Entry> read_named(
    FieldReader& reader,
    const YAML::Node& root,
    const char* list,
    const char* inner,
    Entry (*read)(FieldReader&, const YAML::Node&)
) {
    std::map<std::string, Entry> entries;
    for (const YAML::Node& item : reader.list(root, list)) {
        if (!item.IsMap()) {
            reader.refuse(item, fmt::format("{}: wanted a list of maps", list));
            break;
        }
        const std::string name = reader.text(item, "name");
        if (name.empty()) {
            reader.refuse(item, fmt::format("{}: an entry without a name", list));
        }
        entries.emplace(name, read(reader, reader.map(item, inner)));  // of equal names the first wins
    }
    return entries;
}

Kubeconfig read_root(FieldReader& reader, const YAML::Node& root) {
    Kubeconfig config;
    const std::string kind = reader.text(root, "kind");
    if (!kind.empty() && kind != "Config") {
        reader.refuse(
            root["kind"], fmt::format("kind: wanted Config, found {}: is this a kubeconfig?", kind)
        );
    }
    config.current_context = reader.text(root, "current-context");
    config.clusters = read_named<ClusterEntry>(reader, root, "clusters", "cluster", read_cluster);
    config.users = read_named<UserEntry>(reader, root, "users", "user", read_user);
    config.contexts = read_named<ContextEntry>(reader, root, "contexts", "context", read_context);
    return config;
}

}  // namespace

Result<Kubeconfig> parse_kubeconfig(std::string_view text, const std::string& file) {
    try {
        const YAML::Node root = YAML::Load(std::string{text});
        if (!root || root.IsNull()) {
            return Kubeconfig{};
        }
        FieldReader reader{file};
        if (!root.IsMap()) {
            reader.refuse(root, "wanted a map with clusters, users and contexts: is this a kubeconfig?");
            return tl::unexpected<Error>{*reader.error()};
        }
        Kubeconfig config = read_root(reader, root);
        if (reader.error()) {
            return tl::unexpected<Error>{*reader.error()};
        }
        return config;
    } catch (const YAML::Exception& error) {
        const std::string why = error.msg.empty() ? "no YAML" : error.msg;
        return fail(ErrorCode::InvalidArgument, fmt::format("{}:{}: {}", file, error.mark.line + 1, why));
    }
}

Kubeconfig merge(Kubeconfig first, const Kubeconfig& second) {
    if (first.current_context.empty()) {
        first.current_context = second.current_context;
    }
    first.clusters.insert(second.clusters.begin(), second.clusters.end());
    first.users.insert(second.users.begin(), second.users.end());
    first.contexts.insert(second.contexts.begin(), second.contexts.end());
    return first;
}

}  // namespace flotilla::kube
