#include "flotilla/cli/users_kubeconfig.hpp"

#include <cstdlib>
#include <system_error>

#include "flotilla/cluster/serving/kubeconfig_merge.hpp"
#include "flotilla/io/file.hpp"

namespace flotilla::cli {
namespace {

Result<std::filesystem::path> find_file() {
    std::filesystem::path file;
    const std::string listed = std::getenv("KUBECONFIG") == nullptr ? "" : std::getenv("KUBECONFIG");
    const char* home = std::getenv("HOME");
    if (!listed.empty()) {
        file = listed.substr(0, listed.find(':'));
    } else if (home != nullptr && *home != '\0') {
        file = std::filesystem::path{home} / ".kube" / "config";
    } else {
        return fail(
            ErrorCode::InvalidArgument,
            "--merge-kubeconfig: neither KUBECONFIG nor HOME is set: set KUBECONFIG to the file"
        );
    }
    std::error_code failed;
    const auto target = std::filesystem::weakly_canonical(file, failed);  // a link stays a link
    return failed ? file : target;
}

Result<std::string> read_or_empty(const std::filesystem::path& file) {
    auto text = io::read_file(file);
    if (!text && text.error().code == ErrorCode::NotFound) {
        return std::string{};
    }
    return text;
}

}  // namespace

Result<UsersKubeconfig> UsersKubeconfig::merge(std::string ours) {
    FLOTILLA_TRY(std::filesystem::path file, find_file());
    FLOTILLA_TRY(const std::string theirs, read_or_empty(file));
    auto previous = cluster::current_context(theirs);
    if (!previous) {
        return with_context(std::move(previous).error(), file.string());
    }
    FLOTILLA_TRY(const std::string merged, cluster::merged_kubeconfig(theirs, ours));
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    FLOTILLA_CHECK(io::write_file_atomically(file, merged, 0600));
    return UsersKubeconfig{std::move(file), std::move(ours), std::move(*previous)};
}

Result<void> UsersKubeconfig::restore() const {
    FLOTILLA_TRY(const std::string theirs, read_or_empty(file_));
    if (theirs.empty()) {
        return {};
    }
    FLOTILLA_TRY(const std::string without, cluster::kubeconfig_without(theirs, ours_, previous_));
    return io::write_file_atomically(file_, without, 0600);
}

}  // namespace flotilla::cli
