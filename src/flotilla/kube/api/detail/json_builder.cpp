#include "flotilla/kube/api/detail/json_builder.hpp"

#include <charconv>
#include <cstdlib>
#include <string>
#include <utility>

#include <boost/json/value_stack.hpp>

#include "flotilla/kube/api/detail/json_text.hpp"

namespace flotilla::kube::detail {
namespace {

class Builder {
public:
    Builder(JsonScanner& scanner, boost::json::storage_ptr storage) : scanner_{scanner} {
        stack_.reset(std::move(storage));
    }

    Json build() {
        value(0);
        return scanner_.ok() ? stack_.release() : Json();
    }

private:
    bool value(std::size_t depth) {
        const char first = scanner_.peek();
        if (first == '{' || first == '[') {
            if (depth >= kMaxJsonDepth) {
                return scanner_.fail("nested too deep");
            }
            return first == '{' ? object(depth) : array(depth);
        }
        if (first == '"') {
            JsonScanner::Text text;
            if (scanner_.read_text(text)) {
                stack_.push_string(resolved(text));
            }
            return scanner_.ok();
        }
        const char* from = scanner_.here();
        return scanner_.skip_value(depth) && scalar({from, static_cast<std::size_t>(scanner_.here() - from)});
    }

    bool object(std::size_t depth) {
        std::size_t count = 0;
        JsonScanner::Text key;
        scanner_.enter_object();
        while (scanner_.next_member(key)) {
            stack_.push_key(resolved(key));
            if (!value(depth + 1)) {
                return false;
            }
            ++count;
        }
        if (scanner_.ok()) {
            stack_.push_object(count);
        }
        return scanner_.ok();
    }

    bool array(std::size_t depth) {
        std::size_t count = 0;
        scanner_.enter_array();
        while (scanner_.next_element()) {
            if (!value(depth + 1)) {
                return false;
            }
            ++count;
        }
        if (scanner_.ok()) {
            stack_.push_array(count);
        }
        return scanner_.ok();
    }

    bool scalar(std::string_view token) {
        switch (token.front()) {
            case 't':
            case 'f':
                stack_.push_bool(token.front() == 't');
                return true;
            case 'n':
                stack_.push_null();
                return true;
            default:
                number(token);
                return true;
        }
    }

    void number(std::string_view token) {
        const char* end = token.data() + token.size();
        std::int64_t integer = 0;
        if (const auto [stop, failure] = std::from_chars(token.data(), end, integer);
            failure == std::errc{} && stop == end) {
            stack_.push_int64(integer);
            return;
        }
        std::uint64_t large = 0;
        if (const auto [stop, failure] = std::from_chars(token.data(), end, large);
            failure == std::errc{} && stop == end) {
            stack_.push_uint64(large);
            return;
        }
        double real = 0;
        if (const auto [stop, failure] = std::from_chars(token.data(), end, real); failure != std::errc{}) {
            real = std::strtod(
                std::string{token}.c_str(), nullptr
            );  // too small for a double; what is too large was refused
        }
        stack_.push_double(real);
    }

    boost::json::string_view resolved(const JsonScanner::Text& text) {
        if (!text.has_escapes) {
            return {text.raw.data(), text.raw.size()};
        }
        buffer_.clear();
        append_unescaped(buffer_, text.raw);
        return {buffer_.data(), buffer_.size()};
    }

    JsonScanner& scanner_;
    boost::json::value_stack stack_;
    std::string buffer_;
};

}  // namespace

Json build_json(JsonScanner& scanner, boost::json::storage_ptr storage) {
    return Builder{scanner, std::move(storage)}.build();
}

Json build_valid_json(std::string_view text, boost::json::storage_ptr storage) {
    JsonScanner scanner{text};
    Json value = build_json(scanner, std::move(storage));
    FLOTILLA_ASSERT(scanner.ok());
    return value;
}

}  // namespace flotilla::kube::detail
