#pragma once
#include <boost/asio/any_io_executor.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/http/handler.hpp"
#include "flotilla/io/http/transport.hpp"
#include "flotilla/io/task_group.hpp"

namespace flotilla::io::http {

/// A transport straight into a handler of this process: no sockets, no threads, no time passes.
class LoopbackTransport final : public Transport {
public:
    /// @param peer what the handler sees as the other side of every request
    LoopbackTransport(Handler& handler, Clock& clock, asio::any_io_executor executor, Peer peer = {});
    ~LoopbackTransport() override;

    asio::awaitable<Result<Response>> round_trip(Request request) override;
    asio::awaitable<Result<StreamingResponse>> open(Request request) override;

private:
    Handler& handler_;
    Clock& clock_;
    Peer peer_;
    TaskGroup exchanges_;
};

}  // namespace flotilla::io::http
