#pragma once
#include <memory>
#include <string>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/schema/custom/cel.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::cluster::custom {

/// One node of an expression's tree.
struct CelExpression::Node {
    enum class Kind {
        Literal,    ///< `literal`
        Name,       ///< `name`: self, oldSelf, a macro's variable, the name of a type
        Field,      ///< children[0].name
        Index,      ///< children[0][children[1]]
        Unary,      ///< name: "!" or "-"
        Binary,     ///< name: the operator
        Condition,  ///< children[0] ? children[1] : children[2]
        List,       ///< children
        Map,        ///< children: key, value, key, value, …
        Has,        ///< has(children[0]), which is a Field
        Call,       ///< name(children…), or children[0].name(children[1]…) when `method`
        Macro,      ///< children[0].name(variable, children[1])
    };
    Kind kind = Kind::Literal;
    std::string name;
    std::string variable;
    bool method = false;
    kube::Json literal;
    std::vector<Node> children;
};

/// The tree of an expression; see CelExpression::parse.
Result<CelExpression::Node> parse_cel(std::string_view text);

/// Whether there is a function of this name for this many arguments (the receiver of a method counts).
bool is_cel_function(std::string_view name, std::size_t arguments);
Result<kube::Json> call_cel_function(std::string_view name, const std::vector<kube::Json>& arguments);
/// What CEL calls the type of a value: "int", "map", …
std::string_view cel_type(const kube::Json& value);
/// Numbers are equal by value, whatever their types.
bool cel_equal(const kube::Json& a, const kube::Json& b);
/// Below 0, 0, above 0; fails for what has no order.
Result<int> cel_compare(const kube::Json& a, const kube::Json& b);

}  // namespace flotilla::cluster::custom
