#pragma once
#include <string>
#include <vector>

#include "flotilla/io/http/url.hpp"
#include "flotilla/load/user.hpp"

namespace flotilla::load {

/// Writes requests to one server as HTTP/1.1.
class RequestText {
public:
    /// @param fields header fields of every request, "Name: value"
    RequestText(const io::http::Url& server, const std::vector<std::string>& fields);

    /// Replaces `out` by the request's bytes.
    void write(const Message& message, std::string& out) const;

private:
    std::string path_;  ///< put before every target
    std::string constant_fields_;
};

}  // namespace flotilla::load
