#include "flotilla/kube/client/auth/cluster_config.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "flotilla/io/file.hpp"
#include "flotilla/io/http/url.hpp"
#include "flotilla/kube/client/auth/proxy_choice.hpp"

namespace flotilla::kube {
namespace {

tl::unexpected<Error> invalid(std::string message) {
    return fail(ErrorCode::InvalidArgument, std::move(message));
}

/// A merged kubeconfig and where it came from; no files at all is no config.
struct Found {
    Kubeconfig config;
    std::vector<std::string> files;
};

Result<std::optional<Found>> read_files(const std::vector<std::string>& names) {
    Found found;
    for (const std::string& name : names) {
        auto text = io::read_file(name);
        if (!text && text.error().code == ErrorCode::NotFound) {
            continue;
        }
        if (!text) {
            return with_context(std::move(text).error(), "kubeconfig");
        }
        FLOTILLA_TRY(const Kubeconfig config, parse_kubeconfig(*text, name));
        found.config = merge(std::move(found.config), config);
        found.files.push_back(name);
    }
    return found.files.empty() ? std::nullopt : std::optional{std::move(found)};
}

std::vector<std::string> split_list(std::string_view list) {
    std::vector<std::string> names;
    while (!list.empty()) {
        const std::string_view name = list.substr(0, list.find(':'));
        list.remove_prefix(std::min(list.size(), name.size() + 1));
        if (!name.empty()) {
            names.emplace_back(name);
        }
    }
    return names;
}

template <class Map>
std::string known_names(const Map& map) {
    std::vector<std::string> names;
    for (const auto& [name, entry] : map) {
        names.push_back(name);
    }
    return names.empty() ? "there are none" : fmt::format("there are: {}", fmt::join(names, ", "));
}

Result<ClusterConfig> choose_context(const Found& found, const std::string& wanted) {
    const Kubeconfig& config = found.config;
    const std::string files = fmt::format("{}", fmt::join(found.files, ", "));
    const std::string& name = wanted.empty() ? config.current_context : wanted;
    if (name.empty()) {
        return invalid(fmt::format(
            "{}: no current-context; choose a context with --context ({})",
            files,
            known_names(config.contexts)
        ));
    }
    const auto context = config.contexts.find(name);
    if (context == config.contexts.end()) {
        return invalid(
            fmt::format("{}: no context named \"{}\" ({})", files, name, known_names(config.contexts))
        );
    }
    const auto cluster = config.clusters.find(context->second.cluster);
    if (cluster == config.clusters.end()) {
        return invalid(fmt::format(
            "{}: context \"{}\" names cluster \"{}\", which is not there ({})",
            files,
            name,
            context->second.cluster,
            known_names(config.clusters)
        ));
    }
    ClusterConfig chosen;
    chosen.source = fmt::format("context {} of {}", name, files);
    chosen.cluster = cluster->second;
    if (!context->second.default_namespace.empty()) {
        chosen.default_namespace = context->second.default_namespace;
    }
    if (!context->second.user.empty()) {
        const auto user = config.users.find(context->second.user);
        if (user == config.users.end()) {
            return invalid(fmt::format(
                "{}: context \"{}\" names user \"{}\", who is not there ({})",
                files,
                name,
                context->second.user,
                known_names(config.users)
            ));
        }
        chosen.user = user->second;
    }
    return chosen;
}

Result<ClusterConfig> checked(ClusterConfig config, const EnvironmentVariables& environment) {
    if (config.cluster.server.empty()) {
        return invalid(
            fmt::format("{}: the cluster has no server; set clusters[].cluster.server", config.source)
        );
    }
    auto server = io::http::parse_url(config.cluster.server);
    if (!server) {
        return with_context(std::move(server).error(), fmt::format("{}: server", config.source));
    }
    const bool has_ca =
        !config.cluster.certificate_authority.empty() || !config.cluster.certificate_authority_data.empty();
    if (config.cluster.insecure_skip_tls_verify && has_ca) {
        return invalid(fmt::format(
            "{}: insecure-skip-tls-verify and a certificate-authority exclude each other; remove one",
            config.source
        ));
    }
    config.proxy_url =
        config.cluster.proxy_url.empty() ? proxy_for(*server, environment) : config.cluster.proxy_url;
    return config;
}

/// The service account of a pod; nothing outside of one.
Result<std::optional<ClusterConfig>> in_cluster(
    const std::string& root, const EnvironmentVariables& environment
) {
    const auto host = environment.find("KUBERNETES_SERVICE_HOST");
    const auto port = environment.find("KUBERNETES_SERVICE_PORT");
    if (!host || !port) {
        return std::nullopt;
    }
    ClusterConfig config;
    config.source = "the pod's service account";
    const bool is_ipv6 = host->find(':') != std::string::npos;
    config.cluster.server =
        is_ipv6 ? fmt::format("https://[{}]:{}", *host, *port) : fmt::format("https://{}:{}", *host, *port);
    config.cluster.certificate_authority = root + "/ca.crt";
    config.user.token_file = root + "/token";
    if (auto token = io::read_file(config.user.token_file); !token) {
        return with_context(
            std::move(token).error(),
            "this pod has no service account token (automountServiceAccountToken: false?)"
        );
    }
    if (auto name = io::read_file(root + "/namespace"); name && !name->empty()) {
        config.default_namespace = std::move(*name);
    }
    return config;
}

}  // namespace

Result<ClusterConfig> load_cluster_config(
    const ConfigRequest& request, const EnvironmentVariables& environment
) {
    std::vector<std::string> names;
    if (!request.kubeconfig.empty()) {
        names = {request.kubeconfig};
    } else if (const auto list = environment.find("KUBECONFIG")) {
        names = split_list(*list);
    } else if (const auto home = environment.find("HOME")) {
        names = {*home + "/.kube/config"};
    }
    FLOTILLA_TRY(const std::optional<Found> found, read_files(names));
    if (found) {
        FLOTILLA_TRY(ClusterConfig config, choose_context(*found, request.context));
        return checked(std::move(config), environment);
    }
    const bool was_asked_for = !request.kubeconfig.empty() || environment.find("KUBECONFIG").has_value();
    if (was_asked_for) {
        return fail(
            ErrorCode::NotFound,
            fmt::format(
                "no kubeconfig at {}; check {}",
                fmt::join(names, ", "),
                request.kubeconfig.empty() ? "$KUBECONFIG" : "--kubeconfig"
            )
        );
    }
    FLOTILLA_TRY(std::optional<ClusterConfig> account, in_cluster(request.in_cluster_root, environment));
    if (account) {
        return checked(std::move(*account), environment);
    }
    return fail(
        ErrorCode::NotFound,
        fmt::format(
            "no cluster is configured: there is no --kubeconfig, no $KUBECONFIG, no {}, and this is no pod",
            names.empty() ? "~/.kube/config" : names.front()
        )
    );
}

}  // namespace flotilla::kube
