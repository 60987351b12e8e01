#include "flotilla/kube/api/json.hpp"

#include <cmath>

#include <boost/json/parse.hpp>

#include "flotilla/kube/api/encoded_object.hpp"

#include "fuzz.hpp"

namespace {

using namespace flotilla;
using namespace flotilla::kube;

bool has_infinity(const Json& value) {
    if (const auto* object = value.if_object()) {
        return std::any_of(object->begin(), object->end(), [](const auto& member) {
            return has_infinity(member.value());
        });
    }
    if (const auto* array = value.if_array()) {
        return std::any_of(array->begin(), array->end(), has_infinity);
    }
    return value.is_double() && !std::isfinite(value.get_double());
}

/// Our scanner and Boost's parser accept the same texts, but for numbers beyond a double.
void compare_with_boost(std::string_view text, const Result<Json>& ours) {
    boost::json::error_code failure;
    boost::json::parse_options options;
    options.max_depth = kMaxJsonDepth;
    const Json theirs =
        boost::json::parse(boost::json::string_view{text.data(), text.size()}, failure, {}, options);
    if (ours) {
        FLOTILLA_ASSERT(!failure);
    } else if (!failure && ours.error().message.find("number") == std::string::npos) {
        FLOTILLA_ASSERT(has_infinity(theirs));
    }
}

/// The skimmed header is what the parsed object says.
void compare_header(std::string_view text) {
    const auto object = EncodedObject::parse(text);
    if (!object) {
        return;
    }
    const Json parsed = (*object)->parsed();
    const auto says = [&parsed](std::initializer_list<std::string_view> path) {
        return find_string(parsed, path).value_or(std::string_view{});
    };
    FLOTILLA_ASSERT((*object)->kind() == says({"kind"}));
    FLOTILLA_ASSERT((*object)->api_version() == says({"apiVersion"}));
    FLOTILLA_ASSERT((*object)->name() == says({"metadata", "name"}));
    FLOTILLA_ASSERT((*object)->namespace_() == says({"metadata", "namespace"}));
    FLOTILLA_ASSERT((*object)->resource_version() == says({"metadata", "resourceVersion"}));
    const JsonObject* labels = find_object(parsed, {"metadata", "labels"});
    FLOTILLA_ASSERT((*object)->label_count() == (labels == nullptr ? 0 : labels->size()));
    for (std::size_t i = 0; i < (*object)->label_count(); ++i) {
        FLOTILLA_ASSERT((*object)->label_value(i) == says({"metadata", "labels", (*object)->label_key(i)}));
        FLOTILLA_ASSERT((*object)->label((*object)->label_key(i)) == (*object)->label_value(i));
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::text_of(data, size);
    const auto json = parse_json(text);
    compare_with_boost(text, json);
    compare_header(text);
    if (json) {
        const std::string written = to_json(*json);
        const auto again = parse_json(written);
        FLOTILLA_ASSERT(again.has_value());
        FLOTILLA_ASSERT(to_json(*again) == written);
    }
    return 0;
}
