#include "flotilla/cluster/schema/field_set.hpp"

#include <algorithm>
#include <utility>

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

using Entries = std::vector<FieldSet::Entry>;

auto lower(const Entries& entries, std::string_view element) {
    return std::ranges::lower_bound(
        entries, element, {}, [](const FieldSet::Entry& entry) -> std::string_view { return entry.element; }
    );
}

/// The JSON behind "k:" or "v:" in the one form that we compare.
Result<std::string> canonical(std::string_view element) {
    FLOTILLA_TRY(kube::Json content, kube::parse_json(element.substr(2)));
    if (element[0] == 'v') {
        return "v:" + kube::to_json(content);
    }
    const json::object* keys = content.if_object();
    if (keys == nullptr) {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} holds no object of keys", element));
    }
    std::vector<std::pair<std::string_view, const kube::Json*>> sorted;
    for (const auto& [name, value] : *keys) {
        sorted.emplace_back(name, &value);
    }
    return key_element(std::move(sorted));
}

Result<PathElement> decode_element(std::string_view text) {
    if (text.size() < 2 || text[1] != ':') {
        return fail(ErrorCode::InvalidArgument, fmt::format("{} is no path element of FieldsV1", text));
    }
    switch (text[0]) {
        case 'f':
        case 'i':
            return PathElement{text};
        case 'k':
        case 'v':
            return canonical(text);
        default:
            return fail(ErrorCode::InvalidArgument, fmt::format("{} is no path element of FieldsV1", text));
    }
}

/// `{"name":"web","port":80}` as people read it: `[name="web",port=80]`.
std::string show_keys(std::string_view keys) {
    const Result<kube::Json> parsed = kube::parse_json(keys);
    if (!parsed || !parsed->is_object()) {
        return fmt::format("[{}]", keys);
    }
    std::string shown;
    for (const auto& [name, value] : parsed->get_object()) {
        shown += shown.empty() ? "" : ",";
        shown += fmt::format("{}={}", std::string_view{name}, kube::to_json(value));
    }
    return fmt::format("[{}]", shown);
}

void collect(const FieldSet& set, const std::string& prefix, std::vector<std::string>& into) {
    for (const FieldSet::Entry& entry : set.entries()) {
        const std::string path = prefix + show_step(entry.element);
        if (entry.member) {
            into.push_back(path);
        }
        collect(entry.children, path, into);
    }
}

}  // namespace

std::string show_step(const PathElement& element) {
    const std::string_view content = std::string_view{element}.substr(2);
    switch (element[0]) {
        case 'f':
            return fmt::format(".{}", content);
        case 'k':
            return show_keys(content);
        case 'v':
            return fmt::format("[={}]", content);
        default:
            return fmt::format("[{}]", content);
    }
}

PathElement field_element(std::string_view field) {
    PathElement element;
    element.reserve(field.size() + 2);
    element += "f:";
    element += field;
    return element;
}

PathElement value_element(const kube::Json& value) {
    return "v:" + kube::to_json(value);
}

PathElement index_element(std::size_t index) {
    return fmt::format("i:{}", index);
}

PathElement key_element(std::vector<std::pair<std::string_view, const kube::Json*>> keys) {
    std::ranges::sort(keys, {}, &std::pair<std::string_view, const kube::Json*>::first);
    PathElement element = "k:{";
    for (const auto& [name, value] : keys) {
        element += element.size() > 3 ? "," : "";
        kube::append_json_string(element, name);
        element += ':';
        kube::append_json(element, *value);
    }
    element += '}';
    return element;
}

FieldSet::FieldSet() = default;
FieldSet::FieldSet(const FieldSet&) = default;
FieldSet::FieldSet(FieldSet&&) noexcept = default;
FieldSet& FieldSet::operator=(const FieldSet&) = default;
FieldSet& FieldSet::operator=(FieldSet&&) noexcept = default;
FieldSet::~FieldSet() = default;

bool operator==(const FieldSet& a, const FieldSet& b) {
    return a.entries_ == b.entries_;
}

Result<FieldSet> FieldSet::decode(const kube::Json& fields_v1) {
    const json::object* fields = fields_v1.if_object();
    if (fields == nullptr) {
        return fail(ErrorCode::InvalidArgument, "FieldsV1 is an object");
    }
    FieldSet set;
    set.entries_.reserve(fields->size());
    for (const auto& [name, below] : *fields) {
        if (name == ".") {
            continue;  // told by the level above
        }
        FLOTILLA_TRY(PathElement element, decode_element(name));
        FLOTILLA_TRY(FieldSet children, decode(below));
        const json::object& content = below.get_object();
        const bool member = content.empty() || content.contains(".");
        set.entries_.push_back({std::move(element), member, std::move(children)});
    }
    std::ranges::sort(set.entries_, {}, &Entry::element);
    const auto twice = std::ranges::adjacent_find(set.entries_, {}, &Entry::element);
    if (twice != set.entries_.end()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("FieldsV1 has {} twice", twice->element));
    }
    return set;
}

kube::Json FieldSet::encode() const {
    json::object result;
    result.reserve(entries_.size());
    for (const Entry& entry : entries_) {
        kube::Json below = entry.children.encode();
        if (entry.member && !entry.children.empty()) {
            below.get_object().emplace(".", json::object{});
        }
        result.emplace(entry.element, std::move(below));
    }
    return result;
}

bool FieldSet::empty() const {
    return std::ranges::none_of(entries_, [](const Entry& entry) {
        return entry.member || !entry.children.empty();
    });
}

std::size_t FieldSet::size() const {
    std::size_t count = 0;
    for (const Entry& entry : entries_) {
        count += (entry.member ? 1U : 0U) + entry.children.size();
    }
    return count;
}

bool FieldSet::has(const std::vector<PathElement>& path) const {
    const FieldSet* set = this;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto found = lower(set->entries_, path[i]);
        if (found == set->entries_.end() || found->element != path[i]) {
            return false;
        }
        if (i + 1 == path.size()) {
            return found->member;
        }
        set = &found->children;
    }
    return false;
}

void FieldSet::insert(const std::vector<PathElement>& path) {
    FieldSet* set = this;
    for (std::size_t i = 0; i < path.size(); ++i) {
        Entry& found = set->entry(path[i]);
        if (i + 1 == path.size()) {
            found.member = true;
        }
        set = &found.children;
    }
}

const FieldSet* FieldSet::below(std::string_view element) const {
    const auto found = lower(entries_, element);
    return found != entries_.end() && found->element == element ? &found->children : nullptr;
}

bool FieldSet::has_member(std::string_view element) const {
    const auto found = lower(entries_, element);
    return found != entries_.end() && found->element == element && found->member;
}

FieldSet::Entry& FieldSet::entry(PathElement element) {
    const auto found = lower(entries_, element);
    if (found != entries_.end() && found->element == element) {
        return entries_[static_cast<std::size_t>(found - entries_.begin())];
    }
    return *entries_.insert(found, Entry{std::move(element), false, {}});
}

void FieldSet::add(PathElement element, bool member, FieldSet children) {
    if (member || !children.entries_.empty()) {
        Entry& added = entry(std::move(element));
        added.member = added.member || member;
        added.children = std::move(children);
    }
}

FieldSet FieldSet::united(const FieldSet& other) const {
    FieldSet result;
    result.entries_.reserve(std::max(entries_.size(), other.entries_.size()));
    auto a = entries_.begin();
    auto b = other.entries_.begin();
    while (a != entries_.end() || b != other.entries_.end()) {
        if (b == other.entries_.end() || (a != entries_.end() && a->element < b->element)) {
            result.entries_.push_back(*a++);
        } else if (a == entries_.end() || b->element < a->element) {
            result.entries_.push_back(*b++);
        } else {
            result.entries_.push_back({a->element, a->member || b->member, a->children.united(b->children)});
            ++a;
            ++b;
        }
    }
    return result;
}

FieldSet FieldSet::intersected(const FieldSet& other) const {
    FieldSet result;
    for (const Entry& entry : entries_) {
        const auto found = lower(other.entries_, entry.element);
        if (found != other.entries_.end() && found->element == entry.element) {
            result.append(
                entry.element, entry.member && found->member, entry.children.intersected(found->children)
            );
        }
    }
    return result;
}

FieldSet FieldSet::without(const FieldSet& other) const {
    FieldSet result;
    for (const Entry& entry : entries_) {
        const auto found = lower(other.entries_, entry.element);
        if (found != other.entries_.end() && found->element == entry.element) {
            result.append(
                entry.element, entry.member && !found->member, entry.children.without(found->children)
            );
        } else {
            result.append(entry.element, entry.member, entry.children);
        }
    }
    return result;
}

FieldSet FieldSet::without_subtrees(const FieldSet& other) const {
    FieldSet result;
    for (const Entry& entry : entries_) {
        const auto found = lower(other.entries_, entry.element);
        if (found == other.entries_.end() || found->element != entry.element) {
            result.append(entry.element, entry.member, entry.children);
        } else if (!found->member) {
            result.append(entry.element, entry.member, entry.children.without_subtrees(found->children));
        }
    }
    return result;
}

FieldSet FieldSet::leaves() const {
    FieldSet result;
    for (const Entry& entry : entries_) {
        result.append(entry.element, entry.member && entry.children.empty(), entry.children.leaves());
    }
    return result;
}

void FieldSet::append(const PathElement& element, bool member, FieldSet children) {
    if (member || !children.entries_.empty()) {
        entries_.push_back({element, member, std::move(children)});
    }
}

std::vector<std::string> FieldSet::paths() const {
    std::vector<std::string> result;
    collect(*this, "", result);
    return result;
}

}  // namespace flotilla::cluster
