#include "flotilla/kube/api/yaml.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

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

/// Builds JSON from the parser's events. (Its own tree cannot be used: for some broken inputs it makes
/// documents without end.)
class Builder : public YAML::EventHandler {
public:
    std::vector<Json> take() { return std::move(documents_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (last_start_ && *last_start_ == mark.pos) {
            throw YamlFailure{mark, "unexpected character"};  // the parser does not get on
        }
        last_start_ = mark.pos;
        anchors_.clear();
    }

    void OnDocumentEnd() override {
        if (!root_.is_null()) {
            documents_.push_back(std::move(root_));
        }
        root_ = nullptr;
    }

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        put(mark, {nullptr, 1, 0}, anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) {
            throw YamlFailure{mark, "an alias within what it stands for"};
        }
        nodes_ += found->second.nodes;
        put(mark, found->second, 0);
    }

    void OnScalar(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text
    ) override {
        if (!is_utf8(text)) {
            throw YamlFailure{mark, "invalid UTF-8"};
        }
        const bool is_text =
            tag == "!" || tag == "tag:yaml.org,2002:str" || tag == "tag:yaml.org,2002:binary";
        if (awaits_key() && (is_text || text != "<<")) {
            const Json key = is_text ? Json(boost::json::string(text)) : detail::resolve_yaml_scalar(text);
            return set_key(mark, key.is_string() ? text : to_json(key));
        }
        if (awaits_key()) {
            open_.back().key_mark = mark;
            open_.back().key.emplace();
            open_.back().is_merge = true;
            return;
        }
        put(mark,
            {is_text ? Json(boost::json::string(text)) : detail::resolve_yaml_scalar(text), 1, 0},
            anchor);
    }

    void OnSequenceStart(
        const YAML::Mark& mark,
        const std::string& /*tag*/,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value /*style*/
    ) override {
        start(mark, JsonArray(), anchor);
    }
    void OnSequenceEnd() override { end(); }
    void OnMapStart(
        const YAML::Mark& mark,
        const std::string& /*tag*/,
        YAML::anchor_t anchor,
        YAML::EmitterStyle::value /*style*/
    ) override {
        start(mark, JsonObject(), anchor);
    }
    void OnMapEnd() override {
        Open& map = open_.back();
        for (const Json& source : map.merged) {
            for (const auto& member : source.get_object()) {
                map.value.get_object().emplace(member.key(), member.value());  // keeps what is there
            }
        }
        end();
    }

private:
    struct Value {
        Json json;
        std::size_t nodes;  // in all
        std::size_t depth;  // levels of sequences and maps
    };
    /// A sequence or a map whose end has not come.
    struct Open {
        YAML::Mark mark;
        Json value;
        YAML::anchor_t anchor = 0;
        std::size_t nodes = 1;
        std::size_t depth = 1;
        std::optional<std::string> key = std::nullopt;  // of a map: the one that waits for its value
        YAML::Mark key_mark = YAML::Mark::null_mark();
        bool is_merge = false;
        std::vector<Json> merged = {};  // behind `<<`: objects whose keys come last
    };

    [[nodiscard]] bool awaits_key() const {
        return !open_.empty() && open_.back().value.is_object() && !open_.back().key;
    }

    void set_key(const YAML::Mark& mark, std::string key) {
        Open& map = open_.back();
        if (map.value.get_object().contains(key)) {
            throw YamlFailure{mark, fmt::format("key \"{}\" already set in map", key)};
        }
        map.key_mark = mark;
        map.key = std::move(key);
        map.is_merge = false;
    }

    void start(const YAML::Mark& mark, Json empty, YAML::anchor_t anchor) {
        if (awaits_key()) {
            throw YamlFailure{mark, "a key must be a text, a number or a boolean"};
        }
        open_.push_back({mark, std::move(empty), anchor});
        if (open_.size() > kMaxJsonDepth) {
            throw YamlFailure{mark, "nested too deep"};
        }
    }

    void end() {
        Open done = std::move(open_.back());
        open_.pop_back();
        put(done.mark, {std::move(done.value), done.nodes, done.depth}, done.anchor);
    }

    /// A value that is there as a whole.
    void put(const YAML::Mark& mark, Value value, YAML::anchor_t anchor) {
        if (awaits_key()) {
            const Json& key = value.json;
            if (key.is_structured()) {
                throw YamlFailure{mark, "a key must be a text, a number or a boolean"};
            }
            return set_key(mark, key.is_string() ? std::string{text_of(key.get_string())} : to_json(key));
        }
        if (++nodes_ > kMaxNodes) {
            throw YamlFailure{mark, "too large, or aliases of aliases"};
        }
        if (open_.size() + value.depth > kMaxJsonDepth) {
            throw YamlFailure{mark, "nested too deep"};
        }
        if (anchor != 0) {
            anchors_.insert_or_assign(anchor, value);
        }
        if (open_.empty()) {
            root_ = std::move(value.json);
            return;
        }
        Open& parent = open_.back();
        parent.nodes += value.nodes;
        parent.depth = std::max(parent.depth, value.depth + 1);
        if (parent.value.is_array()) {
            parent.value.get_array().push_back(std::move(value.json));
        } else {
            put_member(std::move(value.json));
        }
    }

    void put_member(Json value) {
        Open& map = open_.back();
        if (map.is_merge) {
            add_merge(map, value);
        } else {
            map.value.get_object().emplace(*map.key, std::move(value));
        }
        map.key.reset();
    }

    /// `<<: *base` or `<<: [*a, *b]`
    static void add_merge(Open& map, const Json& source) {
        const JsonArray alone{source};
        const JsonArray& sources = source.is_array() ? source.get_array() : alone;
        for (const Json& one : sources) {
            if (!one.is_object()) {
                throw YamlFailure{map.key_mark, "map merge requires map or sequence of maps as the value"};
            }
            map.merged.push_back(one);
        }
    }

    std::vector<Json> documents_;
    Json root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, Value> anchors_;
    std::size_t nodes_ = 0;
    std::optional<int> last_start_;
};

tl::unexpected<Error> failure_at(const YAML::Mark& mark, std::string_view what) {
    if (mark.is_null()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("invalid YAML: {}", what));
    }
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("invalid YAML: line {}, column {}: {}", mark.line + 1, mark.column + 1, what)
    );
}

}  // namespace

Result<std::vector<Json>> parse_yaml_documents(std::string_view text) {
    Builder builder;
    try {
        std::istringstream stream{std::string{text}};
        YAML::Parser parser{stream};
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YamlFailure& failure) {
        return failure_at(failure.mark, failure.what);
    } catch (const YAML::Exception& exception) {
        return failure_at(exception.mark, exception.msg);
    }
    return builder.take();
}

Result<Json> parse_yaml(std::string_view text) {
    FLOTILLA_TRY(std::vector<Json> documents, parse_yaml_documents(text));
    if (documents.size() > 1) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("wanted one YAML document, found {}", documents.size())
        );
    }
    return documents.empty() ? Json() : std::move(documents.front());
}

}  // namespace flotilla::kube
