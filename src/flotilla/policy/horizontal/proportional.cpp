#include "flotilla/policy/horizontal/proportional.hpp"

#include <cmath>

#include "flotilla/base/parameters.hpp"
#include "flotilla/policy/horizontal/freshness.hpp"
#include "flotilla/policy/horizontal/replicas_for.hpp"

namespace flotilla::policy {
namespace {

using model::Reason;
using model::Rule;

struct Settings {
    std::string metric;
    std::string leader;  ///< empty: the group as a whole
    double target = 1;
    double tolerance = 0.1;
    Duration max_age{};
};

class Proportional final : public HorizontalPolicy {
public:
    Proportional(model::ScalingGroup group, Settings settings)
        : group_(std::move(group)), settings_(std::move(settings)) {}

    [[nodiscard]] model::Decision decide(const model::Observation& seen, PolicyMemory& memory)
        const override {
        const std::optional<model::MetricSample> sample = leading(seen);
        const std::optional<Reason> refused = objection(settings_.metric, sample, settings_.max_age);
        model::Decision decision;
        for (const model::Member& member : group_.members) {
            if (const model::MemberObservation* observed = seen.find(member.name)) {
                decision.members.push_back(
                    refused ? model::MemberDecision{member.name, observed->current, *refused}
                            : follow(member, observed->current, sample->value)
                );
            }
        }
        ++memory.decisions;
        return decision;
    }

    [[nodiscard]] Needs needs() const override {
        Needs needs;
        if (is_leader_cpu()) {
            needs.cpu = true;
        } else if (settings_.leader.empty()) {
            needs.group_metrics.insert(settings_.metric);
        } else {
            needs.member_metrics.emplace(settings_.leader, settings_.metric);
        }
        return needs;
    }

private:
    [[nodiscard]] bool is_leader_cpu() const {
        return settings_.metric == "cpu" && !settings_.leader.empty();
    }

    [[nodiscard]] std::optional<model::MetricSample> leading(const model::Observation& seen) const {
        const model::MemberObservation* leader = seen.find(settings_.leader);
        if (is_leader_cpu()) {
            return leader != nullptr && leader->cpu ? std::optional{model::MetricSample{
                                                          double(leader->cpu->usage.count()), leader->cpu->age
                                                      }}
                                                    : std::nullopt;
        }
        if (!settings_.leader.empty() && leader == nullptr) {
            return std::nullopt;
        }
        const auto& metrics = settings_.leader.empty() ? seen.metrics : leader->metrics;
        const auto found = metrics.find(settings_.metric);
        return found == metrics.end() ? std::nullopt : std::optional{found->second};
    }

    [[nodiscard]] model::MemberDecision follow(
        const model::Member& member, model::Replicas current, double value
    ) const {
        const double share = value / settings_.target * member.weight;
        const auto have = static_cast<double>(current.count());
        if (std::abs(share - have) <= settings_.tolerance * have) {
            return {
                member.name,
                current,
                {.rule = Rule::WithinTolerance, .subject = settings_.metric, .measured = value}
            };
        }
        return {
            member.name,
            round_up(share),
            {.rule = Rule::Followed, .subject = settings_.metric, .measured = value}
        };
    }

    model::ScalingGroup group_;
    Settings settings_;
};

}  // namespace

Result<std::unique_ptr<const HorizontalPolicy>> make_proportional(const model::ScalingGroup& group) {
    Parameters parameters{group.policy.parameters};
    Settings settings;
    FLOTILLA_TRY(settings.metric, parameters.required_text("metric"));
    FLOTILLA_TRY(settings.target, parameters.required_positive("target"));
    settings.leader = parameters.text("leader", "");
    FLOTILLA_TRY(settings.tolerance, parameters.not_negative("tolerance", 0.1));
    FLOTILLA_TRY(settings.max_age, parameters.duration("max-age", std::chrono::minutes{2}));
    FLOTILLA_CHECK(parameters.all_known());
    if (!settings.leader.empty() && group.find(settings.leader) == nullptr) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("parameter leader: {} is not a member of group {}", settings.leader, group.name)
        );
    }
    return std::make_unique<Proportional>(group, std::move(settings));
}

}  // namespace flotilla::policy
