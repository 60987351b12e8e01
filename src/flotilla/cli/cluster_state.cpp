#include "flotilla/cli/cluster_state.hpp"

#include <cstdlib>
#include <system_error>

#include "flotilla/io/file.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cli {
namespace {

std::filesystem::path state_file(const std::filesystem::path& home) {
    return home / "cluster.json";
}

ClusterState decode(const kube::Json& json) {
    ClusterState state;
    state.pid = static_cast<pid_t>(kube::find_int(json, {"pid"}).value_or(0));
    state.started = kube::find_string(json, {"started"}).value_or("");
    state.url = kube::find_string(json, {"url"}).value_or("");
    state.kubeconfig = kube::find_string(json, {"kubeconfig"}).value_or("");
    return state;
}

}  // namespace

Result<std::filesystem::path> flotilla_home() {
    if (const char* home = std::getenv("FLOTILLA_HOME"); home != nullptr && *home != '\0') {
        return std::filesystem::path{home};
    }
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
        return std::filesystem::path{home} / ".flotilla";
    }
    return fail(
        ErrorCode::InvalidArgument,
        "neither FLOTILLA_HOME nor HOME is set: set FLOTILLA_HOME to a folder for the cluster's files"
    );
}

std::string start_of(pid_t pid) {
    const auto stat = io::read_file(fmt::format("/proc/{}/stat", pid));
    if (!stat) {
        return {};
    }
    // After the name in parentheses, which may hold anything, the start time is the twentieth field (proc(5):
    // 22).
    std::string_view rest = std::string_view{*stat}.substr(stat->rfind(')') + 1);
    if (rest.starts_with(" Z")) {
        return {};  // it has ended; only its parent has not asked how
    }
    for (int field = 0; field < 20 && !rest.empty(); ++field) {
        rest.remove_prefix(std::min(rest.find(' ') + 1, rest.size()));
    }
    return std::string{rest.substr(0, rest.find(' '))};
}

Result<std::optional<ClusterState>> running_cluster(const std::filesystem::path& home) {
    const auto text = io::read_file(state_file(home));
    if (!text && text.error().code == ErrorCode::NotFound) {
        return std::nullopt;
    }
    if (!text) {
        return tl::unexpected<Error>{text.error()};
    }
    const auto json = kube::parse_json(*text);
    if (!json) {
        return with_context(json.error(), state_file(home).string());
    }
    ClusterState state = decode(*json);
    if (state.pid <= 0 || state.started.empty() || start_of(state.pid) != state.started) {
        return std::nullopt;
    }
    return state;
}

Result<void> save_cluster_state(const std::filesystem::path& home, const ClusterState& state) {
    std::error_code failed;
    std::filesystem::create_directories(home, failed);
    if (failed) {
        return fail(
            ErrorCode::Forbidden, fmt::format("{}: cannot be made: {}", home.string(), failed.message())
        );
    }
    kube::JsonObject json;
    json["pid"] = state.pid;
    json["started"] = state.started;
    json["url"] = state.url;
    json["kubeconfig"] = state.kubeconfig;
    return io::write_file_atomically(state_file(home), kube::to_json(json) + "\n");
}

void forget_cluster_state(const std::filesystem::path& home) {
    std::error_code ignored;  // a file that stays is known by its process to be stale
    std::filesystem::remove(state_file(home), ignored);
}

}  // namespace flotilla::cli
