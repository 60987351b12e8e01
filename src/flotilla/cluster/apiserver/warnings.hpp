#pragma once
#include <string>
#include <vector>

#include "flotilla/io/http/message.hpp"

namespace flotilla::cluster {

/// One Warning header for each: `299 - "unknown field \"spec.x\""`.
void add_warnings(io::http::Response& response, const std::vector<std::string>& warnings);

}  // namespace flotilla::cluster
