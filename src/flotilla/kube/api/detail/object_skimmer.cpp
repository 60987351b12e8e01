#include "flotilla/kube/api/detail/object_skimmer.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "flotilla/kube/api/detail/json_text.hpp"

namespace flotilla::kube::detail {
namespace {

using Span = EncodedObject::Span;
using LabelSpan = EncodedObject::LabelSpan;

constexpr std::uint32_t kResolved = 1U << 31U;  // marks an offset into the resolved texts
constexpr std::size_t kMaxObject = 1U << 30U;

// Levels that a value lies in: members of the object, of its metadata, of an owner reference.
constexpr std::size_t kMember = 1;
constexpr std::size_t kMetadataMember = 2;
constexpr std::size_t kOwnerMember = 4;

}  // namespace

Result<SharedObject> ObjectSkimmer::take(JsonScanner& scanner, TypeDefault type) {
    scanner.peek();
    scanner.forget_space();
    ObjectSkimmer skimmer{scanner};
    if (!skimmer.object()) {
        return tl::unexpected{scanner.error()};
    }
    const std::string_view json{skimmer.start_, static_cast<std::size_t>(scanner.here() - skimmer.start_)};
    if (json.size() > kMaxObject) {
        return flotilla::fail(ErrorCode::InvalidArgument, "an object of more than 1 GiB");
    }
    if (!scanner.saw_space()) {
        return skimmer.build(json, type);
    }
    // White space is rare, so the object is simply read once more without.
    const std::string compact = compact_json(json);
    JsonScanner again{compact};
    ObjectSkimmer second{again};
    FLOTILLA_ASSERT(second.object());
    return second.build(compact, type);
}

std::string_view ObjectSkimmer::key_of(const JsonScanner::Text& text) {
    if (!text.has_escapes) {
        return text.raw;
    }
    key_buffer_.clear();
    append_unescaped(key_buffer_, text.raw);
    return key_buffer_;
}

Span ObjectSkimmer::span_of(const JsonScanner::Text& text) {
    if (!text.has_escapes) {
        return {
            static_cast<std::uint32_t>(text.raw.data() - start_), static_cast<std::uint32_t>(text.raw.size())
        };
    }
    const std::size_t offset = resolved_.size();
    append_unescaped(resolved_, text.raw);
    return {
        static_cast<std::uint32_t>(offset) | kResolved, static_cast<std::uint32_t>(resolved_.size() - offset)
    };
}

std::string_view ObjectSkimmer::view_of(Span span) const {
    const char* base = (span.offset & kResolved) != 0 ? resolved_.data() : start_;
    return {base + (span.offset & ~kResolved), span.size};
}

bool ObjectSkimmer::object() {
    if (!scanner_.enter_object()) {
        return false;
    }
    JsonScanner::Text key;
    while (scanner_.next_member(key)) {
        const std::string_view name = key_of(key);
        if (name == "metadata") {
            metadata();
        } else if (name == "apiVersion") {
            text_into(header_.api_version, "apiVersion: wanted a text");
        } else if (name == "kind") {
            text_into(header_.kind, "kind: wanted a text");
        } else {
            scanner_.skip_value(kMember);
        }
    }
    return scanner_.ok();
}

bool ObjectSkimmer::metadata() {
    // Of equal keys the last wins, and with it all that it holds.
    EncodedObject::Header fresh;
    fresh.api_version = header_.api_version;
    fresh.kind = header_.kind;
    header_ = fresh;
    labels_.clear();
    if (scanner_.peek() == 'n') {
        return scanner_.skip_value(kMember);
    }
    if (scanner_.peek() != '{') {
        return scanner_.fail("metadata: wanted an object");
    }
    scanner_.enter_object();
    JsonScanner::Text key;
    while (scanner_.next_member(key)) {
        metadata_field(key_of(key));
    }
    return scanner_.ok();
}

bool ObjectSkimmer::metadata_field(std::string_view key) {
    if (key == "name") {
        return optional_text_into(header_.name, "metadata.name: wanted a text");
    }
    if (key == "namespace") {
        return optional_text_into(header_.namespace_, "metadata.namespace: wanted a text");
    }
    if (key == "uid") {
        return optional_text_into(header_.uid, "metadata.uid: wanted a text");
    }
    if (key == "resourceVersion") {
        return optional_text_into(header_.resource_version, "metadata.resourceVersion: wanted a text");
    }
    if (key == "deletionTimestamp") {
        return optional_text_into(header_.deletion_timestamp, "metadata.deletionTimestamp: wanted a text");
    }
    if (key == "generation") {
        return generation();
    }
    if (key == "labels") {
        return labels();
    }
    if (key == "annotations") {
        return annotations();
    }
    if (key == "ownerReferences") {
        return owners();
    }
    return scanner_.skip_value(kMetadataMember);
}

bool ObjectSkimmer::text_into(Span& out, const char* complaint) {
    if (scanner_.peek() != '"') {
        return scanner_.fail(complaint);
    }
    JsonScanner::Text text;
    if (!scanner_.read_text(text)) {
        return false;
    }
    out = span_of(text);
    return true;
}

bool ObjectSkimmer::optional_text_into(Span& out, const char* complaint) {
    out = {};
    return scanner_.peek() == 'n' ? scanner_.skip_value(0) : text_into(out, complaint);
}

bool ObjectSkimmer::generation() {
    header_.generation.reset();
    if (scanner_.peek() == 'n') {
        return scanner_.skip_value(0);
    }
    const char* from = scanner_.here();
    if (!scanner_.skip_value(0)) {
        return false;
    }
    std::int64_t number = 0;
    const auto [end, failure] = std::from_chars(from, scanner_.here(), number);
    if (failure != std::errc{} || end != scanner_.here()) {
        return scanner_.fail("metadata.generation: wanted a whole number");
    }
    header_.generation = number;
    return true;
}

bool ObjectSkimmer::labels() {
    labels_.clear();
    if (scanner_.peek() == 'n') {
        return scanner_.skip_value(0);
    }
    if (scanner_.peek() != '{') {
        return scanner_.fail("metadata.labels: wanted an object");
    }
    scanner_.enter_object();
    JsonScanner::Text key;
    while (scanner_.next_member(key)) {
        LabelSpan label{span_of(key), {}};
        if (!optional_text_into(label.value, "metadata.labels: wanted texts as values")) {
            return false;
        }
        labels_.push_back(label);
    }
    if (scanner_.ok()) {
        sort_labels();
    }
    return scanner_.ok();
}

void ObjectSkimmer::sort_labels() {
    const auto key_of_index = [this](std::size_t index) { return view_of(labels_[index].key); };
    bool is_sorted = true;
    for (std::size_t i = 1; i < labels_.size() && is_sorted; ++i) {
        is_sorted = key_of_index(i - 1) < key_of_index(i);
    }
    if (is_sorted) {
        return;  // as Go writes them
    }
    std::vector<std::size_t> order(labels_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return std::pair{key_of_index(a), a} < std::pair{key_of_index(b), b};
    });
    std::vector<LabelSpan> sorted;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool is_last_of_key =
            i + 1 == order.size() || key_of_index(order[i]) != key_of_index(order[i + 1]);
        if (is_last_of_key) {
            sorted.push_back(labels_[order[i]]);
        }
    }
    labels_ = std::move(sorted);
}

bool ObjectSkimmer::annotations() {
    header_.annotations = {};
    if (scanner_.peek() == 'n') {
        return scanner_.skip_value(0);
    }
    if (scanner_.peek() != '{') {
        return scanner_.fail("metadata.annotations: wanted an object");
    }
    const char* from = scanner_.here();
    scanner_.enter_object();
    JsonScanner::Text key;
    while (scanner_.next_member(key)) {
        JsonScanner::Text value;
        const bool valid = scanner_.peek() == 'n' ? scanner_.skip_value(0)
                           : scanner_.peek() == '"'
                               ? scanner_.read_text(value)
                               : scanner_.fail("metadata.annotations: wanted texts as values");
        if (!valid) {
            return false;
        }
    }
    header_.annotations = {
        static_cast<std::uint32_t>(from - start_), static_cast<std::uint32_t>(scanner_.here() - from)
    };
    return scanner_.ok();
}

bool ObjectSkimmer::owners() {
    header_.controller_uid = {};
    if (scanner_.peek() == 'n') {
        return scanner_.skip_value(kMetadataMember);
    }
    if (scanner_.peek() != '[') {
        return scanner_.fail("metadata.ownerReferences: wanted an array");
    }
    scanner_.enter_array();
    while (scanner_.next_element()) {
        owner();
    }
    return scanner_.ok();
}

bool ObjectSkimmer::owner() {
    if (scanner_.peek() != '{') {
        return scanner_.fail("metadata.ownerReferences: wanted objects");
    }
    scanner_.enter_object();
    Span uid;
    bool controls = false;
    JsonScanner::Text key;
    while (scanner_.next_member(key)) {
        const std::string_view name = key_of(key);
        if (name == "uid") {
            optional_text_into(uid, "metadata.ownerReferences.uid: wanted a text");
        } else {
            if (name == "controller") {
                controls = scanner_.peek() == 't';
            }
            scanner_.skip_value(kOwnerMember);
        }
    }
    if (controls && header_.controller_uid.size == 0) {
        header_.controller_uid = uid;
    }
    return scanner_.ok();
}

SharedObject ObjectSkimmer::build(std::string_view json, TypeDefault type) {
    std::string bytes = "{";
    const auto add = [&bytes](std::string_view key, std::string_view value) {
        bytes += fmt::format("\"{}\":\"{}\",", key, value);
        return Span{
            static_cast<std::uint32_t>(bytes.size() - value.size() - 2),
            static_cast<std::uint32_t>(value.size())
        };
    };
    const bool adds_kind = header_.kind.size == 0 && !type.kind.empty();
    const bool adds_version = header_.api_version.size == 0 && !type.api_version.empty();
    const Span added_kind = adds_kind ? add("kind", type.kind) : Span{};
    const Span added_version = adds_version ? add("apiVersion", type.api_version) : Span{};
    const std::size_t inserted = bytes.size() - 1;
    if (json == "{}" && inserted != 0) {
        bytes.pop_back();
    }
    bytes.reserve(inserted + json.size() + resolved_.size());
    bytes += json.substr(1);
    const std::size_t json_size = bytes.size();
    bytes += resolved_;

    const auto place = [inserted, json_size](Span& span) {
        const bool resolved = (span.offset & kResolved) != 0;
        span.offset = static_cast<std::uint32_t>(
            resolved ? (span.offset & ~kResolved) + json_size : span.offset + inserted
        );
    };
    for (Span* span :
         {&header_.api_version,
          &header_.kind,
          &header_.namespace_,
          &header_.name,
          &header_.uid,
          &header_.resource_version,
          &header_.deletion_timestamp,
          &header_.controller_uid,
          &header_.annotations}) {
        place(*span);
    }
    header_.kind = adds_kind ? added_kind : header_.kind;
    header_.api_version = adds_version ? added_version : header_.api_version;
    for (LabelSpan& label : labels_) {
        place(label.key);
        place(label.value);
    }
    labels_.shrink_to_fit();
    return std::make_shared<const EncodedObject>(
        EncodedObject::Private{},
        std::move(bytes),
        static_cast<std::uint32_t>(json_size),
        header_,
        std::move(labels_)
    );
}

}  // namespace flotilla::kube::detail
