#include "flotilla/cluster/apiserver/custom/version_order.hpp"

#include <charconv>
#include <optional>
#include <tuple>

namespace flotilla::cluster {

namespace {

enum class Stage { Alpha, Beta, Stable };
using Rank = std::tuple<Stage, int, int>;  // stage, major, minor

std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

/// The rank of "v1", "v2beta1"; absent for names of another form.
std::optional<Rank> rank_of(std::string_view version) {
    if (!version.starts_with('v')) {
        return std::nullopt;
    }
    version.remove_prefix(1);
    const auto major = take_number(version);
    if (!major) {
        return std::nullopt;
    }
    if (version.empty()) {
        return Rank{Stage::Stable, *major, 0};
    }
    const Stage stage = version.starts_with("beta") ? Stage::Beta : Stage::Alpha;
    if (stage == Stage::Alpha && !version.starts_with("alpha")) {
        return std::nullopt;
    }
    version.remove_prefix(stage == Stage::Beta ? 4 : 5);
    const auto minor = take_number(version);
    return minor && version.empty() ? std::optional{Rank{stage, *major, *minor}} : std::nullopt;
}

}  // namespace

bool precedes(std::string_view a, std::string_view b) {
    const auto rank_a = rank_of(a);
    const auto rank_b = rank_of(b);
    if (rank_a && rank_b) {
        return *rank_a > *rank_b;
    }
    return rank_a.has_value() != rank_b.has_value() ? rank_a.has_value() : a < b;
}

}  // namespace flotilla::cluster
