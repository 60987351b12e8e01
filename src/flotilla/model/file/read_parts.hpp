#pragma once
#include <string>

#include "flotilla/model/application/application.hpp"
#include "flotilla/model/file/node.hpp"

/// The parts of an application's file, each from its node.
namespace flotilla::model::file {

inline constexpr double kHuge = 1e12;  ///< more than that is a mistake, of whatever it is

/// @param unit of the figures in the file, in the owner's unit: 0.001 for milliseconds where the owner wants
///             seconds
Distribution read_distribution(const Node& node, double unit);
/// A number of `unit`s as a duration.
Duration read_duration(const Node& node, Duration unit, Duration otherwise);
std::optional<Duration> read_optional_duration(const Node& node, Duration unit);

Service read_service(const std::string& name, const Node& node);
Users read_users(const Node& node);
std::vector<SessionCounter> read_counters(const Node& node);

}  // namespace flotilla::model::file
