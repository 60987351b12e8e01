#include "flotilla/controllers/group/options.hpp"

#include <algorithm>
#include <cctype>

#include "flotilla/policy/catalog.hpp"

namespace flotilla::controllers::group {
namespace {

/// A setting with the name under which it was given, for messages.
struct Given {
    std::string text;
    std::string source;
};

std::optional<Given> given(
    const std::optional<std::string>& flag,
    std::string flag_name,
    const Surroundings& surroundings,
    std::string variable
) {
    if (flag) {
        return Given{*flag, std::move(flag_name)};
    }
    if (auto value = surroundings.variable(variable); value && !value->empty()) {
        return Given{std::move(*value), std::move(variable)};
    }
    return std::nullopt;
}

tl::unexpected<Error> refuse(std::string_view source, std::string_view text, std::string_view wanted) {
    return fail(ErrorCode::InvalidArgument, fmt::format("{}: \"{}\" is not {}", source, text, wanted));
}

Result<Duration> positive_duration(const Given& setting) {
    const auto length = parse_duration(setting.text);
    if (!length || *length <= Duration::zero()) {
        return refuse(setting.source, setting.text, "a duration above zero, such as 60, 90s or 5m");
    }
    return *length;
}

Result<bool> in_pod(const Surroundings& surroundings) {
    const auto said = surroundings.variable("KUBERNETES_POD");
    if (!said || said->empty()) {
        return surroundings.variable("KUBERNETES_SERVICE_HOST").has_value() &&
               surroundings.file_exists("/var/run/secrets/kubernetes.io/serviceaccount/token");
    }
    std::string lower = *said;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    });
    if (lower == "true" || lower == "1" || lower == "yes") {
        return true;
    }
    if (lower == "false" || lower == "0" || lower == "no") {
        return false;
    }
    return refuse("KUBERNETES_POD", *said, "true or false");
}

Result<model::Order> parse_order(const std::string& text) {
    if (text == "all-at-once") {
        return model::Order::AllAtOnce;
    }
    if (text == "callees-first") {
        return model::Order::CalleesFirst;
    }
    return refuse("--order", text, "all-at-once or callees-first");
}

Result<model::ScalingGroup> group_defaults(const Flags& flags, const Surroundings& surroundings) {
    model::ScalingGroup group;
    if (const auto interval = given(flags.interval, "--interval", surroundings, "ACTION_INTERVAL")) {
        FLOTILLA_TRY(group.interval, positive_duration(*interval));
    }
    group.policy = {flags.policy.value_or("random"), flags.policy_parameters};
    if (flags.order) {
        FLOTILLA_TRY(group.order, parse_order(*flags.order));
    }
    if (flags.max_change) {
        group.max_change = model::Replicas{*flags.max_change};
        if (*flags.max_change < 1) {
            return refuse("--max-change", std::to_string(*flags.max_change), "1 or more");
        }
    }
    group.all_or_none = flags.all_or_none;
    group.is_dry_run = flags.dry_run;
    return group;
}

/// A policy must exist, whatever the groups will be. Its parameters may name members, so they are checked
/// with each group.
Result<void> check_policy_name(const std::string& name) {
    for (const policy::HorizontalEntry& entry : policy::horizontal_catalog()) {
        if (entry.name == name) {
            return {};
        }
    }
    model::ScalingGroup nameless;
    nameless.policy.name = name;
    return with_context(policy::make_horizontal(nameless).error(), "--policy");
}

}  // namespace

Result<Options> resolve_options(const Flags& flags, const Surroundings& surroundings) {
    Options options;
    if (const auto file = given(flags.group_file, "--group-file", surroundings, "GROUP_FILE")) {
        options.group_file = file->text;
        options.is_group_file_required = true;
    }
    if (const auto name = given(flags.namespace_, "--namespace", surroundings, "NAMESPACE")) {
        options.namespace_ = name->text;
    }
    if (const auto name = given(flags.app_name, "--app-name", surroundings, "APP_NAME")) {
        options.app_name = name->text;
    }
    if (flags.selector) {
        auto selector = kube::LabelSelector::parse(*flags.selector);
        if (!selector) {
            return with_context(selector.error(), "--selector");
        }
        options.selector = std::move(*selector);
    }
    if (flags.grace) {
        FLOTILLA_TRY(options.grace, positive_duration({*flags.grace, "--grace"}));
    }
    FLOTILLA_TRY(options.in_pod, in_pod(surroundings));
    FLOTILLA_CHECK(check_policy_name(flags.policy.value_or("random")));
    FLOTILLA_TRY(options.defaults, group_defaults(flags, surroundings));
    options.bounds = {model::Replicas{flags.min.value_or(1)}, model::Replicas{flags.max.value_or(10)}};
    if (auto bounds = model::checked(options.bounds); !bounds) {
        return with_context(bounds.error(), "--min, --max");
    }
    return options;
}

}  // namespace flotilla::controllers::group
