#pragma once
#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "flotilla/kube/api/json.hpp"
#include "flotilla/sim/workload/request.hpp"

/// What the reader and the writer of configurations share.
namespace flotilla::lab::workload::detail {

using sim::workload::Join;

struct JoinKey {
    Join join;
    std::string_view key;
};
inline constexpr std::array kJoins{
    JoinKey{Join::Sum, "sum"},
    JoinKey{Join::Product, "product"},
    JoinKey{Join::Then, "then"},
    JoinKey{Join::Mix, "mix"},
};

/// The number that is written, or the text itself.
kube::Json number_or_text(const std::string& written);

/// Visits the path of every file that a request names.
void for_each_file(sim::workload::Part& part, const std::function<void(std::string&)>& visit);

}  // namespace flotilla::lab::workload::detail
