#include <algorithm>
#include <array>
#include <unordered_set>

#include <fmt/format.h>

#include "flotilla/cluster/schema/builtin_rules.hpp"
#include "flotilla/cluster/schema/validation/validation.hpp"
#include "flotilla/kube/api/quantity.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::cluster::validation {
namespace {

namespace json = boost::json;
using namespace detail;  // NOLINT(google-build-using-namespace): the makers of causes

constexpr std::int64_t kHighestPort = 65535;
constexpr std::string_view kPortRange = "must be between 1 and 65535, inclusive";

/// A place in the object, written out only when something is wrong there.
struct Place {
    const Place* parent = nullptr;
    std::string_view field;
    std::size_t index = 0;
    bool is_key = false;  // of a map

    [[nodiscard]] std::string text() const {
        const std::string before = parent == nullptr ? std::string{} : parent->text();
        if (field.empty()) {
            return parent == nullptr ? before : indexed(before, index);
        }
        return is_key ? keyed(before, field) : join(before, field);
    }
};

/// What one check is about.
struct Subject {
    const kube::Json* value = nullptr;  // null when the field is absent
    const kube::Json& argument;
    const Place& place;
    Causes& causes;

    [[nodiscard]] std::string path() const { return place.text(); }

    [[nodiscard]] bool is_empty() const {
        if (value == nullptr || value->is_null()) {
            return true;
        }
        if (value->is_string()) {
            return value->get_string().empty();
        }
        if (value->is_array()) {
            return value->get_array().empty();
        }
        return value->is_int64() && value->get_int64() == 0;
    }
    [[nodiscard]] std::string_view text() const {
        return value != nullptr && value->is_string() ? kube::text_of(value->get_string())
                                                      : std::string_view{};
    }
};

void check_required(const Subject& subject) {
    if (subject.is_empty()) {
        const json::string* detail = subject.argument.if_string();
        required(
            subject.causes, subject.path(), detail == nullptr ? std::string_view{} : kube::text_of(*detail)
        );
    }
}

template <kube::Complaints (*check)(std::string_view)>
void check_text(const Subject& subject) {
    if (subject.text().empty()) {
        return;
    }
    for (const std::string& complaint : check(subject.text())) {
        invalid(subject.causes, subject.path(), *subject.value, complaint);
    }
}

void check_port(const Subject& subject) {
    if (subject.is_empty()) {
        return;
    }
    const std::int64_t port = subject.value->is_int64() ? subject.value->get_int64() : 0;
    if (port < 1 || port > kHighestPort) {
        invalid(subject.causes, subject.path(), *subject.value, kPortRange);
    }
}

void check_port_or_name(const Subject& subject) {
    if (subject.value == nullptr) {
        return;
    }
    if (subject.value->is_string()) {
        for (const std::string& complaint : kube::check_port_name(subject.text())) {
            invalid(subject.causes, subject.path(), *subject.value, complaint);
        }
        return;
    }
    const std::int64_t port = subject.value->is_int64() ? subject.value->get_int64() : 0;
    if (port < 1 || port > kHighestPort) {
        invalid(subject.causes, subject.path(), *subject.value, kPortRange);
    }
}

void check_min(const Subject& subject) {
    const std::int64_t least = subject.argument.as_int64();
    if (subject.value != nullptr && subject.value->is_int64() && subject.value->get_int64() < least) {
        invalid(
            subject.causes,
            subject.path(),
            *subject.value,
            fmt::format("must be greater than or equal to {}", least)
        );
    }
}

void check_above(const Subject& subject) {
    const std::int64_t below = subject.argument.as_int64();
    if (subject.value != nullptr && subject.value->is_int64() && subject.value->get_int64() <= below) {
        invalid(
            subject.causes, subject.path(), *subject.value, fmt::format("must be greater than {}", below)
        );
    }
}

void check_between(const Subject& subject) {
    const std::int64_t least = subject.argument.as_array().at(0).as_int64();
    const std::int64_t most = subject.argument.as_array().at(1).as_int64();
    if (subject.value == nullptr || !subject.value->is_int64()) {
        return;
    }
    if (subject.value->get_int64() < least || subject.value->get_int64() > most) {
        invalid(
            subject.causes,
            subject.path(),
            *subject.value,
            fmt::format("must be between {} and {}, inclusive", least, most)
        );
    }
}

void check_one_of(const Subject& subject) {
    std::vector<std::string> supported;
    for (const kube::Json& each : subject.argument.as_array()) {
        supported.emplace_back(kube::text_of(each.as_string()));
    }
    if (subject.value != nullptr && std::ranges::find(supported, subject.text()) == supported.end()) {
        not_supported(subject.causes, subject.path(), *subject.value, supported);
    }
}

void check_unique(const Subject& subject) {
    const json::array* elements = subject.value == nullptr ? nullptr : subject.value->if_array();
    if (elements == nullptr) {
        return;
    }
    const std::string_view key = kube::text_of(subject.argument.as_string());
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < elements->size(); ++i) {
        const std::string_view text = kube::find_string((*elements)[i], {key}).value_or("");
        if (!text.empty() && !seen.insert(text).second) {
            const bool unique_path = key == "mountPath";
            const std::string path = join(indexed(subject.path(), i), key);
            unique_path ? invalid(subject.causes, path, kube::Json(text), "must be unique")
                        : duplicate(subject.causes, path, kube::Json(text));
        }
    }
}

void check_no_outer_space(const Subject& subject) {
    const std::string_view text = subject.text();
    if (!text.empty() && (text.front() == ' ' || text.back() == ' ')) {
        invalid(
            subject.causes, subject.path(), *subject.value, "must not have leading or trailing whitespace"
        );
    }
}

using Check = void (*)(const Subject&);

Check check_named(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Check>, 14> kChecks{{
        {"required", check_required},
        {"dns_label", check_text<kube::check_dns1123_label>},
        {"dns_subdomain", check_text<kube::check_dns1123_subdomain>},
        {"path_segment", check_text<kube::check_path_segment>},
        {"qualified_name", check_text<kube::check_qualified_name>},
        {"port_name", check_text<kube::check_port_name>},
        {"port", check_port},
        {"port_or_name", check_port_or_name},
        {"min", check_min},
        {"above", check_above},
        {"between", check_between},
        {"one_of", check_one_of},
        {"unique", check_unique},
        {"no_outer_space", check_no_outer_space},
    }};
    const auto* found = std::ranges::find(kChecks, name, &std::pair<std::string_view, Check>::first);
    FLOTILLA_ASSERT(found != kChecks.end());  // rules.json is part of the program
    return found->second;
}

void walk(const Schema& schema, const kube::Json& value, const Place& place, Causes& causes);

void check_struct(const Schema& schema, const json::object& object, const Place& place, Causes& causes) {
    if (schema.rules == nullptr) {
        return;
    }
    for (const FieldCheck& check : schema.rules->checks) {
        const Place at{&place, check.field, 0, false};
        check_named(check.check)({object.if_contains(check.field), check.argument, at, causes});
    }
}

void check_enumeration(const Schema& schema, const kube::Json& value, const Place& place, Causes& causes) {
    const json::string* text = value.if_string();
    if (text == nullptr || text->empty() ||
        std::ranges::find(schema.enumeration, kube::text_of(*text)) != schema.enumeration.end()) {
        return;
    }
    not_supported(causes, place.text(), value, {schema.enumeration.begin(), schema.enumeration.end()});
}

/// The table names the supported values in an order of its own.
bool has_own_order(const Schema& schema, std::string_view field) {
    return schema.rules != nullptr &&
           std::ranges::any_of(schema.rules->checks, [field](const FieldCheck& check) {
               return check.field == field && check.check == "one_of";
           });
}

void walk(const Schema& schema, const kube::Json& value, const Place& place, Causes& causes) {
    if (!schema.enumeration.empty()) {
        check_enumeration(schema, value, place, causes);
    }
    if (const json::object* object = value.if_object()) {
        check_struct(schema, *object, place, causes);
        for (const auto& [name, child] : *object) {
            const bool is_status = place.parent == nullptr && (name == "status" || name == "metadata");
            const Schema* known = schema.child(name);
            const bool has_checks =
                known != nullptr && (child.is_structured() || !known->enumeration.empty());
            if (is_status || !has_checks || (child.is_string() && has_own_order(schema, name))) {
                continue;
            }
            walk(*known, child, {&place, name, 0, schema.shape == Shape::Map}, causes);
        }
    } else if (const json::array* list = value.if_array(); list != nullptr && schema.element != nullptr) {
        for (std::size_t i = 0; i < list->size(); ++i) {
            walk(*schema.element, (*list)[i], {&place, {}, i, false}, causes);
        }
    }
}

}  // namespace

void check_tables(const Schema& schema, const kube::Json& object, Causes& causes) {
    walk(schema, object, Place{}, causes);
}

}  // namespace flotilla::cluster::validation
