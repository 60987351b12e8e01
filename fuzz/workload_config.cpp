#include "flotilla/lab/workload/config.hpp"

#include "fuzz.hpp"

/// A request that was read has a text that is read as the same request, with the same identifier.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace workload = flotilla::lab::workload;
    const auto request = workload::request_from_text(flotilla::fuzz::text_of(data, size), "");
    if (!request) {
        return 0;
    }
    const auto again = workload::request_from_text(workload::to_config_text(*request), "");
    FLOTILLA_ASSERT(again.has_value());
    FLOTILLA_ASSERT(workload::request_id(*again) == workload::request_id(*request));
    return 0;
}
