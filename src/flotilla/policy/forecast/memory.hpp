#pragma once
#include "flotilla/policy/forecast/holt_winters.hpp"
#include "flotilla/policy/forecast/rate_history.hpp"

namespace flotilla::policy::forecast {

/// What policies that look ahead remember of a group's load.
struct Memory {
    RateHistory seen;
    HoltWinters seasonal;
    RateHistory planned;  ///< the rates that were planned for, so that a short dip takes nothing away

    friend bool operator==(const Memory&, const Memory&) = default;
};

}  // namespace flotilla::policy::forecast
