#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "flotilla/base/result.hpp"

namespace flotilla::apps::service {

/// What a request knows of its user: counters by name. Goes from service to service in the header field
/// Flotilla-Session, "cart_items=3".
using Session = std::map<std::string, std::int64_t, std::less<>>;

inline constexpr std::string_view kSessionField = "Flotilla-Session";
/// The service that calls.
inline constexpr std::string_view kCallerField = "Flotilla-Caller";
/// The callee stops working when the caller goes away.
inline constexpr std::string_view kCancelField = "Flotilla-Cancel";

/// InvalidArgument: this is no list of name=number.
Result<Session> parse_session(std::string_view text);
std::string to_text(const Session& session);

}  // namespace flotilla::apps::service
