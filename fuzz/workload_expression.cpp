#include "flotilla/sim/workload/request.hpp"

#include "fuzz.hpp"

/// The text of what was read is read as the same.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using flotilla::sim::workload::parse_expression;
    const auto part = parse_expression(flotilla::fuzz::text_of(data, size));
    if (!part) {
        return 0;
    }
    const auto again = parse_expression(to_text(*part));
    FLOTILLA_ASSERT(again.has_value());
    FLOTILLA_ASSERT(to_text(*again) == to_text(*part));
    return 0;
}
