#include "flotilla/lab/workload/detail/config_words.hpp"

#include <charconv>
#include <cmath>

namespace flotilla::lab::workload::detail {

using kube::Json;
using sim::workload::Part;

Json number_or_text(const std::string& written) {
    double value = 0;
    const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    const bool is_number =
        error == std::errc{} && end == written.data() + written.size() && std::isfinite(value);
    return is_number ? Json(value) : Json(written);
}

void for_each_file(Part& part, const std::function<void(std::string&)>& visit) {
    if (const auto file = part.parameters.find("file"); file != part.parameters.end()) {
        visit(file->second);
    }
    for (Part& inner : part.parts) {
        for_each_file(inner, visit);
    }
}

}  // namespace flotilla::lab::workload::detail
