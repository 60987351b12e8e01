#include "flotilla/policy/horizontal/random.hpp"

#include "flotilla/base/parameters.hpp"
#include "flotilla/base/random.hpp"

namespace flotilla::policy {
namespace {

class Random final : public HorizontalPolicy {
public:
    Random(model::ScalingGroup group, std::uint64_t seed) : group_(std::move(group)), seed_(seed) {}

    [[nodiscard]] model::Decision decide(const model::Observation& seen, PolicyMemory& memory)
        const override {
        model::Decision decision;
        for (const model::Member& member : group_.members) {
            if (seen.find(member.name) != nullptr) {
                decision.members.push_back(
                    {member.name, draw(member, memory.decisions), {.rule = model::Rule::Drawn}}
                );
            }
        }
        ++memory.decisions;
        return decision;
    }

private:
    [[nodiscard]] model::Replicas draw(const model::Member& member, std::uint64_t turn) const {
        RandomStream stream{seed_, fmt::format("{}/{}/{}", group_.name, member.name, turn)};
        return model::Replicas{stream.between(member.bounds.min.count(), member.bounds.max.count())};
    }

    model::ScalingGroup group_;
    std::uint64_t seed_;
};

}  // namespace

Result<std::unique_ptr<const HorizontalPolicy>> make_random(const model::ScalingGroup& group) {
    Parameters parameters{group.policy.parameters};
    FLOTILLA_TRY(const std::int64_t seed, parameters.whole("seed", 1));
    FLOTILLA_CHECK(parameters.all_known());
    return std::make_unique<Random>(group, static_cast<std::uint64_t>(seed));
}

}  // namespace flotilla::policy
