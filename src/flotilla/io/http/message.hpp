#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flotilla/base/time.hpp"

/// HTTP messages as values; no sockets here.
namespace flotilla::io::http {

/// Header fields in order of arrival; names compare without case.
class Headers {
public:
    using Field = std::pair<std::string, std::string>;

    Headers() = default;
    Headers(std::initializer_list<Field> fields) : fields_(fields) {}

    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    /// The first field's value; nothing when there is none.
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    [[nodiscard]] std::vector<std::string_view> find_all(std::string_view name) const;
    [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

private:
    std::vector<Field> fields_;
};

/// Who is at the other end, as far as the transport knows.
struct Peer {
    std::string address;  ///< "127.0.0.1:4711"; empty in process
    std::optional<std::string> certificate_subject =
        std::nullopt;  ///< of a verified client certificate, RFC 2253: "CN=admin,O=system:masters"
};

struct Request {
    Request() = default;
    Request(std::string method_, std::string target_)
        : method(std::move(method_)), target(std::move(target_)) {}

    std::string method = "GET";
    std::string target = "/";  ///< path and query, percent-encoded
    Headers headers;
    std::string body;
    Peer peer;  ///< filled in by the server
    std::optional<Duration> timeout =
        std::nullopt;  ///< client: for the whole answer; streams: for the head only
};

struct Response {
    Response() = default;
    explicit Response(int status_) : status(status_) {}

    int status = 200;
    Headers headers;
    std::string body;
};

}  // namespace flotilla::io::http
