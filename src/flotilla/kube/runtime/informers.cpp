#include "flotilla/kube/runtime/informers.hpp"

namespace flotilla::kube {

void Informers::start() {
    for (const auto& [choice, informer] : informers_) {
        informer->start();
    }
}

asio::awaitable<void> Informers::wait_for_sync() {
    for (const auto& [choice, informer] : informers_) {
        co_await informer->wait_for_sync();
    }
}

asio::awaitable<void> Informers::stop() {
    for (const auto& [choice, informer] : informers_) {
        co_await informer->stop();
    }
}

Result<void> Informers::check() const {
    for (const auto& [choice, informer] : informers_) {
        if (informer->has_synced()) {
            continue;
        }
        std::string message = informer->description() + " have not been listed yet";
        if (informer->trouble()) {
            message += ": " + informer->trouble()->message;
        }
        return fail(ErrorCode::Unavailable, std::move(message));
    }
    return {};
}

}  // namespace flotilla::kube
