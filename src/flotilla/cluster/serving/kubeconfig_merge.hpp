#pragma once
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

/// Other people's kubeconfigs, as texts: what is not ours stays as it is, in its order (comments are lost, as
/// with `kubectl config`).
namespace flotilla::cluster {

/// `theirs` (empty: there is none yet) with the clusters, users and contexts of `ours` put in, each in place
/// of what had its name, and with its current context. InvalidArgument: `theirs` is no kubeconfig.
Result<std::string> merged_kubeconfig(std::string_view theirs, std::string_view ours);

/// `theirs` without what `ours` names. A current context that went with it is replaced by `previous`, when
/// that one is there.
Result<std::string> kubeconfig_without(
    std::string_view theirs, std::string_view ours, std::string_view previous
);

/// The current context; empty when there is none.
Result<std::string> current_context(std::string_view kubeconfig);

}  // namespace flotilla::cluster
