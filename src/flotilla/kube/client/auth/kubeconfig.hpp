#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/sensitive.hpp"

/// The kubeconfig file as values: parsing and merging. Nothing here reads a file or a variable.
namespace flotilla::kube {

/// `clusters[].cluster`. File names are absolute, or relative to the working directory like the kubeconfig's
/// own.
struct ClusterEntry {
    std::string server;
    std::string tls_server_name;
    bool insecure_skip_tls_verify = false;
    std::string certificate_authority;       ///< file
    std::string certificate_authority_data;  ///< PEM, decoded; wins over the file
    std::string proxy_url;
};

/// `users[].user.exec`: a program that prints credentials.
struct ExecConfig {
    std::string api_version;
    std::string command;
    std::vector<std::string> args;
    std::vector<std::pair<std::string, std::string>> env;
    std::string install_hint;
    bool provide_cluster_info = false;
};

/// `users[].user`.
struct UserEntry {
    std::string client_certificate;       ///< file
    std::string client_certificate_data;  ///< PEM, decoded; wins over the file
    std::string client_key;               ///< file
    Sensitive client_key_data;
    Sensitive token;
    std::string token_file;  ///< wins over the token
    std::string username;
    Sensitive password;
    std::string impersonate_user;
    std::string impersonate_uid;
    std::vector<std::string> impersonate_groups;
    std::map<std::string, std::vector<std::string>> impersonate_extra;
    std::optional<ExecConfig> exec;
    std::string auth_provider;  ///< legacy: its name
    std::map<std::string, std::string> auth_provider_config;
};

/// `contexts[].context`.
struct ContextEntry {
    std::string cluster;
    std::string user;
    std::string default_namespace;
};

struct Kubeconfig {
    std::string current_context;
    std::map<std::string, ClusterEntry> clusters;
    std::map<std::string, UserEntry> users;
    std::map<std::string, ContextEntry> contexts;
};

/// @param file its name: for messages, and as the place that relative paths in it start from
/// InvalidArgument: "file:line: what is wrong".
Result<Kubeconfig> parse_kubeconfig(std::string_view text, const std::string& file);

/// Adds what `first` does not have yet: the first file that names something wins.
Kubeconfig merge(Kubeconfig first, const Kubeconfig& second);

}  // namespace flotilla::kube
