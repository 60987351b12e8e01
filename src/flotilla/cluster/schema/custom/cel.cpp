#include "flotilla/cluster/schema/custom/cel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "flotilla/cluster/schema/custom/cel_node.hpp"

namespace flotilla::cluster::custom {
namespace {

namespace json = boost::json;
using Node = CelExpression::Node;

constexpr std::int64_t kMostSteps = 100'000;

tl::unexpected<Error> wrong(std::string message) {
    return fail(ErrorCode::InvalidArgument, std::move(message));
}

/// A value that is part of the object, or that the evaluation made.
class Value {
public:
    explicit Value(const kube::Json* part) : view_{part} {}
    explicit Value(kube::Json made)
        : made_{std::make_shared<const kube::Json>(std::move(made))}, view_{made_.get()} {}
    /// A part of another value.
    Value(const Value& whole, const kube::Json* part) : made_{whole.made_}, view_{part} {}

    const kube::Json& operator*() const { return *view_; }
    const kube::Json* operator->() const { return view_; }

private:
    std::shared_ptr<const kube::Json> made_;
    const kube::Json* view_;
};

class Evaluation {
public:
    Evaluation(const kube::Json& self, const kube::Json* old_self) {
        scope_.emplace_back("self", Value{&self});
        if (old_self != nullptr) {
            scope_.emplace_back("oldSelf", Value{old_self});
        }
    }

    Result<Value> evaluate(const Node& node) {
        if (++steps_ > kMostSteps) {
            return wrong("the expression takes too many steps");
        }
        switch (node.kind) {
            case Node::Kind::Literal:
                return Value{&node.literal};
            case Node::Kind::Name:
                return name(node.name);
            case Node::Kind::Field:
                return field(node);
            case Node::Kind::Index:
                return index(node);
            case Node::Kind::Unary:
                return unary(node);
            case Node::Kind::Binary:
                return binary(node);
            case Node::Kind::Condition: {
                FLOTILLA_TRY(const bool yes, truth(node.children[0]));
                return evaluate(node.children[yes ? 1 : 2]);
            }
            case Node::Kind::List:
                return list(node);
            case Node::Kind::Map:
                return map(node);
            case Node::Kind::Has: {
                FLOTILLA_TRY(const Value holder, evaluate(node.children[0].children[0]));
                return Value{
                    kube::Json(holder->is_object() && holder->get_object().contains(node.children[0].name))
                };
            }
            case Node::Kind::Call:
                return call(node);
            case Node::Kind::Macro:
                return macro(node);
        }
        return wrong("unknown expression");
    }

private:
    Result<bool> truth(const Node& node) {
        FLOTILLA_TRY(const Value value, evaluate(node));
        return value->is_bool() ? Result<bool>{value->get_bool()} : Result<bool>{wrong("no such overload")};
    }

    Result<Value> name(const std::string& name) {
        for (auto entry = scope_.rbegin(); entry != scope_.rend(); ++entry) {
            if (entry->first == name) {
                return entry->second;
            }
        }
        constexpr std::array<std::string_view, 7> kTypes{
            "int", "double", "string", "bool", "list", "map", "null_type"
        };
        if (std::ranges::find(kTypes, name) != kTypes.end()) {
            return Value{kube::Json(name)};
        }
        return wrong(fmt::format("undeclared reference to '{}'", name));
    }

    Result<Value> field(const Node& node) {
        FLOTILLA_TRY(const Value holder, evaluate(node.children[0]));
        const json::object* object = holder->if_object();
        const kube::Json* found = object == nullptr ? nullptr : object->if_contains(node.name);
        return found == nullptr ? Result<Value>{wrong(fmt::format("no such key: {}", node.name))}
                                : Result<Value>{Value{holder, found}};
    }

    Result<Value> index(const Node& node) {
        FLOTILLA_TRY(const Value holder, evaluate(node.children[0]));
        FLOTILLA_TRY(const Value key, evaluate(node.children[1]));
        if (holder->is_object() && key->is_string()) {
            const kube::Json* found = holder->get_object().if_contains(key->get_string());
            return found == nullptr
                       ? Result<Value>{wrong(fmt::format("no such key: {}", kube::text_of(key->get_string())))
                         }
                       : Result<Value>{Value{holder, found}};
        }
        const auto place = kube::whole_number(*key);
        if (!holder->is_array() || !place) {
            return wrong("no such overload");
        }
        if (*place < 0 || static_cast<std::size_t>(*place) >= holder->get_array().size()) {
            return wrong(fmt::format("index out of bounds: {}", *place));
        }
        return Value{holder, &holder->get_array()[static_cast<std::size_t>(*place)]};
    }

    Result<Value> unary(const Node& node) {
        FLOTILLA_TRY(const Value operand, evaluate(node.children[0]));
        if (node.name == "!" && operand->is_bool()) {
            return Value{kube::Json(!operand->get_bool())};
        }
        if (node.name == "-" && operand->is_double()) {
            return Value{kube::Json(-operand->get_double())};
        }
        if (node.name == "-" && operand->is_int64() &&
            operand->get_int64() != std::numeric_limits<std::int64_t>::min()) {
            return Value{kube::Json(-operand->get_int64())};
        }
        return wrong("no such overload");
    }

    Result<Value> binary(const Node& node) {
        if (node.name == "&&" || node.name == "||") {
            return logical(node, node.name == "||");
        }
        FLOTILLA_TRY(const Value left, evaluate(node.children[0]));
        FLOTILLA_TRY(const Value right, evaluate(node.children[1]));
        if (node.name == "==" || node.name == "!=") {
            return Value{kube::Json(cel_equal(*left, *right) == (node.name == "=="))};
        }
        if (node.name == "in") {
            return contained(*left, *right);
        }
        constexpr std::string_view kOrders = "<>";
        if (kOrders.find(node.name[0]) != std::string_view::npos) {
            FLOTILLA_TRY(const int order, cel_compare(*left, *right));
            const bool equal = node.name.size() == 2 && order == 0;
            return Value{kube::Json(equal || (node.name[0] == '<' ? order < 0 : order > 0))};
        }
        return arithmetic(node.name[0], *left, *right);
    }

    /// An error on one side does not count when the other side decides.
    Result<Value> logical(const Node& node, bool decisive) {
        const Result<bool> left = truth(node.children[0]);
        if (left && *left == decisive) {
            return Value{kube::Json(decisive)};
        }
        const Result<bool> right = truth(node.children[1]);
        if (right && *right == decisive) {
            return Value{kube::Json(decisive)};
        }
        if (!left || !right) {
            return tl::unexpected<Error>{left ? right.error() : left.error()};
        }
        return Value{kube::Json(!decisive)};
    }

    Result<Value> contained(const kube::Json& element, const kube::Json& holder) {
        if (holder.is_object() && element.is_string()) {
            return Value{kube::Json(holder.get_object().contains(element.get_string()))};
        }
        if (!holder.is_array()) {
            return wrong("no such overload");
        }
        steps_ += static_cast<std::int64_t>(holder.get_array().size());
        return Value{kube::Json(std::ranges::any_of(holder.get_array(), [&](const kube::Json& each) {
            return cel_equal(each, element);
        }))};
    }

    static Result<Value> arithmetic(char sign, const kube::Json& left, const kube::Json& right) {
        if (sign == '+' && left.is_string() && right.is_string()) {
            return Value{kube::Json(
                std::string{kube::text_of(left.get_string())} + std::string{kube::text_of(right.get_string())}
            )};
        }
        if (sign == '+' && left.is_array() && right.is_array()) {
            json::array joined = left.get_array();
            joined.insert(joined.end(), right.get_array().begin(), right.get_array().end());
            return Value{kube::Json(std::move(joined))};
        }
        if (left.is_int64() && right.is_int64()) {
            return whole(sign, left.get_int64(), right.get_int64());
        }
        if (!left.is_double() || !right.is_double() || sign == '%') {
            return wrong("no such overload");
        }
        const double a = left.get_double();
        const double b = right.get_double();
        return Value{kube::Json(sign == '+' ? a + b : (sign == '-' ? a - b : (sign == '*' ? a * b : a / b)))};
    }

    static Result<Value> whole(char sign, std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        bool overflow = false;
        if (sign == '/' || sign == '%') {
            if (b == 0) {
                return wrong(sign == '/' ? "division by zero" : "modulus by zero");
            }
            overflow = a == std::numeric_limits<std::int64_t>::min() && b == -1;
            result = overflow ? 0 : (sign == '/' ? a / b : a % b);
        } else if (sign == '+') {
            overflow = __builtin_add_overflow(a, b, &result);
        } else if (sign == '-') {
            overflow = __builtin_sub_overflow(a, b, &result);
        } else {
            overflow = __builtin_mul_overflow(a, b, &result);
        }
        return overflow ? Result<Value>{wrong("return error for overflow")}
                        : Result<Value>{Value{kube::Json(result)}};
    }

    Result<Value> list(const Node& node) {
        json::array elements;
        for (const Node& child : node.children) {
            FLOTILLA_TRY(const Value element, evaluate(child));
            elements.push_back(*element);
        }
        return Value{kube::Json(std::move(elements))};
    }

    Result<Value> map(const Node& node) {
        json::object entries;
        for (std::size_t i = 0; i + 1 < node.children.size(); i += 2) {
            FLOTILLA_TRY(const Value key, evaluate(node.children[i]));
            FLOTILLA_TRY(const Value value, evaluate(node.children[i + 1]));
            if (!key->is_string()) {
                return wrong("the keys of maps are strings");
            }
            entries.insert_or_assign(key->get_string(), *value);
        }
        return Value{kube::Json(std::move(entries))};
    }

    Result<Value> call(const Node& node) {
        std::vector<kube::Json> arguments;
        for (const Node& child : node.children) {
            FLOTILLA_TRY(const Value argument, evaluate(child));
            arguments.push_back(*argument);
        }
        FLOTILLA_TRY(kube::Json result, call_cel_function(node.name, arguments));
        return Value{std::move(result)};
    }

    /// The elements of a list, or the keys of a map.
    static Result<std::vector<Value>> elements_of(const Value& range) {
        std::vector<Value> elements;
        if (range->is_array()) {
            for (const kube::Json& element : range->get_array()) {
                elements.emplace_back(range, &element);
            }
        } else if (range->is_object()) {
            for (const auto& [key, value] : range->get_object()) {
                elements.emplace_back(kube::Json(key));
            }
        } else {
            return wrong("no such overload");
        }
        return elements;
    }

    Result<Value> macro(const Node& node) {
        FLOTILLA_TRY(const Value range, evaluate(node.children[0]));
        FLOTILLA_TRY(const std::vector<Value> elements, elements_of(range));
        json::array kept;
        std::size_t holding = 0;
        std::optional<Error> problem;
        for (const Value& element : elements) {
            scope_.emplace_back(node.variable, element);
            const Result<Value> result = evaluate(node.children[1]);
            scope_.pop_back();
            if (!result) {
                problem = result.error();
                continue;
            }
            const bool holds = (*result)->is_bool() && (*result)->get_bool();
            holding += holds ? 1U : 0U;
            if (node.name == "map") {
                charge(**result);
                kept.push_back(**result);
            } else if (node.name == "filter" && holds) {
                kept.push_back(*element);
            } else if ((node.name == "all" && !holds) || (node.name == "exists" && holds)) {
                return Value{kube::Json(holds)};
            }
        }
        if (problem) {
            return tl::unexpected<Error>{*problem};
        }
        if (node.name == "map" || node.name == "filter") {
            return Value{kube::Json(std::move(kept))};
        }
        return Value{kube::Json(node.name == "all" || (node.name == "exists_one" && holding == 1))};
    }

    /// Copies count as steps too, or nested maps would cost memory for nothing.
    void charge(const kube::Json& copied) {
        const std::size_t size = copied.is_array() ? copied.get_array().size()
                                                   : (copied.is_object() ? copied.get_object().size() : 0);
        steps_ += static_cast<std::int64_t>(size);
    }

    std::vector<std::pair<std::string, Value>> scope_;
    std::int64_t steps_ = 0;
};

bool names_old_self(const Node& node) {
    return (node.kind == Node::Kind::Name && node.name == "oldSelf") ||
           std::ranges::any_of(node.children, names_old_self);
}

}  // namespace

CelExpression::CelExpression(std::string text, std::shared_ptr<const Node> root, bool uses_old_self)
    : text_{std::move(text)}, root_{std::move(root)}, uses_old_self_{uses_old_self} {}

Result<CelExpression> CelExpression::parse(std::string_view text) {
    FLOTILLA_TRY(Node root, parse_cel(text));
    const bool uses_old_self = names_old_self(root);
    return CelExpression{std::string{text}, std::make_shared<const Node>(std::move(root)), uses_old_self};
}

Result<kube::Json> CelExpression::evaluate(const kube::Json& self, const kube::Json* old_self) const {
    FLOTILLA_TRY(const Value value, (Evaluation{self, old_self}.evaluate(*root_)));
    return *value;
}

}  // namespace flotilla::cluster::custom
