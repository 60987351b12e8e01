#pragma once
#include <optional>

#include "flotilla/base/time.hpp"
#include "flotilla/cluster/apiserver/request_info.hpp"

namespace flotilla::cluster {

/// What goes wrong with one request.
struct Fault {
    Duration delay{0};                          ///< before it is looked at
    int status = 0;                             ///< answer that instead: 429, 500, 503; 0: answer as usual
    int retry_after_seconds = 1;                ///< with 429 and 503
    std::optional<Duration> cut_watch_after{};  ///< end the watch without a word after that time
};

/// Decides about every request before it is looked at: slow API, dropped watches, bursts of 429 or 500.
class FaultPolicy {
public:
    FaultPolicy() = default;
    FaultPolicy(const FaultPolicy&) = delete;
    FaultPolicy& operator=(const FaultPolicy&) = delete;
    virtual ~FaultPolicy() = default;

    /// @param user who asks, as it authenticated; empty when it did not
    virtual std::optional<Fault> decide(const RequestInfo& request, std::string_view user) = 0;
};

}  // namespace flotilla::cluster
