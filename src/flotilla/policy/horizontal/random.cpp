#include "flotilla/policy/horizontal/random.hpp"

#include <string_view>

#include "flotilla/policy/horizontal/parameters.hpp"

namespace flotilla::policy {
namespace {

/// The finalizer of SplitMix64: every bit of the input moves every bit of the output.
std::uint64_t mix(std::uint64_t bits) {
    bits += 0x9e3779b97f4a7c15U;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31U);
}

std::uint64_t mix(std::uint64_t bits, std::string_view text) {
    for (const char c : text) {
        bits = mix(bits ^ static_cast<unsigned char>(c));
    }
    return mix(bits ^ text.size());
}

class Random final : public HorizontalPolicy {
public:
    Random(model::ScalingGroup group, std::uint64_t seed) : group_(std::move(group)), seed_(mix(seed, group_.name)) {}

    [[nodiscard]] model::Decision decide(const model::Observation& seen, PolicyMemory& memory) const override {
        model::Decision decision;
        for (const model::Member& member : group_.members) {
            if (seen.find(member.name) != nullptr) {
                decision.members.push_back({member.name, draw(member, memory.decisions), {.rule = model::Rule::Drawn}});
            }
        }
        ++memory.decisions;
        return decision;
    }

private:
    [[nodiscard]] model::Replicas draw(const model::Member& member, std::uint64_t turn) const {
        const auto choices = static_cast<std::uint64_t>((member.bounds.max - member.bounds.min).count()) + 1;
        // The remainder favours low counts by choices / 2^64 at most: nothing.
        const std::uint64_t step = mix(mix(seed_ ^ mix(turn)), member.name) % choices;
        return member.bounds.min + model::Replicas{static_cast<std::int64_t>(step)};
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
