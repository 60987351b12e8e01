#include "flotilla/model/scaling_group.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace flotilla::model {
namespace {

enum class Mark { Unseen, Open, Done };

/// Depth first over the call graph; callees are finished before their callers.
class CallWalk {
public:
    explicit CallWalk(const ScalingGroup& group) : group_(group) {}

    /// The circle found, as "a → b → a"; nothing when there is none.
    std::optional<std::string> visit(const Member& member) {
        Mark& mark = marks_[member.name];
        if (mark == Mark::Done) {
            return std::nullopt;
        }
        if (mark == Mark::Open) {
            return circle_to(member.name);
        }
        mark = Mark::Open;
        path_.push_back(member.name);
        for (const std::string& callee : member.calls) {
            if (auto circle = visit(*group_.find(callee))) {
                return circle;
            }
        }
        path_.pop_back();
        marks_[member.name] = Mark::Done;
        finished_.push_back(member.name);
        return std::nullopt;
    }

    [[nodiscard]] const std::vector<std::string>& finished() const { return finished_; }

private:
    [[nodiscard]] std::string circle_to(const std::string& name) const {
        std::string text;
        for (auto step = std::find(path_.begin(), path_.end(), name); step != path_.end(); ++step) {
            text += *step + " → ";
        }
        return text + name;
    }

    const ScalingGroup& group_;
    std::map<std::string, Mark> marks_;
    std::vector<std::string> path_;
    std::vector<std::string> finished_;
};

Result<void> check_member(const Member& member, std::set<std::string>& names) {
    if (member.name.empty()) {
        return fail(ErrorCode::InvalidArgument, "a member has an empty name");
    }
    if (!names.insert(member.name).second) {
        return fail(ErrorCode::InvalidArgument, fmt::format("member {} is named twice", member.name));
    }
    if (!std::isfinite(member.weight) || member.weight <= 0) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("member {}: weight {} is not a positive number", member.name, member.weight)
        );
    }
    if (auto bounds = checked(member.bounds); !bounds) {
        return with_context(bounds.error(), fmt::format("member {}", member.name));
    }
    return {};
}

Result<void> check_calls(const ScalingGroup& group) {
    for (const Member& member : group.members) {
        for (const std::string& callee : member.calls) {
            if (group.find(callee) == nullptr) {
                return fail(
                    ErrorCode::InvalidArgument,
                    fmt::format("member {} calls {}, which is not a member of the group", member.name, callee)
                );
            }
        }
    }
    CallWalk walk{group};
    for (const Member& member : group.members) {
        if (const auto circle = walk.visit(member)) {
            return fail(ErrorCode::InvalidArgument, fmt::format("the calls go in a circle: {}", *circle));
        }
    }
    return {};
}

}  // namespace

const Member* ScalingGroup::find(std::string_view member) const {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.name == member; });
    return found == members.end() ? nullptr : &*found;
}

Result<ScalingGroup> checked(ScalingGroup group) {
    if (group.members.empty()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("group {} has no members", group.name));
    }
    std::set<std::string> names;
    for (const Member& member : group.members) {
        if (auto fine = check_member(member, names); !fine) {
            return with_context(fine.error(), fmt::format("group {}", group.name));
        }
    }
    if (auto fine = check_calls(group); !fine) {
        return with_context(fine.error(), fmt::format("group {}", group.name));
    }
    if (group.interval <= Duration::zero() || group.stage_timeout <= Duration::zero()) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("group {}: interval and stage timeout must be longer than nothing", group.name)
        );
    }
    if (group.max_change && *group.max_change < Replicas{1}) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("group {}: max change {} is below 1", group.name, group.max_change->count())
        );
    }
    return group;
}

std::vector<std::string> callers_first(const ScalingGroup& group) {
    CallWalk walk{group};
    for (auto member = group.members.rbegin(); member != group.members.rend(); ++member) {
        FLOTILLA_ASSERT(!walk.visit(*member));
    }
    return {walk.finished().rbegin(), walk.finished().rend()};
}

}  // namespace flotilla::model
