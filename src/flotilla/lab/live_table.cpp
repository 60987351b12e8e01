#include "flotilla/lab/live_table.hpp"

#include <algorithm>

#include <unistd.h>

namespace flotilla::lab {
namespace {

using controllers::group::Deployments;
using controllers::group::GroupView;
using controllers::group::Hindrance;

constexpr std::int64_t kBarWidth = 12;

std::string state_of(const GroupView& view, TimePoint now) {
    const Hindrance hindrance = hindrance_of(view.managed);
    if (!hindrance.reason.empty()) {
        return fmt::format("{}: {}", hindrance.reason, hindrance.message);
    }
    std::string state = view.is_acting ? "acting" : view.last ? view.last->outcome : "waiting";
    if (!view.managed.conflicts.empty()) {
        state += fmt::format("; conflict: {}", conflict_text(view.managed));
    }
    if (view.next_action && !view.is_acting) {
        const auto left =
            std::chrono::ceil<std::chrono::seconds>(std::max(*view.next_action - now, Duration{0}));
        state += fmt::format("; next in {}", format_duration(left));
    }
    return state;
}

/// "███▒▒ ": ready, then still coming.
std::string bar(std::int64_t ready, std::int64_t current) {
    std::string text;
    for (std::int64_t i = 0; i < kBarWidth; ++i) {
        text += i < ready ? "█" : i < current ? "▒" : " ";
    }
    return text;
}

std::string member_row(const model::Member& member, const GroupView& view, const Deployments& deployments) {
    const auto found = deployments.find(member.name);
    const std::int64_t current = found == deployments.end() ? 0 : found->second.current.count();
    const std::int64_t ready = found == deployments.end() ? 0 : found->second.ready.count();
    const model::MemberDecision* decided = view.last ? view.last->decision.find(member.name) : nullptr;
    return fmt::format(
        "  {:<24} {}  {:>3}/{:<3} {:>7}  {}\n",
        member.name,
        bar(ready, current),
        ready,
        current,
        decided == nullptr ? std::string{"-"} : std::to_string(decided->desired.count()),
        decided == nullptr ? std::string{} : to_text(decided->reason)
    );
}

}  // namespace

std::string to_table(const std::vector<GroupView>& groups, const Deployments& deployments, TimePoint now) {
    std::string table =
        fmt::format("  {:<24} {:<12}  {:>7} {:>7}  {}\n", "MEMBER", "", "READY", "DESIRED", "REASON");
    for (const GroupView& view : groups) {
        table += fmt::format(
            "{} [{}] {}\n", view.managed.name(), view.managed.group.policy.name, state_of(view, now)
        );
        for (const model::Member& member : view.managed.group.members) {
            table += member_row(member, view, deployments);
        }
    }
    return table;
}

LiveScreen::LiveScreen(std::FILE& file) : file_(file), is_terminal_(::isatty(::fileno(&file)) == 1) {}

void LiveScreen::show(const std::string& text) {
    if (!is_terminal_) {
        return;
    }
    std::string out = lines_ == 0 ? "" : fmt::format("\x1b[{}A\r\x1b[J", lines_);
    out += text;
    std::fwrite(out.data(), 1, out.size(), &file_);
    std::fflush(&file_);
    lines_ = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace flotilla::lab
