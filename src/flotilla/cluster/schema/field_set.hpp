#pragma once
#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

/// Sets of field paths, as managedFields stores them (FieldsV1).
namespace flotilla::cluster {

/// One step of a path, as FieldsV1 writes it: `f:replicas` (a field), `k:{"name":"web"}` (an element of a
/// list by its keys), `v:"finalizer"` (an element of a set), `i:0` (an index). The JSON in it is compact with
/// sorted keys.
using PathElement = std::string;

PathElement field_element(std::string_view field);
PathElement value_element(const kube::Json& value);
PathElement index_element(std::size_t index);
/// Of a list's element by its keys, in any order.
PathElement key_element(std::vector<std::pair<std::string_view, const kube::Json*>> keys);

/// The step as people read it: `.replicas`, `[name="web"]`, `[="finalizer"]`, `[0]`.
std::string show_step(const PathElement& element);

/// A set of paths as a tree. A path and paths below it are members independently of each other.
class FieldSet {
public:
    struct Entry;

    FieldSet();
    FieldSet(const FieldSet&);
    FieldSet(FieldSet&&) noexcept;
    FieldSet& operator=(const FieldSet&);
    FieldSet& operator=(FieldSet&&) noexcept;
    ~FieldSet();

    /// From FieldsV1. Fails with InvalidArgument on keys that are no path elements.
    static Result<FieldSet> decode(const kube::Json& fields_v1);
    /// As FieldsV1: `{"f:spec":{"f:replicas":{}}}`; a member that has members below it has a "." beside them.
    [[nodiscard]] kube::Json encode() const;

    [[nodiscard]] bool empty() const;
    /// How many paths are members.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool has(const std::vector<PathElement>& path) const;
    void insert(const std::vector<PathElement>& path);
    /// The subtree below one step; null when nothing is there.
    [[nodiscard]] const FieldSet* below(std::string_view element) const;
    /// Whether the path of this one step is a member.
    [[nodiscard]] bool has_member(std::string_view element) const;
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

    /// For builders that walk an object: the entry of this step, with all that is below it; nothing is added
    /// when there is nothing.
    void add(PathElement element, bool member, FieldSet children);

    [[nodiscard]] FieldSet united(const FieldSet& other) const;
    [[nodiscard]] FieldSet intersected(const FieldSet& other) const;
    [[nodiscard]] FieldSet without(const FieldSet& other) const;
    /// Like `without`, and what is below a member of `other` goes too.
    [[nodiscard]] FieldSet without_subtrees(const FieldSet& other) const;
    /// Members that have no member below them.
    [[nodiscard]] FieldSet leaves() const;

    /// Each member as people write it: `.spec.containers[name="web"].image`, in order.
    [[nodiscard]] std::vector<std::string> paths() const;

    friend bool operator==(const FieldSet&, const FieldSet&);

private:
    Entry& entry(PathElement element);
    void append(const PathElement& element, bool member, FieldSet children);

    std::vector<Entry> entries_;  // sorted by element; none without members, be it below
};

struct FieldSet::Entry {
    PathElement element;
    bool member = false;
    FieldSet children;

    friend bool operator==(const Entry&, const Entry&) = default;
};

}  // namespace flotilla::cluster
