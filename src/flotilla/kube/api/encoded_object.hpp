#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"
#include "flotilla/kube/api/object_key.hpp"

namespace flotilla::kube {

namespace detail {
class ObjectSkimmer;
}

/// The immutable bytes of one object, compact and valid JSON, and what everybody asks of it, found in one
/// pass.
///
/// Views that it gives live as long as it does. Safe across threads, as it never changes. Its memory is that
/// of the bytes and some 200 more.
class EncodedObject {
public:
    /// Where a text lies within the bytes.
    struct Span {
        std::uint32_t offset = 0;
        std::uint32_t size = 0;
    };
    struct LabelSpan {
        Span key;
        Span value;
    };

    /// A JSON object with or without white space between its tokens. Fails with InvalidArgument for anything
    /// else, for a metadata field of the wrong type, and for more than 1 GiB.
    static Result<std::shared_ptr<const EncodedObject>> parse(std::string_view json);
    /// The same for a value that is at hand. It must be an object.
    static Result<std::shared_ptr<const EncodedObject>> from(const Json& object);

    [[nodiscard]] std::string_view json() const { return {bytes_.data(), json_size_}; }
    /// The whole object, parsed.
    [[nodiscard]] Json parsed() const;

    // Absent fields are empty: none of these may be empty in a stored object (but for the namespace).
    [[nodiscard]] std::string_view api_version() const { return at(header_.api_version); }
    [[nodiscard]] std::string_view kind() const { return at(header_.kind); }
    [[nodiscard]] std::string_view namespace_() const { return at(header_.namespace_); }
    [[nodiscard]] std::string_view name() const { return at(header_.name); }
    [[nodiscard]] std::string_view uid() const { return at(header_.uid); }
    [[nodiscard]] std::string_view resource_version() const { return at(header_.resource_version); }
    [[nodiscard]] ObjectKey key() const { return {std::string{namespace_()}, std::string{name()}}; }
    [[nodiscard]] std::optional<std::int64_t> generation() const { return header_.generation; }
    /// Whether it waits for finalizers or a grace period.
    [[nodiscard]] bool is_deleting() const { return header_.deletion_timestamp.size != 0; }
    [[nodiscard]] std::string_view deletion_timestamp() const { return at(header_.deletion_timestamp); }
    /// The uid of the owner with `controller: true`; empty when there is none.
    [[nodiscard]] std::string_view controller_uid() const { return at(header_.controller_uid); }

    /// The value of a label, absent when it has none of that key.
    [[nodiscard]] std::optional<std::string_view> label(std::string_view key) const;
    [[nodiscard]] std::size_t label_count() const { return labels_.size(); }
    /// Labels in the order of their keys.
    [[nodiscard]] std::string_view label_key(std::size_t index) const { return at(labels_[index].key); }
    [[nodiscard]] std::string_view label_value(std::size_t index) const { return at(labels_[index].value); }

    /// The value of an annotation, looked up in the bytes at each call.
    [[nodiscard]] std::optional<std::string> annotation(std::string_view key) const;

    /// Bytes of memory that it holds, itself included.
    [[nodiscard]] std::size_t memory() const;

    /// What the skimming pass found; spans point into the bytes, or behind them where an escape had to be
    /// resolved.
    struct Header {
        Span api_version, kind, namespace_, name, uid, resource_version, deletion_timestamp, controller_uid,
            annotations;
        std::optional<std::int64_t> generation;
    };

private:
    friend class detail::ObjectSkimmer;
    struct Private {};

public:
    /// For the skimmer alone, which holds the key.
    EncodedObject(
        Private, std::string bytes, std::uint32_t json_size, Header header, std::vector<LabelSpan> labels
    );

private:
    [[nodiscard]] std::string_view at(Span span) const { return {bytes_.data() + span.offset, span.size}; }

    std::string bytes_;
    std::uint32_t json_size_ = 0;
    Header header_;
    std::vector<LabelSpan> labels_;
};

/// How objects are passed on: shared and never changed.
using SharedObject = std::shared_ptr<const EncodedObject>;

}  // namespace flotilla::kube
