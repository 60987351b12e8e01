#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/api/selector.hpp"
#include "flotilla/model/scaling_group.hpp"

namespace flotilla::controllers::group {

/// The operator's flags as they were given; absent: not given.
struct Flags {
    std::optional<std::string> group_file;
    std::optional<std::string> namespace_;
    std::optional<std::string> app_name;
    std::optional<std::string> interval;
    std::optional<std::string> selector;
    std::optional<std::string> policy;
    std::map<std::string, std::string> policy_parameters;
    std::optional<std::string> order;
    std::optional<std::int64_t> min;
    std::optional<std::int64_t> max;
    std::optional<std::int64_t> max_change;
    std::optional<std::string> grace;
    bool all_or_none = false;
    bool dry_run = false;
};

/// What the operator goes by.
struct Options {
    std::string group_file = "./groups.txt";
    bool is_group_file_required = false;  ///< somebody named the file: its absence is worth a warning
    std::string namespace_ = "default";
    std::string app_name = "teastore";
    std::optional<kube::LabelSelector> selector;
    bool in_pod = false;
    /// Of the groups that come from the group file: members get its bounds, name and members are filled in
    /// for each line.
    model::ScalingGroup defaults;
    model::Bounds bounds;
    Duration grace = std::chrono::seconds{20};  ///< how long an action in flight may go on after SIGTERM
};

/// What the process was started in.
struct Surroundings {
    std::function<std::optional<std::string>(const std::string&)> variable;  ///< of the environment
    std::function<bool(const std::string&)> file_exists;
};

/// Flags win over the environment (GROUP_FILE, NAMESPACE, APP_NAME, ACTION_INTERVAL, KUBERNETES_POD), which
/// wins over defaults. InvalidArgument names the flag or variable and what it wants.
Result<Options> resolve_options(const Flags& flags, const Surroundings& surroundings);

}  // namespace flotilla::controllers::group
