#pragma once
#include <cstdint>

#include "flotilla/base/random.hpp"
#include "flotilla/model/application/application.hpp"

namespace flotilla::apps::service {

/// A value of the distribution, in its unit.
double draw(const model::Distribution& distribution, RandomStream& stream);

/// A distribution of seconds as a duration, not below zero.
Duration draw_seconds(const model::Distribution& distribution, RandomStream& stream);

/// A session counter's value for a request that belongs to no session: geometric with the counter's mean, at
/// most its cap.
std::int64_t draw_counter(const model::SessionCounter& counter, RandomStream& stream);

}  // namespace flotilla::apps::service
