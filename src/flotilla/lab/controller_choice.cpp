#include "flotilla/lab/controller_choice.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace flotilla::lab {

Result<std::vector<std::string>> left_out(
    const std::vector<std::string>& choice, const std::vector<std::string_view>& known
) {
    std::set<std::string_view> wanted;
    std::set<std::string_view> unwanted;
    for (const std::string& entry : choice) {
        const bool is_off = entry.starts_with('-');
        const std::string_view name = std::string_view{entry}.substr(is_off ? 1 : 0);
        if (entry == "*") {
            wanted.insert(known.begin(), known.end());
        } else if (std::ranges::find(known, name) == known.end()) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("there is no controller '{}': there are {}", name, fmt::join(known, ", "))
            );
        } else {
            (is_off ? unwanted : wanted).insert(name);
        }
    }
    std::vector<std::string> without;
    for (const std::string_view name : known) {
        if (unwanted.contains(name) || !wanted.contains(name)) {
            without.emplace_back(name);
        }
    }
    return without;
}

}  // namespace flotilla::lab
