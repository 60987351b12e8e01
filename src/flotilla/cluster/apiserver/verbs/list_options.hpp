#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"
#include "flotilla/cluster/apiserver/request_info.hpp"
#include "flotilla/cluster/store/collection.hpp"

namespace flotilla::cluster {

/// metav1.ListOptions, but for the selectors: what a list or a watch starts from.
struct ListOptions {
    enum class Match { Unset, NotOlderThan, Exact };

    std::optional<Revision> version;  ///< absent: the most recent; 0: any
    Match match = Match::Unset;
    std::size_t limit = 0;  ///< 0: all
    std::string continue_token;
    bool bookmarks = false;
    bool send_initial_events = false;
    bool skip_initial_events = false;  ///< asked for a watch of what comes, whatever the version
    std::optional<Duration> timeout;

    /// 400 for what cannot be read, 422 for what does not go together.
    static Outcome<ListOptions> parse(const RequestInfo& info);
};

/// Where a list goes on: the revision that its first page had, and the last object of the page before.
struct ContinueToken {
    std::optional<Revision> revision;  ///< absent: whatever is there now
    Position after;

    [[nodiscard]] std::string encode() const;
    /// 400 for anything that `encode` did not make.
    static Outcome<ContinueToken> decode(std::string_view text);
};

/// The resourceVersion of a read. 400 (of a list) or 500 (else) when it is no number, as Kubernetes answers.
Outcome<std::optional<Revision>> parse_version(std::string_view text, std::string_view verb);

}  // namespace flotilla::cluster
