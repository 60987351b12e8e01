#include "flotilla/kube/api/patch/json_patch.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace flotilla::kube {
namespace {

using Kind = JsonPatchError::Kind;
using Tokens = std::vector<std::string>;
/// What went wrong with one operation; empty when nothing did.
using Failure = std::optional<std::string>;

/// Numbers by value, so that 1 is 1.0.
bool is_same(const Json& a, const Json& b) {
    if (a.is_number() && b.is_number()) {
        return a == b || a.to_number<double>() == b.to_number<double>();
    }
    if (a.is_array() && b.is_array()) {
        const JsonArray& x = a.get_array();
        const JsonArray& y = b.get_array();
        return std::equal(x.begin(), x.end(), y.begin(), y.end(), is_same);
    }
    if (a.is_object() && b.is_object()) {
        const JsonObject& x = a.get_object();
        const JsonObject& y = b.get_object();
        return x.size() == y.size() && std::all_of(x.begin(), x.end(), [&y](const auto& member) {
                   const Json* other = y.if_contains(member.key());
                   return other != nullptr && is_same(member.value(), *other);
               });
    }
    return a == b;
}

std::size_t depth_of(const Json& value) {
    std::size_t deepest = 0;
    if (const JsonArray* array = value.if_array()) {
        for (const Json& element : *array) {
            deepest = std::max(deepest, depth_of(element));
        }
        return deepest + 1;
    }
    if (const JsonObject* object = value.if_object()) {
        for (const auto& member : *object) {
            deepest = std::max(deepest, depth_of(member.value()));
        }
        return deepest + 1;
    }
    return 0;
}

/// The tokens of a JSON pointer, or nothing when it does not start with a slash.
std::optional<Tokens> parse_pointer(std::string_view pointer) {
    Tokens out;
    if (!pointer.empty() && pointer.front() != '/') {
        return std::nullopt;
    }
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            out.emplace_back();
        } else if (pointer[i] == '~' && i + 1 < pointer.size() &&
                   (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
            out.back() += pointer[++i] == '0' ? '~' : '/';
        } else {
            out.back() += pointer[i];
        }
    }
    return out;
}

/// Where in an array of `size` a token points to, `size` itself allowed for the place behind the last.
std::optional<std::size_t> index_of(std::string_view token, std::size_t size) {
    if (token.starts_with('+') && !token.starts_with("+-")) {
        token.remove_prefix(1);  // as Go's Atoi does
    }
    long long index = 0;
    const auto [stop, failure] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (failure != std::errc{} || stop != token.data() + token.size()) {
        return std::nullopt;
    }
    const auto length = static_cast<long long>(size);
    index += index < 0 ? length : 0;
    return index < 0 || index > length ? std::nullopt : std::optional{static_cast<std::size_t>(index)};
}

const Json* child(const Json& parent, std::string_view token) {
    if (const JsonObject* object = parent.if_object()) {
        return object->if_contains(token);
    }
    if (const JsonArray* array = parent.if_array()) {
        const auto index = index_of(token, array->size());
        return index && *index < array->size() ? &(*array)[*index] : nullptr;
    }
    return nullptr;
}

const Json* at(const Json& root, const Tokens& path, std::size_t count) {
    const Json* place = &root;
    for (std::size_t i = 0; i < count && place != nullptr; ++i) {
        place = child(*place, path[i]);
    }
    return place;
}

Json* parent_of(Json& root, const Tokens& path) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): root is ours
    return const_cast<Json*>(at(root, path, path.size() - 1));
}

/// One list of operations on one document.
class Patcher {
public:
    explicit Patcher(const Json& target) : document_(target) {}

    /// Reads and applies one operation.
    Failure apply(const Json& operation) {
        const auto op = find_string(operation, {"op"});
        const auto path = pointer(operation, "path");
        if (!op || !path) {
            return "operation missing op or path field, or its path does not start with a slash";
        }
        if (*op == "remove") {
            return remove(*path);
        }
        if (*op == "move" || *op == "copy") {
            const auto from = pointer(operation, "from");
            if (!from) {
                return fmt::format("{} operation missing from field", *op);
            }
            return *op == "move" ? move(*from, *path) : copy(*from, *path);
        }
        const Json* value = find(operation, {"value"});
        if (*op == "test") {
            return test(*path, value == nullptr ? Json() : *value);
        }
        if (*op != "add" && *op != "replace") {
            return fmt::format("Unexpected kind: {}", *op);
        }
        if (value == nullptr) {
            return fmt::format("{} operation missing value field", *op);
        }
        return *op == "add" ? add(*path, *value) : replace(*path, *value);
    }

    Json take() { return std::move(document_); }

private:
    static std::optional<Tokens> pointer(const Json& operation, std::string_view field) {
        const auto text = find_string(operation, {field});
        return text ? parse_pointer(*text) : std::nullopt;
    }

    static std::string missing(std::string_view op, const Tokens& path) {
        return fmt::format(
            "{} operation does not apply: doc is missing path: \"/{}\": missing value",
            op,
            fmt::join(path, "/")
        );
    }

    Failure add(const Tokens& path, Json value) {
        if (path.size() + depth_of(value) > kMaxJsonDepth) {
            return "add operation does not apply: the document would be nested too deep";
        }
        if (path.empty()) {
            document_ = std::move(value);
            return {};
        }
        Json* parent = parent_of(document_, path);
        if (parent != nullptr && parent->is_object()) {
            parent->get_object()[path.back()] = std::move(value);
            return {};
        }
        if (parent == nullptr || !parent->is_array()) {
            return missing("add", path);
        }
        JsonArray& array = parent->get_array();
        // An index counts from behind the last element here, and -1 means the end.
        const bool is_negative = path.back().size() > 1 && path.back().front() == '-';
        auto index = path.back() == "-" ? std::optional{array.size()}
                                        : index_of(path.back(), array.size() + (is_negative ? 1 : 0));
        if (!index || *index > array.size()) {
            return fmt::format(
                "error in add: Unable to access invalid index: {}: invalid index referenced", path.back()
            );
        }
        array.insert(array.begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
        return {};
    }

    Failure remove(const Tokens& path) {
        if (path.empty()) {
            return "remove operation does not apply to the whole document";
        }
        Json* parent = parent_of(document_, path);
        if (parent == nullptr || child(*parent, path.back()) == nullptr) {
            return missing("remove", path);
        }
        if (parent->is_object()) {
            parent->get_object().erase(path.back());
            return {};
        }
        JsonArray& array = parent->get_array();
        array.erase(array.begin() + static_cast<std::ptrdiff_t>(*index_of(path.back(), array.size())));
        return {};
    }

    /// Upstream sets a key that is not there, too; an index must be there.
    Failure replace(const Tokens& path, const Json& value) {
        if (path.empty() && !value.is_structured()) {
            return "replace operation value must be object or array";
        }
        if (lacks_key(path)) {
            return add(path, value);
        }
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): ours
        Json* place = const_cast<Json*>(at(document_, path, path.size()));
        if (place == nullptr) {
            return missing("replace", path);
        }
        if (path.size() + depth_of(value) > kMaxJsonDepth) {
            return "replace operation does not apply: the document would be nested too deep";
        }
        *place = value;
        return {};
    }

    Failure move(const Tokens& from, const Tokens& path) {
        const Json* source = at(document_, from, from.size());
        if (source == nullptr) {
            return missing("move", from);
        }
        const Json value(*source);
        if (Failure failure = remove(from)) {
            return failure;
        }
        return add(path, value);
    }

    /// Upstream copies a key that is not there as null.
    Failure copy(const Tokens& from, const Tokens& path) {
        if (lacks_key(from)) {
            return add(path, nullptr);
        }
        const Json* source = at(document_, from, from.size());
        if (source == nullptr) {
            return missing("copy", from);
        }
        copied_ += to_json(*source).size();
        if (copied_ > kMaxJsonPatchCopy) {
            return fmt::format("copy operations of more than {} bytes in one patch", kMaxJsonPatchCopy);
        }
        return add(path, *source);
    }

    /// As upstream: a key that is not there equals null.
    Failure test(const Tokens& path, const Json& wanted) {
        const Json* found = at(document_, path, path.size());
        const bool absent = lacks_key(path);
        if (found == nullptr && !absent) {
            return missing("test", path);
        }
        const bool passes = absent ? wanted.is_null() : is_same(*found, wanted);
        return passes ? Failure{}
                      : fmt::format("testing value /{} failed: test failed", fmt::join(path, "/"));
    }

    /// Whether the path leads to an object that has no such key.
    [[nodiscard]] bool lacks_key(const Tokens& path) const {
        const Json* parent = path.empty() ? nullptr : at(document_, path, path.size() - 1);
        return parent != nullptr && parent->is_object() && !parent->get_object().contains(path.back());
    }

    Json document_;
    std::size_t copied_ = 0;
};

}  // namespace

tl::expected<Json, JsonPatchError> try_json_patch(const Json& target, const Json& patch) {
    const JsonArray* operations = patch.if_array();
    if (operations == nullptr) {
        return tl::unexpected{JsonPatchError{Kind::Malformed, "a JSON patch is a list of operations"}};
    }
    if (operations->size() > kMaxJsonPatchOperations) {
        return tl::unexpected{JsonPatchError{
            Kind::TooLarge,
            fmt::format(
                "The allowed maximum operations in a JSON patch is {}, got {}",
                kMaxJsonPatchOperations,
                operations->size()
            )
        }};
    }
    if (!std::all_of(operations->begin(), operations->end(), [](const Json& one) {
            return one.is_object();
        })) {
        return tl::unexpected{JsonPatchError{Kind::Malformed, "an operation of a JSON patch is an object"}};
    }
    Patcher patcher{target};
    for (const Json& operation : *operations) {
        if (Failure failure = patcher.apply(operation)) {
            return tl::unexpected{JsonPatchError{Kind::Inapplicable, std::move(*failure)}};
        }
    }
    return patcher.take();
}

Result<Json> apply_json_patch(const Json& target, const Json& patch) {
    auto patched = try_json_patch(target, patch);
    if (!patched) {
        return fail(ErrorCode::InvalidArgument, std::move(patched).error().message);
    }
    return std::move(*patched);
}

}  // namespace flotilla::kube
