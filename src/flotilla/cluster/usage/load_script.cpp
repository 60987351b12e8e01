#include "flotilla/cluster/usage/load_script.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "flotilla/kube/api/quantity.hpp"

namespace flotilla::cluster::usage {
namespace {

double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
}

Result<double> parse_amount(std::string_view text) {
    FLOTILLA_TRY(const kube::Quantity quantity, kube::Quantity::parse(text));
    if (quantity < kube::Quantity{}) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is below zero", text));
    }
    return quantity.approximate();
}

}  // namespace

Result<LoadScript> LoadScript::parse(std::string_view text) {
    LoadScript script;
    if (text.find('=') == std::string_view::npos) {
        FLOTILLA_TRY(const double amount, parse_amount(text));
        script.steps_.push_back({Duration{0}, amount});
        return script;
    }
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        if (part.empty()) {
            continue;
        }
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) {
            return fail(ErrorCode::InvalidArgument, fmt::format("\"{}\": wanted TIME=QUANTITY", part));
        }
        FLOTILLA_TRY(const Duration from, parse_duration(part.substr(0, equals)));
        FLOTILLA_TRY(const double amount, parse_amount(part.substr(equals + 1)));
        if (!script.steps_.empty() && from <= script.steps_.back().from) {
            return fail(
                ErrorCode::InvalidArgument, fmt::format("\"{}\": its time is not after the last one", part)
            );
        }
        script.steps_.push_back({from, amount});
    }
    return script;
}

double LoadScript::at(Duration time) const {
    double amount = 0;
    for (const Step& step : steps_) {
        amount = step.from <= time ? step.amount : amount;
    }
    return amount;
}

double LoadScript::integral(Duration from, Duration to) const {
    double sum = 0;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
        const Duration begin = std::max(from, steps_[i].from);
        const Duration end = i + 1 < steps_.size() ? std::min(to, steps_[i + 1].from) : to;
        sum += begin < end ? steps_[i].amount * seconds(end - begin) : 0;
    }
    return sum;
}

}  // namespace flotilla::cluster::usage
