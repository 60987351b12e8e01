#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "flotilla/kube/client/client.hpp"
#include "flotilla/kube/client/detail/call.hpp"
#include "flotilla/kube/client/rate_limit.hpp"

/// How the client sends its calls and reads the answers.
namespace flotilla::kube {
namespace {

constexpr std::size_t kMaxErrorBody = 1 << 20;

tl::unexpected<Error> failed(const detail::Call& call, Error error) {
    error.message = fmt::format("{}: {}", call.text(), error.message);
    return tl::unexpected<Error>{std::move(error)};
}

Duration lengthened(Duration wait, const std::function<double()>& jitter) {
    return jitter ? wait + std::chrono::duration_cast<Duration>(wait * (jitter() / 10)) : wait;
}

/// What an error's body says, as far as it comes.
asio::awaitable<std::string> read_error_body(io::http::BodyStream& body) {
    std::string text;
    while (text.size() < kMaxErrorBody) {
        const auto piece = co_await body.read();
        if (!piece || piece->empty()) {
            break;
        }
        text += *piece;
    }
    co_return text;
}

}  // namespace

io::http::Request Client::prepared(const detail::Call& call) const {
    io::http::Request request = call.request;
    request.headers.add("Accept", "application/json");
    request.headers.add("User-Agent", options_.user_agent);
    request.timeout = options_.request_timeout;
    return request;
}

/// Waits for this client's own turn.
asio::awaitable<void> Client::take_turn() {
    const Duration wait = limit_->reserve(clock_.now());
    if (wait > Duration{0}) {
        if (options_.observer != nullptr) {
            options_.observer->on_rate_limited(wait);
        }
        co_await clock_.sleep_for(wait);
    }
}

void Client::observe(const detail::Call& call, int status, TimePoint begun) const {
    if (options_.observer != nullptr) {
        options_.observer->on_request(call.verb, call.resource, status, clock_.now() - begun);
    }
}

/// How long to wait before attempt number `attempt` is followed by another one; nothing when it was the last.
std::optional<Duration> Client::pause_after(const io::http::Response& response, int attempt) const {
    if (attempt >= options_.max_retries) {
        return std::nullopt;
    }
    const auto wait = detail::retry_after(response);
    return wait ? std::optional{lengthened(*wait, options_.jitter)} : std::nullopt;
}

asio::awaitable<Result<io::http::Response>> Client::answer(detail::Call call) {
    for (int attempt = 0;; ++attempt) {
        co_await take_turn();
        const TimePoint begun = clock_.now();
        auto response = co_await transport_.round_trip(prepared(call));
        observe(call, response ? response->status : 0, begun);
        if (!response) {
            co_return failed(call, std::move(response).error());
        }
        if (response->status < 400) {
            co_return std::move(*response);
        }
        const auto pause = pause_after(*response, attempt);
        if (!pause) {
            co_return tl::unexpected<Error>{detail::error_of(call, *response)};
        }
        co_await clock_.sleep_for(*pause);
    }
}

Client::StreamResult Client::stream(detail::Call call) {
    for (int attempt = 0;; ++attempt) {
        co_await take_turn();
        const TimePoint begun = clock_.now();
        auto response = co_await transport_.open(prepared(call));
        observe(call, response ? response->head.status : 0, begun);
        if (!response) {
            co_return failed(call, std::move(response).error());
        }
        if (response->head.status < 400) {
            co_return std::move(response->body);
        }
        response->head.body = co_await read_error_body(*response->body);
        const auto pause = pause_after(response->head, attempt);
        if (!pause) {
            co_return tl::unexpected<Error>{detail::error_of(call, response->head)};
        }
        co_await clock_.sleep_for(*pause);
    }
}

Client::ObjectResult Client::object_answer(detail::Call call) {
    const detail::Call described = call;
    FLOTILLA_CO_TRY(const io::http::Response response, co_await answer(std::move(call)));
    auto object = EncodedObject::parse(response.body);
    if (!object) {
        co_return failed(described, std::move(object).error());
    }
    co_return std::move(*object);
}

Client::ObjectResult Client::removal_answer(detail::Call call) {
    FLOTILLA_CO_TRY(SharedObject object, co_await object_answer(std::move(call)));
    if (!object->is_deleting()) {
        co_return SharedObject{};  // a Status, or the last state of what is gone
    }
    co_return object;
}

Client::ListResult Client::page_answer(detail::Call call) {
    const detail::Call described = call;
    FLOTILLA_CO_TRY(const io::http::Response response, co_await answer(std::move(call)));
    auto list = decode_list(response.body);
    if (!list) {
        co_return failed(described, std::move(list).error());
    }
    co_return std::move(*list);
}

Client::ListResult Client::all_pages(ResourceType type, std::string namespace_, ListOptions options) {
    options.continue_token.clear();
    FLOTILLA_CO_TRY(ObjectList all, co_await list_page(type, namespace_, options));
    while (!all.continue_token.empty()) {
        options.continue_token = std::exchange(all.continue_token, std::string{});
        auto page = co_await list_page(type, namespace_, options);
        if (!page && page.error().code == ErrorCode::Expired) {
            options.continue_token.clear();
            options.limit = 0;  // all at once cannot expire in the middle
            co_return co_await list_page(type, namespace_, options);
        }
        if (!page) {
            co_return page;
        }
        all.continue_token = std::move(page->continue_token);
        all.items.insert(
            all.items.end(),
            std::make_move_iterator(page->items.begin()),
            std::make_move_iterator(page->items.end())
        );
    }
    all.remaining_item_count.reset();
    co_return all;
}

asio::awaitable<Result<void>> Client::plain_answer(detail::Call call) {
    FLOTILLA_CO_CHECK(co_await answer(std::move(call)));
    co_return Result<void>{};
}

asio::awaitable<Result<std::string>> Client::body_answer(detail::Call call) {
    FLOTILLA_CO_TRY(io::http::Response response, co_await answer(std::move(call)));
    co_return std::move(response.body);
}

asio::awaitable<Result<std::unique_ptr<WatchStream>>> Client::watch_answer(detail::Call call) {
    const std::string what = call.text();
    FLOTILLA_CO_TRY(auto body, co_await stream(std::move(call)));
    co_return std::make_unique<WatchStream>(std::move(body), what);
}

}  // namespace flotilla::kube
