#include "flotilla/io/http/client.hpp"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "flotilla/io/http/detail/dial.hpp"
#include "flotilla/io/http/detail/link.hpp"
#include "flotilla/io/http/detail/message_text.hpp"
#include "flotilla/io/http/detail/response_parser.hpp"
#include "flotilla/io/within.hpp"

namespace flotilla::io::http {
namespace {

using detail::Link;
using detail::ResponseParser;

bool is_harmless(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS";
}

std::string full_target(const detail::Route& route, const Request& request) {
    if (request.target == "*") {
        return request.target;
    }
    const std::string origin = route.is_forwarded() ? fmt::format("http://{}", route.server.authority()) : "";
    return fmt::format("{}{}{}", origin, route.server.path, request.target);
}

std::string head_of(const detail::Route& route, const Request& request) {
    detail::Framing framing;
    const bool may_have_body =
        request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (may_have_body || !request.body.empty()) {
        framing.length = request.body.size();
    }
    std::string head;
    if (route.is_forwarded() && !route.proxy->user_info.empty()) {
        Request authorized = request;
        authorized.headers.set("Proxy-Authorization", detail::basic_authorization(route.proxy->user_info));
        detail::append_request_head(
            head, authorized, full_target(route, request), route.server.authority(), framing
        );
    } else {
        detail::append_request_head(
            head, request, full_target(route, request), route.server.authority(), framing
        );
    }
    return head;
}

/// An answer whose header has been read.
struct Exchange {
    Link link;
    std::unique_ptr<ResponseParser> parser;
};

}  // namespace

class HttpTransport::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(Clock& clock, HttpTransportOptions options, std::shared_ptr<TlsSource> tls)
        : clock_{clock},
          options_{std::move(options)},
          route_{options_.server, options_.proxy},
          tls_source_{std::move(tls)} {
        if (!tls_source_) {
            tls_source_ = std::make_shared<FixedTls>(TlsClientOptions{});
        }
    }

    asio::awaitable<Result<Response>> round_trip(Request request) {
        FLOTILLA_CO_TRY(Exchange exchange, co_await begin(std::move(request)));
        ResponseParser& parser = *exchange.parser;
        while (!parser.is_done()) {
            if (auto read = co_await detail::advance(exchange.link, parser); !read) {
                co_return tl::unexpected<Error>{broken_off(std::move(read).error())};
            }
            if (parser.response().body.size() > options_.max_response_bytes) {
                co_return fail(
                    ErrorCode::Unavailable,
                    fmt::format(
                        "{} answers with more than {} bytes", authority(), options_.max_response_bytes
                    )
                );
            }
        }
        keep(std::move(exchange.link), parser);
        co_return std::move(parser.response());
    }

    /// Sends the request and reads the header of the answer.
    asio::awaitable<Result<Exchange>> begin(Request request) {
        FLOTILLA_CO_CHECK(co_await refresh_tls());
        const std::string head = head_of(route_, request);
        if (std::optional<Link> kept = take_kept()) {
            Attempt attempt = co_await try_on(std::move(*kept), head, request);
            if (attempt.result || !attempt.may_repeat) {
                co_return std::move(attempt.result);
            }
        }
        FLOTILLA_CO_TRY(ConnectionPtr connection, co_await connect());
        Link link{std::move(connection)};
        Attempt attempt = co_await try_on(std::move(link), head, request);
        co_return std::move(attempt.result);
    }

    /// The connection of an answer that was read to its end serves again.
    void keep(Link link, const ResponseParser& parser) {
        if (parser.keeps_alive() && link.is_reusable() && kept_.size() < options_.max_idle_connections) {
            kept_.push_back({std::move(link), clock_.now()});
        }
    }

    Error broken_off(Error error) const {
        error.message = fmt::format("{} broke off: {}", authority(), error.message);
        return error;
    }
    Error too_late(Duration limit) const {
        return {
            ErrorCode::DeadlineExceeded,
            fmt::format("no answer from {} within {}", authority(), format_duration(limit)),
            std::nullopt
        };
    }

    [[nodiscard]] const Url& server() const { return route_.server; }
    [[nodiscard]] std::string authority() const { return route_.server.authority(); }
    [[nodiscard]] std::size_t kept_count() const { return kept_.size(); }
    [[nodiscard]] Clock& clock() const { return clock_; }

private:
    struct Kept {
        Link link;
        TimePoint since;
    };
    struct Attempt {
        Result<Exchange> result;
        bool may_repeat = false;  ///< the server cannot have acted on it, or it does not matter
    };

    asio::awaitable<Attempt> try_on(Link link, const std::string& head, const Request& request) {
        Attempt attempt{fail(ErrorCode::Unavailable, ""), true};
        if (auto sent = co_await link.connection->write(head, request.body); !sent) {
            attempt.result = tl::unexpected<Error>{broken_off(std::move(sent).error())};
            co_return attempt;  // it never got the whole request
        }
        auto parser = std::make_unique<ResponseParser>(request.method == "HEAD");
        while (!parser->is_header_done() || parser->response().status / 100 == 1) {
            if (parser->is_done()) {  // "100 Continue" and the like: the answer is still to come
                parser = std::make_unique<ResponseParser>(request.method == "HEAD");
            }
            if (auto read = co_await detail::advance(link, *parser); !read) {
                attempt.result = tl::unexpected<Error>{broken_off(std::move(read).error())};
                attempt.may_repeat = is_harmless(request.method) && !parser->has_begun();
                co_return attempt;
            }
        }
        attempt.result = Exchange{std::move(link), std::move(parser)};
        co_return attempt;
    }

    std::optional<Link> take_kept() {
        const TimePoint oldest = clock_.now() - options_.idle_timeout;
        std::erase_if(kept_, [oldest](const Kept& kept) { return kept.since < oldest; });
        while (!kept_.empty()) {
            Link link =
                std::move(kept_.back().link);  // the one used last is the least likely to have been closed
            kept_.pop_back();
            if (link.is_reusable()) {
                return link;
            }
        }
        return std::nullopt;
    }

    asio::awaitable<Result<ConnectionPtr>> connect() {
        std::shared_ptr<TlsContext> proxy_tls;
        if (route_.proxy && route_.proxy->scheme == "https") {
            FLOTILLA_CO_TRY(proxy_tls, TlsContext::for_client(TlsClientOptions{}));
        }
        const std::shared_ptr<TlsContext> tls = route_.server.scheme == "https" ? tls_context_ : nullptr;
        auto dialled = co_await within(
            clock_, options_.connect_timeout, detail::dial(route_, tls, std::move(proxy_tls))
        );
        if (!dialled) {
            const std::string limit = format_duration(options_.connect_timeout);
            co_return fail(
                ErrorCode::Unavailable,
                fmt::format("cannot reach {}: no connection within {}", authority(), limit)
            );
        }
        co_return std::move(*dialled);
    }

    /// Makes a new context when the material has changed; connections of the old one serve no further
    /// requests.
    asio::awaitable<Result<void>> refresh_tls() {
        if (route_.server.scheme != "https") {
            co_return Result<void>{};
        }
        FLOTILLA_CO_TRY(const auto material, co_await tls_source_->current());
        if (material != tls_material_) {
            FLOTILLA_CO_TRY(tls_context_, TlsContext::for_client(*material));
            tls_material_ = material;
            kept_.clear();
        }
        co_return Result<void>{};
    }

    Clock& clock_;
    HttpTransportOptions options_;
    detail::Route route_;
    std::shared_ptr<TlsSource> tls_source_;
    std::shared_ptr<const TlsClientOptions> tls_material_;
    std::shared_ptr<TlsContext> tls_context_;
    std::vector<Kept> kept_;
};

/// The body of an answer that is read as it comes.
class HttpTransport::Body final : public BodyStream {
public:
    Body(std::shared_ptr<Impl> transport, Exchange exchange)
        : transport_{std::move(transport)}, exchange_{std::move(exchange)} {}

    asio::awaitable<Result<std::string>> read() override {
        if (!exchange_.parser) {
            co_return std::string{};
        }
        ResponseParser& parser = *exchange_.parser;
        while (parser.response().body.empty() && !parser.is_done()) {
            if (auto read = co_await detail::advance(exchange_.link, parser); !read) {
                co_return tl::unexpected<Error>{transport_->broken_off(std::move(read).error())};
            }
        }
        std::string piece = std::exchange(parser.response().body, std::string{});
        if (piece.empty()) {
            transport_->keep(std::move(exchange_.link), parser);
            exchange_.parser.reset();
        }
        co_return piece;
    }

private:
    std::shared_ptr<Impl> transport_;
    Exchange exchange_;
};

HttpTransport::HttpTransport(Clock& clock, HttpTransportOptions options, std::shared_ptr<TlsSource> tls)
    : impl_{std::make_shared<Impl>(clock, std::move(options), std::move(tls))} {}

HttpTransport::~HttpTransport() = default;

asio::awaitable<Result<Response>> HttpTransport::round_trip(Request request) {
    const auto impl = impl_;
    const auto limit = request.timeout;
    if (!limit) {
        co_return co_await impl->round_trip(std::move(request));
    }
    auto response = co_await within(impl->clock(), *limit, impl->round_trip(std::move(request)));
    if (!response) {
        co_return tl::unexpected<Error>{impl->too_late(*limit)};
    }
    co_return std::move(*response);
}

asio::awaitable<Result<StreamingResponse>> HttpTransport::open(Request request) {
    const auto impl = impl_;
    const auto limit = request.timeout;
    Result<Exchange> exchange;
    if (limit) {
        auto begun = co_await within(impl->clock(), *limit, impl->begin(std::move(request)));
        if (!begun) {
            co_return tl::unexpected<Error>{impl->too_late(*limit)};
        }
        exchange = std::move(*begun);
    } else {
        exchange = co_await impl->begin(std::move(request));
    }
    FLOTILLA_CO_TRY(Exchange opened, std::move(exchange));
    StreamingResponse response;
    response.head.status = opened.parser->response().status;
    response.head.headers = opened.parser->response().headers;
    response.body = std::make_unique<Body>(impl, std::move(opened));
    co_return response;
}

const Url& HttpTransport::server() const {
    return impl_->server();
}

std::size_t HttpTransport::idle_connection_count() const {
    return impl_->kept_count();
}

}  // namespace flotilla::io::http
