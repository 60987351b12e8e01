#include "flotilla/kube/client/watch_stream.hpp"

#include <utility>

#include <fmt/format.h>

namespace flotilla::kube {

WatchStream::WatchStream(std::unique_ptr<io::http::BodyStream> body, std::string what)
    : body_{std::move(body)}, what_{std::move(what)} {}

asio::awaitable<Result<std::optional<WatchEvent>>> WatchStream::next() {
    while (true) {
        FLOTILLA_CO_TRY(auto event, poll());
        if (event) {
            co_return event;
        }
        auto piece = co_await body_->read();
        if (!piece) {
            co_return tl::unexpected<Error>{described(std::move(piece).error())};
        }
        if (piece->empty()) {
            if (auto complete = decoder_.finish(); !complete) {
                co_return tl::unexpected<Error>{described(std::move(complete).error())};
            }
            co_return std::nullopt;
        }
        decoder_.feed(*piece);
    }
}

Result<std::optional<WatchEvent>> WatchStream::poll() {
    auto event = decoder_.next();
    if (!event) {
        return tl::unexpected<Error>{described(std::move(event).error())};
    }
    if (*event && (*event)->type == WatchEventType::Error) {
        auto status = (*event)->status();
        return tl::unexpected<Error>{described(status ? to_error(*status) : std::move(status).error())};
    }
    return event;
}

Error WatchStream::described(Error error) const {
    error.message = fmt::format("{}: {}", what_, error.message);
    return error;
}

}  // namespace flotilla::kube
