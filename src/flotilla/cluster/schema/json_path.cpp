#include "flotilla/cluster/schema/json_path.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <variant>

namespace flotilla::cluster {
namespace {

namespace json = boost::json;

/// `[?(@.path OP literal)]`; without an operator: the path leads somewhere.
struct Filter {
    std::vector<std::string> path;
    std::string comparison;  // "==", "!=", "<", "<=", ">", ">="; empty for existence
    kube::Json literal;
};

struct Field {
    std::string name;
};
struct Index {
    std::int64_t value = 0;
};
struct Slice {
    std::optional<std::int64_t> begin;
    std::optional<std::int64_t> end;
    std::int64_t step = 1;
};
struct Everything {};
struct Descend {};  // `..`: the node and all below it

}  // namespace

struct JsonPath::Step {
    std::variant<Field, Index, Slice, Everything, Descend, Filter> what;
};

namespace {

using Step = JsonPath::Step;
using Nodes = std::vector<const kube::Json*>;

class Parser {
public:
    explicit Parser(std::string_view text) : text_{text} {}

    Result<std::vector<Step>> parse() {
        if (text_.starts_with('{') && text_.ends_with('}') && text_.size() >= 2) {
            text_ = text_.substr(1, text_.size() - 2);
        }
        if (text_.starts_with('$') || text_.starts_with('@')) {
            ++position_;
        }
        while (position_ < text_.size()) {
            FLOTILLA_CHECK(step());
        }
        return std::move(steps_);
    }

private:
    tl::unexpected<Error> refuse(std::string_view why) const {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("JSONPath {}: {} at position {}", text_, why, position_)
        );
    }

    Result<void> step() {
        if (text_[position_] == '[') {
            return bracket();
        }
        if (text_.substr(position_).starts_with("..")) {
            position_ += 2;
            steps_.push_back({Descend{}});
            return position_ < text_.size() && text_[position_] != '[' ? name() : Result<void>{};
        }
        if (text_[position_] == '.') {
            ++position_;
            if (position_ == text_.size() || text_[position_] == '[') {
                return {};  // "." is the node itself
            }
        }
        return name();
    }

    Result<void> name() {
        std::string field;
        while (position_ < text_.size() && text_[position_] != '.' && text_[position_] != '[') {
            if (text_[position_] == '\\' && position_ + 1 < text_.size()) {
                ++position_;
            }
            field += text_[position_++];
        }
        if (field.empty()) {
            return refuse("a field's name is missing");
        }
        steps_.push_back(field == "*" ? Step{Everything{}} : Step{Field{std::move(field)}});
        return {};
    }

    Result<void> bracket() {
        const std::size_t end = closing_bracket();
        if (end == std::string_view::npos) {
            return refuse("[ is not closed");
        }
        const std::string_view content = text_.substr(position_ + 1, end - position_ - 1);
        FLOTILLA_CHECK(bracket_content(content));
        position_ = end + 1;
        return {};
    }

    /// Of the bracket at the position; brackets within quotes and filters do not count.
    std::size_t closing_bracket() const {
        char quote = 0;
        int depth = 0;
        for (std::size_t i = position_; i < text_.size(); ++i) {
            const char c = text_[i];
            if (quote != 0) {
                quote = c == quote ? char{0} : quote;
            } else if (c == '\'' || c == '"') {
                quote = c;
            } else if (c == '[') {
                ++depth;
            } else if (c == ']' && --depth == 0) {
                return i;
            }
        }
        return std::string_view::npos;
    }

    Result<void> bracket_content(std::string_view content) {
        if (content == "*") {
            steps_.push_back({Everything{}});
            return {};
        }
        if (content.size() >= 2 && (content.front() == '\'' || content.front() == '"') &&
            content.back() == content.front()) {
            steps_.push_back({Field{std::string{content.substr(1, content.size() - 2)}}});
            return {};
        }
        if (content.starts_with("?(") && content.ends_with(')')) {
            return filter(content.substr(2, content.size() - 3));
        }
        return content.find(':') == std::string_view::npos ? index(content) : slice(content);
    }

    static std::optional<std::int64_t> integer(std::string_view digits) {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        return error == std::errc{} && end == digits.data() + digits.size() ? std::optional{value}
                                                                            : std::nullopt;
    }

    Result<void> index(std::string_view content) {
        const std::optional<std::int64_t> value = integer(content);
        if (!value) {
            return refuse("between [ and ] must be an index, a slice, a quoted name, * or a filter");
        }
        steps_.push_back({Index{*value}});
        return {};
    }

    Result<void> slice(std::string_view content) {
        Slice result;
        std::optional<std::int64_t> step_size;
        std::optional<std::int64_t>* parts[] = {&result.begin, &result.end, &step_size};
        for (std::optional<std::int64_t>* part : parts) {
            const std::size_t colon = content.find(':');
            const std::string_view digits = content.substr(0, colon);
            if (!digits.empty() && !(*part = integer(digits))) {
                return refuse("a slice is [begin:end:step]");
            }
            content = colon == std::string_view::npos ? std::string_view{} : content.substr(colon + 1);
        }
        result.step = step_size.value_or(1);
        if (result.step < 1) {
            return refuse("a slice's step is at least 1");
        }
        steps_.push_back({result});
        return {};
    }

    Result<void> filter(std::string_view content) {
        Filter result;
        std::size_t operator_at = std::string_view::npos;
        for (const std::string_view candidate : {"==", "!=", "<=", ">=", "<", ">"}) {
            operator_at = content.find(candidate);
            if (operator_at != std::string_view::npos) {
                result.comparison = candidate;
                break;
            }
        }
        const std::string_view path = trimmed(content.substr(0, operator_at));
        if (!path.starts_with('@')) {
            return refuse("a filter starts with @");
        }
        FLOTILLA_TRY(const std::vector<Step> steps, Parser{path}.parse());
        for (const Step& inner : steps) {
            const Field* field = std::get_if<Field>(&inner.what);
            if (field == nullptr) {
                return refuse("a filter's path has only names");
            }
            result.path.push_back(field->name);
        }
        if (!result.comparison.empty()) {
            FLOTILLA_TRY(
                result.literal, literal(trimmed(content.substr(operator_at + result.comparison.size())))
            );
        }
        steps_.push_back({std::move(result)});
        return {};
    }

    Result<kube::Json> literal(std::string_view content) const {
        if (content.size() >= 2 && content.front() == '\'' && content.back() == '\'') {
            return kube::Json(content.substr(1, content.size() - 2));
        }
        Result<kube::Json> value = kube::parse_json(content);
        return value ? std::move(value)
                     : Result<kube::Json>{refuse("a filter compares with a string, a number or a boolean")};
    }

    static std::string_view trimmed(std::string_view value) {
        const std::size_t first = value.find_first_not_of(' ');
        return first == std::string_view::npos ? std::string_view{}
                                               : value.substr(first, value.find_last_not_of(' ') - first + 1);
    }

    std::string_view text_;
    std::size_t position_ = 0;
    std::vector<Step> steps_;
};

bool holds(const Filter& filter, const kube::Json& node) {
    const kube::Json* value = &node;
    for (const std::string& name : filter.path) {
        const json::object* object = value->if_object();
        value = object == nullptr ? nullptr : object->if_contains(name);
        if (value == nullptr) {
            return false;
        }
    }
    if (filter.comparison.empty()) {
        return true;
    }
    if (filter.comparison == "==") {
        return *value == filter.literal;
    }
    if (filter.comparison == "!=") {
        return *value != filter.literal;
    }
    if (!value->is_number() || !filter.literal.is_number()) {
        return false;
    }
    const double left = value->to_number<double>();
    const double right = filter.literal.to_number<double>();
    if (filter.comparison == "<") {
        return left < right;
    }
    if (filter.comparison == "<=") {
        return left <= right;
    }
    return filter.comparison == ">" ? left > right : left >= right;
}

void add_children(const kube::Json& node, Nodes& into) {
    if (const json::object* object = node.if_object()) {
        for (const auto& [name, value] : *object) {
            into.push_back(&value);
        }
    } else if (const json::array* list = node.if_array()) {
        for (const kube::Json& element : *list) {
            into.push_back(&element);
        }
    }
}

void add_all_below(const kube::Json& node, Nodes& into) {
    into.push_back(&node);
    Nodes children;
    add_children(node, children);
    for (const kube::Json* child : children) {
        add_all_below(*child, into);
    }
}

/// One step from one node.
struct Walk {
    const kube::Json& node;
    Nodes& into;

    void operator()(const Field& field) const {
        const json::object* object = node.if_object();
        if (const kube::Json* value = object == nullptr ? nullptr : object->if_contains(field.name)) {
            into.push_back(value);
        }
    }
    void operator()(const Index& index) const {
        const json::array* list = node.if_array();
        if (list == nullptr) {
            return;
        }
        const auto size = static_cast<std::int64_t>(list->size());
        const std::int64_t place = index.value < 0 ? size + index.value : index.value;
        if (place >= 0 && place < size) {
            into.push_back(&(*list)[static_cast<std::size_t>(place)]);
        }
    }
    void operator()(const Slice& slice) const {
        const json::array* list = node.if_array();
        if (list == nullptr) {
            return;
        }
        const auto size = static_cast<std::int64_t>(list->size());
        const auto clamp = [size](std::int64_t place) {
            return std::clamp<std::int64_t>(place < 0 ? size + place : place, 0, size);
        };
        const std::int64_t end = clamp(slice.end.value_or(size));
        for (std::int64_t i = clamp(slice.begin.value_or(0)); i < end; i += std::min(slice.step, end)) {
            into.push_back(&(*list)[static_cast<std::size_t>(i)]);
        }
    }
    void operator()(const Everything& /*all*/) const { add_children(node, into); }
    void operator()(const Descend& /*all*/) const { add_all_below(node, into); }
    void operator()(const Filter& filter) const {
        const json::array* list = node.if_array();
        if (list == nullptr) {
            return;
        }
        for (const kube::Json& element : *list) {
            if (holds(filter, element)) {
                into.push_back(&element);
            }
        }
    }
};

}  // namespace

JsonPath::JsonPath(std::shared_ptr<const std::vector<Step>> steps) : steps_{std::move(steps)} {}

Result<JsonPath> JsonPath::parse(std::string_view text) {
    FLOTILLA_TRY(std::vector<Step> steps, Parser{text}.parse());
    return JsonPath{std::make_shared<const std::vector<Step>>(std::move(steps))};
}

std::vector<const kube::Json*> JsonPath::find(const kube::Json& root) const {
    Nodes nodes{&root};
    for (const Step& step : *steps_) {
        Nodes next;
        for (const kube::Json* node : nodes) {
            std::visit(Walk{*node, next}, step.what);
        }
        nodes = std::move(next);
    }
    return nodes;
}

const kube::Json* JsonPath::first(const kube::Json& root) const {
    const std::vector<const kube::Json*> found = find(root);
    return found.empty() ? nullptr : found.front();
}

}  // namespace flotilla::cluster
