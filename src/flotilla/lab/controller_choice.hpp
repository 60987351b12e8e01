#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"

namespace flotilla::lab {

/// Which controllers of an embedded cluster a list such as "*,-scheduler" or "deployment,replicaset" leaves
/// out, in the order of `known`. "*" stands for all, "-NAME" takes one away, as kube-controller-manager's
/// `--controllers` has it. InvalidArgument names what is no controller.
Result<std::vector<std::string>> left_out(
    const std::vector<std::string>& choice, const std::vector<std::string_view>& known
);

}  // namespace flotilla::lab
