#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/detail/json_scanner.hpp"
#include "flotilla/kube/api/encoded_object.hpp"

namespace flotilla::kube::detail {

/// What an item of a typed list leaves out. Neither text needs an escape.
struct TypeDefault {
    std::string_view api_version;
    std::string_view kind;
};

/// Takes one object out of JSON text: validates it, finds its header, copies its bytes.
class ObjectSkimmer {
public:
    /// The scanner stands before the object, and afterwards behind it.
    static Result<SharedObject> take(JsonScanner& scanner, TypeDefault type = {});

private:
    explicit ObjectSkimmer(JsonScanner& scanner) : scanner_{scanner}, start_{scanner.here()} {}

    bool object();
    bool metadata();
    bool metadata_field(std::string_view key);
    bool labels();
    bool annotations();
    bool owners();
    bool owner();
    /// A text, or null where that is allowed.
    bool text_into(EncodedObject::Span& out, const char* complaint);
    bool optional_text_into(EncodedObject::Span& out, const char* complaint);
    bool generation();
    EncodedObject::Span span_of(const JsonScanner::Text& text);
    std::string_view key_of(const JsonScanner::Text& text);
    std::string_view view_of(EncodedObject::Span span) const;
    void sort_labels();
    SharedObject build(std::string_view json, TypeDefault type);

    JsonScanner& scanner_;
    const char* start_;
    EncodedObject::Header header_;
    std::vector<EncodedObject::LabelSpan> labels_;
    std::string resolved_;  // texts that had escapes; spans marked so point into it until the size is known
    std::string key_buffer_;
};

}  // namespace flotilla::kube::detail
