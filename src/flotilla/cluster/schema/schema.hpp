#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The type of a value of the API, as a node of a graph. Built-in kinds and custom resources have the same
/// nodes, so that pruning, merging, field ownership and OpenAPI are written once.
namespace flotilla::cluster {

/// What JSON value a field takes.
enum class Shape : std::uint8_t {
    Any,     ///< whatever is there is kept as it is
    Object,  ///< named fields; perhaps `element` for the others
    Map,     ///< string to `element`
    List,    ///< of `element`
    String,
    Integer,
    Number,
    Boolean,
    IntOrString,
    Quantity,  ///< a string, or a number that is taken for one
};

/// How a string or a number is to be read.
enum class Format : std::uint8_t { None, Int32, Int64, Double, Byte, DateTime, MicroTime, Other };

/// How the elements of a list belong together, for server-side apply and for uniqueness.
enum class ListType : std::uint8_t { Atomic, Set, Map };

/// How a strategic merge patch treats a field.
struct PatchStrategy {
    bool merge = false;          ///< elements are merged instead of replaced
    bool replace = false;        ///< the map is replaced as a whole
    bool retain_keys = false;    ///< `$retainKeys` is meaningful here
    std::string_view merge_key;  ///< of lists of objects; empty for lists of primitives

    friend bool operator==(const PatchStrategy&, const PatchStrategy&) = default;
};

struct Schema;
struct Constraints;   // constraints.hpp
struct BuiltinRules;  // builtin_rules.hpp

struct SchemaField {
    std::string_view name;
    const Schema* schema = nullptr;
};

/// One node. Owned by a SchemaArena, immutable once its graph is built, safe across threads. Cycles are
/// possible (JSONSchemaProps holds itself).
struct Schema {
    Shape shape = Shape::Any;
    Format format = Format::None;
    ListType list_type = ListType::Atomic;
    bool atomic_map = false;  ///< an object or map that has one owner as a whole
    bool nullable = false;
    bool preserve_unknown = false;   ///< fields without a schema are kept
    bool embedded_resource = false;  ///< has apiVersion, kind and metadata of its own
    PatchStrategy patch;
    std::vector<SchemaField> fields;  ///< sorted by name
    const Schema* element = nullptr;  ///< of a list or a map
    std::vector<std::string_view> list_keys;
    std::vector<std::string_view> required;
    std::vector<std::string_view> enumeration;  ///< built-in kinds: the strings that are allowed
    std::string_view name;  ///< of the definition, "io.k8s.api.core.v1.Pod"; empty for parts of one
    const Constraints* constraints = nullptr;  ///< custom resources: all that a value must fulfil
    const BuiltinRules* rules = nullptr;       ///< built-in structs: defaults and checks

    /// The named field's schema, else the element's for maps, else null (unknown field).
    [[nodiscard]] const Schema* child(std::string_view field) const;
    /// The named field's schema, null for anything that is not a named field.
    [[nodiscard]] const Schema* named(std::string_view field) const;
    /// The definition's last part: "Pod".
    [[nodiscard]] std::string_view short_name() const;
    [[nodiscard]] bool is_scalar() const { return shape >= Shape::String; }
};

}  // namespace flotilla::cluster
