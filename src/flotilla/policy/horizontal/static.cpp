#include "flotilla/policy/horizontal/static.hpp"

#include "flotilla/base/parameters.hpp"

namespace flotilla::policy {
namespace {

class Static final : public HorizontalPolicy {
public:
    explicit Static(std::vector<model::MemberDecision> members) : members_(std::move(members)) {}

    [[nodiscard]] model::Decision decide(const model::Observation& seen, PolicyMemory& memory)
        const override {
        model::Decision decision;
        for (const model::MemberDecision& member : members_) {
            if (seen.find(member.name) != nullptr) {
                decision.members.push_back(member);
            }
        }
        ++memory.decisions;
        return decision;
    }

private:
    std::vector<model::MemberDecision> members_;
};

}  // namespace

Result<std::unique_ptr<const HorizontalPolicy>> make_static(const model::ScalingGroup& group) {
    Parameters parameters{group.policy.parameters};
    const bool has_common = parameters.has("replicas");
    FLOTILLA_TRY(const std::int64_t common, parameters.whole("replicas", 0));
    std::vector<model::MemberDecision> members;
    for (const model::Member& member : group.members) {
        const std::int64_t otherwise = has_common ? common : member.bounds.min.count();
        FLOTILLA_TRY(const std::int64_t count, parameters.whole("replicas." + member.name, otherwise));
        members.push_back({member.name, model::Replicas{count}, {.rule = model::Rule::Fixed}});
    }
    FLOTILLA_CHECK(parameters.all_known());
    return std::make_unique<Static>(std::move(members));
}

}  // namespace flotilla::policy
