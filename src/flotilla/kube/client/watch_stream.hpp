#pragma once
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/http/transport.hpp"
#include "flotilla/kube/api/watch_event.hpp"

namespace flotilla::kube {

namespace asio = boost::asio;

/// The events of one watch, as they come. Destroying it ends the watch.
class WatchStream {
public:
    /// @param what for messages: "watch pods in namespace shop"
    WatchStream(std::unique_ptr<io::http::BodyStream> body, std::string what);

    /// The next event, bookmarks included; nothing when the server has ended the watch in order (start again
    /// from the last resource version seen). An ERROR event comes as the error that it holds. Expired: list
    /// again. Unavailable: cut off. After an error or the end it is over: destroy it.
    asio::awaitable<Result<std::optional<WatchEvent>>> next();
    /// The same for what has already arrived, without waiting: nothing when more would have to be read first.
    Result<std::optional<WatchEvent>> poll();

private:
    Error described(Error error) const;

    std::unique_ptr<io::http::BodyStream> body_;
    WatchDecoder decoder_;
    std::string what_;
};

}  // namespace flotilla::kube
