#pragma once
#include <string>
#include <string_view>

namespace flotilla {

/// Puts `text` behind `out` with quotes and escapes, as JSON has it. Bytes above 0x7F stay as they are.
void append_json_string(std::string& out, std::string_view text);

}  // namespace flotilla
