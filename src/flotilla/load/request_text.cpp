#include "flotilla/load/request_text.hpp"

#include <iterator>
#include <string_view>

#include <fmt/format.h>

namespace flotilla::load {
namespace {

void append_field(std::string_view name, std::string_view value, std::string& out) {
    if (!value.empty()) {
        out += name;
        out += value;
        out += "\r\n";
    }
}

}  // namespace

RequestText::RequestText(const io::http::Url& server, const std::vector<std::string>& fields)
    : path_{server.path}, constant_fields_{fmt::format("Host: {}\r\n", server.authority())} {
    for (const std::string& field : fields) {
        append_field("", field, constant_fields_);
    }
}

void RequestText::write(const Message& message, std::string& out) const {
    out.clear();
    out += message.method;
    out += ' ';
    out += path_;
    out += message.target;
    out += " HTTP/1.1\r\n";
    out += constant_fields_;
    append_field("Cookie: ", message.cookie, out);
    append_field("Flotilla-Session: ", message.session, out);
    if (!message.body.empty() || message.method == "POST") {
        append_field("Content-Type: ", message.content_type, out);
        fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", message.body.size());
    }
    out += "\r\n";
    out += message.body;
}

}  // namespace flotilla::load
