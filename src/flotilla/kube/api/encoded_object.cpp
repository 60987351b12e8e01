#include "flotilla/kube/api/encoded_object.hpp"

#include <algorithm>

#include "flotilla/kube/api/detail/json_builder.hpp"
#include "flotilla/kube/api/detail/json_text.hpp"
#include "flotilla/kube/api/detail/object_skimmer.hpp"

namespace flotilla::kube {

EncodedObject::EncodedObject(
    Private /*key*/, std::string bytes, std::uint32_t json_size, Header header, std::vector<LabelSpan> labels
)
    : bytes_{std::move(bytes)}, json_size_{json_size}, header_{header}, labels_{std::move(labels)} {}

Result<SharedObject> EncodedObject::parse(std::string_view json) {
    detail::JsonScanner scanner{json};
    FLOTILLA_TRY(SharedObject object, detail::ObjectSkimmer::take(scanner));
    if (!scanner.expect_end()) {
        return tl::unexpected{scanner.error()};
    }
    return object;
}

Result<SharedObject> EncodedObject::from(const Json& object) {
    return parse(to_json(object));
}

Json EncodedObject::parsed() const {
    return detail::build_valid_json(json());
}

std::optional<std::string_view> EncodedObject::label(std::string_view key) const {
    const auto less = [this](const LabelSpan& label, std::string_view wanted) {
        return at(label.key) < wanted;
    };
    const auto found = std::lower_bound(labels_.begin(), labels_.end(), key, less);
    if (found == labels_.end() || at(found->key) != key) {
        return std::nullopt;
    }
    return at(found->value);
}

std::optional<std::string> EncodedObject::annotation(std::string_view key) const {
    if (header_.annotations.size == 0) {
        return std::nullopt;
    }
    std::optional<std::string> found;
    std::string name;
    detail::JsonScanner scanner{at(header_.annotations)};
    scanner.enter_object();
    detail::JsonScanner::Text text;
    while (scanner.next_member(text)) {
        name.clear();
        detail::append_unescaped(name, text.raw);
        if (scanner.peek() != '"') {
            scanner.skip_value(0);  // null: an empty text
            text.raw = {};
        } else {
            scanner.read_text(text);
        }
        if (name == key) {
            found.emplace();
            detail::append_unescaped(*found, text.raw);
        }
    }
    return found;
}

std::size_t EncodedObject::memory() const {
    return sizeof(*this) + bytes_.capacity() + labels_.capacity() * sizeof(LabelSpan);
}

}  // namespace flotilla::kube
