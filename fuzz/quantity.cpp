#include "flotilla/kube/api/quantity.hpp"

#include "fuzz.hpp"

using flotilla::kube::Quantity;

/// Canonical texts are fixed points, and arithmetic takes back what it did.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto quantity = Quantity::parse(flotilla::fuzz::text_of(data, size));
    if (!quantity) {
        return 0;
    }
    const auto again = Quantity::parse(quantity->text());
    FLOTILLA_ASSERT(again.has_value());
    FLOTILLA_ASSERT(*again == *quantity);
    FLOTILLA_ASSERT(again->text() == quantity->text());
    FLOTILLA_ASSERT((*quantity - *quantity).is_zero());
    FLOTILLA_ASSERT(-(-*quantity) == *quantity);
    return 0;
}
