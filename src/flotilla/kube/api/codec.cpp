#include "flotilla/kube/api/codec.hpp"

#include <boost/json/monotonic_resource.hpp>

#include "flotilla/kube/api/detail/json_builder.hpp"

namespace flotilla::kube {

void Decoder::fail(std::string what) {
    if (!failed_) {
        failed_ = true;
        what_ = std::move(what);
    }
}

void Decoder::within(std::string_view key) {
    const bool joins = where_.empty() || where_.front() == '[';
    where_ = joins ? fmt::format("{}{}", key, where_) : fmt::format("{}.{}", key, where_);
}

void Decoder::within(std::size_t index) {
    const bool joins = where_.empty() || where_.front() == '[';
    where_ = fmt::format("[{}]{}{}", index, joins ? "" : ".", where_);
}

Error Decoder::error() const {
    return Error{
        ErrorCode::InvalidArgument,
        where_.empty() ? what_ : fmt::format("{}: {}", where_, what_),
        std::nullopt
    };
}

namespace detail {

struct ParsedObject::Memory {
    explicit Memory(std::string_view text)
        : resource(text.size() * 4 + 1024), json(build_valid_json(text, &resource)) {}

    boost::json::monotonic_resource resource;
    Json json;
};

ParsedObject::ParsedObject(const EncodedObject& object) : memory_{std::make_unique<Memory>(object.json())} {}

ParsedObject::~ParsedObject() = default;

const Json& ParsedObject::json() const {
    return memory_->json;
}

}  // namespace detail
}  // namespace flotilla::kube
