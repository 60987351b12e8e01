#include "flotilla/kube/api/yaml.hpp"

#include "fuzz.hpp"

/// What was read is written as a text that reads the same.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla::kube;
    const auto documents = parse_yaml_documents(flotilla::fuzz::text_of(data, size));
    if (!documents) {
        return 0;
    }
    for (const auto& document : *documents) {
        const auto again = parse_yaml(to_yaml(document));
        FLOTILLA_ASSERT(again.has_value());
        FLOTILLA_ASSERT(to_json(*again) == to_json(document));
    }
    return 0;
}
