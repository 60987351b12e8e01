#include "flotilla/kube/api/object_list.hpp"

#include <algorithm>

#include "flotilla/kube/api/detail/json_text.hpp"
#include "flotilla/kube/api/detail/object_skimmer.hpp"

namespace flotilla::kube {
namespace {

/// Whether a list's kind or apiVersion may be put before its items as it is.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
               c == '/' || c == '-';
    });
}

class ListReader {
public:
    explicit ListReader(std::string_view body) : body_{body}, scanner_{body} {}

    Result<ObjectList> read() {
        detail::JsonScanner::Text key;
        scanner_.enter_object();
        while (scanner_.next_member(key)) {
            FLOTILLA_CHECK(member(key.raw));
        }
        if (!scanner_.ok() || !scanner_.expect_end()) {
            return tl::unexpected{scanner_.error()};
        }
        if (!items_) {
            return fail(ErrorCode::InvalidArgument, "no list: it has no items");
        }
        if (!names_a_list()) {
            return fail(ErrorCode::InvalidArgument, fmt::format("no list: its kind is \"{}\"", list_.kind));
        }
        if (item_type_ != type()) {  // it was named behind the items
            detail::JsonScanner again{body_.substr(*items_)};
            FLOTILLA_CHECK(read_items(again));
        }
        return std::move(list_);
    }

private:
    Result<void> member(std::string_view key) {
        if (key == "kind") {
            return text(list_.kind);
        }
        if (key == "apiVersion") {
            return text(list_.api_version);
        }
        if (key == "metadata") {
            return metadata();
        }
        if (key == "items") {
            return items();
        }
        scanner_.skip_value(1);
        return {};
    }

    /// Reads the items where they stand when their type is known, as it is in what API servers send; else
    /// passes over them.
    Result<void> items() {
        scanner_.peek();
        items_ = scanner_.position();
        item_type_.clear();
        if (!list_.api_version.empty() && names_a_list()) {
            return read_items(scanner_);
        }
        scanner_.skip_value(1);
        return {};
    }

    [[nodiscard]] bool names_a_list() const {
        return std::string_view{list_.kind}.ends_with("List") && is_plain(list_.kind) &&
               is_plain(list_.api_version);
    }

    [[nodiscard]] std::string type() const { return list_.api_version + " " + list_.kind; }

    Result<void> text(std::string& out) {
        detail::JsonScanner::Text raw;
        out.clear();
        if (scanner_.read_text(raw)) {
            detail::append_unescaped(out, raw.raw);
        }
        return {};
    }

    Result<void> metadata() {
        const std::size_t from = scanner_.position();
        if (!scanner_.skip_value(1)) {
            return {};
        }
        FLOTILLA_TRY(const Json json, parse_json(body_.substr(from, scanner_.position() - from)));
        list_.resource_version = find_string(json, {"resourceVersion"}).value_or("");
        list_.continue_token = find_string(json, {"continue"}).value_or("");
        list_.remaining_item_count = find_int(json, {"remainingItemCount"});
        return {};
    }

    Result<void> read_items(detail::JsonScanner& scanner) {
        item_type_ = type();
        list_.items.clear();
        if (scanner.peek() == 'n') {
            scanner.skip_value(1);  // Go writes an empty list as null
            return {};
        }
        const std::string_view kind = std::string_view{list_.kind}.substr(0, list_.kind.size() - 4);
        scanner.enter_array();
        while (scanner.next_element()) {
            auto item = detail::ObjectSkimmer::take(scanner, {list_.api_version, kind});
            if (!item) {
                return with_context(std::move(item).error(), fmt::format("items[{}]", list_.items.size()));
            }
            list_.items.push_back(std::move(*item));
        }
        return scanner.ok() ? Result<void>{} : tl::unexpected{scanner.error()};
    }

    std::string_view body_;
    detail::JsonScanner scanner_;
    ObjectList list_;
    std::optional<std::size_t> items_;
    std::string item_type_;  // what the items were read as
};

}  // namespace

Result<ObjectList> decode_list(std::string_view body) {
    return ListReader{body}.read();
}

std::string encode_list(const ObjectList& list) {
    std::string out = "{\"kind\":";
    append_json_string(out, list.kind);
    out += ",\"apiVersion\":";
    append_json_string(out, list.api_version);
    out += ",\"metadata\":{\"resourceVersion\":";
    append_json_string(out, list.resource_version);
    if (!list.continue_token.empty()) {
        out += ",\"continue\":";
        append_json_string(out, list.continue_token);
    }
    if (list.remaining_item_count) {
        out += fmt::format(",\"remainingItemCount\":{}", *list.remaining_item_count);
    }
    out += "},\"items\":[";
    for (const SharedObject& item : list.items) {
        if (out.back() != '[') {
            out += ',';
        }
        out += item->json();
    }
    out += "]}";
    return out;
}

}  // namespace flotilla::kube
