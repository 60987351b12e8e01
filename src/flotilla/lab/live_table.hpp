#pragma once
#include <cstdio>
#include <string>
#include <vector>

#include "flotilla/controllers/group/operator.hpp"

namespace flotilla::lab {

/// Groups and their members as a table of plain text, without control characters: what a terminal shows.
/// @param now for "in 12s"
std::string to_table(
    const std::vector<controllers::group::GroupView>& groups,
    const controllers::group::Deployments& deployments,
    TimePoint now
);

/// Shows a text that changes: in place on a terminal, and nothing at all elsewhere (there the log is what
/// people read).
class LiveScreen {
public:
    explicit LiveScreen(std::FILE& file);
    LiveScreen(const LiveScreen&) = delete;
    LiveScreen& operator=(const LiveScreen&) = delete;

    [[nodiscard]] bool is_terminal() const { return is_terminal_; }
    /// Draws over what was drawn before.
    void show(const std::string& text);

private:
    std::FILE& file_;
    bool is_terminal_;
    std::size_t lines_ = 0;
};

}  // namespace flotilla::lab
