#pragma once
#include <string_view>

#include "flotilla/base/result.hpp"
#include "flotilla/model/application/application.hpp"

namespace flotilla::model {

/// An application from the text of its file, form `flotilla.app/v1` (JSON). Keys "note" and "origin" may
/// stand anywhere; an origin that begins with "assumed" is listed in `assumptions`. The result is sound.
///
/// InvalidArgument: no JSON, a key that is missing, unknown or of the wrong type, a number out of range, a
/// name that leads nowhere, calls in a circle: one sentence with the path of the key.
Result<Application> read_application(std::string_view text);

}  // namespace flotilla::model
