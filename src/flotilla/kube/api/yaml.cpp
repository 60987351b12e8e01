#include "flotilla/kube/api/yaml.hpp"

#include <yaml-cpp/yaml.h>

#include "flotilla/base/utf8.hpp"
#include "flotilla/kube/api/detail/yaml_scalar.hpp"

namespace flotilla::kube {
namespace {

// No honest file has more; aliases of aliases make billions out of a hundred bytes.
constexpr std::size_t kMaxNodes = 2'000'000;

struct YamlFailure {
    YAML::Mark mark;
    std::string what;
};

class Converter {
public:
    Json convert(const YAML::Node& node, std::size_t depth = 0) {
        if (++nodes_ > kMaxNodes || depth > kMaxJsonDepth) {
            throw YamlFailure{node.Mark(), depth > kMaxJsonDepth ? "nested too deep" : "too large, or aliases of aliases"};
        }
        switch (node.Type()) {
            case YAML::NodeType::Scalar:
                return scalar(node);
            case YAML::NodeType::Sequence: {
                JsonArray out;
                for (const YAML::Node& element : node) {
                    out.push_back(convert(element, depth + 1));
                }
                return out;
            }
            case YAML::NodeType::Map:
                return map(node, depth);
            case YAML::NodeType::Null:
            case YAML::NodeType::Undefined:
                break;
        }
        return nullptr;
    }

private:
    static Json scalar(const YAML::Node& node) {
        const std::string& tag = node.Tag();
        const std::string& text = node.Scalar();
        if (!is_utf8(text)) {
            throw YamlFailure{node.Mark(), "invalid UTF-8"};
        }
        const bool is_text = tag == "!" || tag == "tag:yaml.org,2002:str" || tag == "tag:yaml.org,2002:binary";
        return is_text ? Json(boost::json::string(text)) : detail::resolve_yaml_scalar(text);
    }

    Json map(const YAML::Node& node, std::size_t depth) {
        JsonObject out;
        std::vector<YAML::Node> merged;
        for (const auto& entry : node) {
            if (entry.first.IsScalar() && entry.first.Scalar() == "<<" && entry.first.Tag() == "?") {
                merged.push_back(entry.second);
                continue;
            }
            std::string key = key_text(entry.first);
            if (out.contains(key)) {
                throw YamlFailure{entry.first.Mark(), fmt::format("key \"{}\" already set in map", key)};
            }
            out.emplace(std::move(key), convert(entry.second, depth + 1));
        }
        for (const YAML::Node& source : merged) {
            merge(out, source, depth);
        }
        return out;
    }

    /// `<<: *base` or `<<: [*a, *b]`: keys that are not there yet.
    void merge(JsonObject& out, const YAML::Node& source, std::size_t depth) {
        if (source.IsSequence()) {
            for (const YAML::Node& one : source) {
                if (!one.IsMap()) {
                    throw YamlFailure{one.Mark(), "map merge requires map or sequence of maps as the value"};
                }
                merge(out, one, depth + 1);
            }
            return;
        }
        Json base = convert(source, depth + 1);
        if (!base.is_object()) {
            throw YamlFailure{source.Mark(), "map merge requires map or sequence of maps as the value"};
        }
        for (const auto& member : base.get_object()) {
            out.emplace(member.key(), member.value());  // keeps what is there
        }
    }

    static std::string key_text(const YAML::Node& key) {
        if (key.IsNull()) {
            return "null";
        }
        if (!key.IsScalar()) {
            throw YamlFailure{key.Mark(), "a key must be a text, a number or a boolean"};
        }
        const Json value = scalar(key);
        return value.is_string() ? key.Scalar() : to_json(value);
    }

    std::size_t nodes_ = 0;
};

tl::unexpected<Error> failure_at(const YAML::Mark& mark, std::string_view what) {
    if (mark.is_null()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("invalid YAML: {}", what));
    }
    return fail(
        ErrorCode::InvalidArgument, fmt::format("invalid YAML: line {}, column {}: {}", mark.line + 1, mark.column + 1, what));
}

}  // namespace

Result<std::vector<Json>> parse_yaml_documents(std::string_view text) {
    std::vector<Json> out;
    try {
        for (const YAML::Node& document : YAML::LoadAll(std::string{text})) {
            Json value = Converter{}.convert(document);
            if (!value.is_null()) {
                out.push_back(std::move(value));
            }
        }
    } catch (const YamlFailure& failure) {
        return failure_at(failure.mark, failure.what);
    } catch (const YAML::Exception& exception) {
        return failure_at(exception.mark, exception.msg);
    }
    return out;
}

Result<Json> parse_yaml(std::string_view text) {
    FLOTILLA_TRY(std::vector<Json> documents, parse_yaml_documents(text));
    if (documents.size() > 1) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("wanted one YAML document, found {}", documents.size()));
    }
    return documents.empty() ? Json() : std::move(documents.front());
}

}  // namespace flotilla::kube
