#pragma once
#include <filesystem>
#include <string>

#include "flotilla/base/result.hpp"

namespace flotilla::cli {

/// The kubeconfig that kubectl goes by, while a cluster of ours is in it (`cluster up --merge-kubeconfig`).
class UsersKubeconfig {
public:
    /// Puts ours in and makes its context the current one. The file is the first of $KUBECONFIG, else
    /// ~/.kube/config; it is made when it is not there.
    static Result<UsersKubeconfig> merge(std::string ours);

    /// Takes ours out again; the context that was current before is so again, unless somebody chose another.
    Result<void> restore() const;
    [[nodiscard]] const std::filesystem::path& file() const { return file_; }

private:
    UsersKubeconfig(std::filesystem::path file, std::string ours, std::string previous)
        : file_{std::move(file)}, ours_{std::move(ours)}, previous_{std::move(previous)} {}

    std::filesystem::path file_;
    std::string ours_;
    std::string previous_;  ///< the context that was current
};

}  // namespace flotilla::cli
