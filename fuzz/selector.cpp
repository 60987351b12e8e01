#include "flotilla/kube/api/selector.hpp"

#include "fuzz.hpp"

/// Canonical texts are fixed points, of label selectors and field selectors.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace flotilla::kube;
    const std::string_view text = flotilla::fuzz::text_of(data, size);
    if (const auto labels = LabelSelector::parse(text)) {
        const auto again = LabelSelector::parse(labels->text());
        FLOTILLA_ASSERT(again.has_value());
        FLOTILLA_ASSERT(*again == *labels);
    }
    if (const auto fields = FieldSelector::parse(text)) {
        const auto again = FieldSelector::parse(fields->text());
        FLOTILLA_ASSERT(again.has_value());
        FLOTILLA_ASSERT(*again == *fields);
    }
    return 0;
}
