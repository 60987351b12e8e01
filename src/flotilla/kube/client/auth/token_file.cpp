#include "flotilla/kube/client/auth/token_file.hpp"

#include <chrono>
#include <string_view>

#include <fmt/format.h>

#include "flotilla/io/file.hpp"

namespace flotilla::kube {
namespace {

constexpr auto kTrusted = std::chrono::seconds{50};
constexpr std::string_view kSpace = " \t\r\n";

}  // namespace

asio::awaitable<Result<std::optional<Sensitive>>> TokenFile::authorization() {
    if (!authorization_ || clock_.now() >= stale_at_) {
        auto result = read();
        if (!result && !authorization_) {  // the old token may still do while the file is being replaced
            co_return tl::unexpected<Error>{std::move(result).error()};
        }
    }
    co_return authorization_;
}

bool TokenFile::forget() {
    const auto before = authorization_;
    return read() && authorization_ != before;
}

Result<void> TokenFile::read() {
    auto text = io::read_file(path_);
    if (!text) {
        return with_context(std::move(text).error(), "the token file");
    }
    const std::size_t end = text->find_last_not_of(kSpace);
    if (end == std::string::npos) {
        return fail(ErrorCode::InvalidArgument, fmt::format("the token file {} is empty", path_));
    }
    text->resize(end + 1);
    authorization_ = Sensitive{"Bearer " + *text};
    stale_at_ = clock_.now() + kTrusted;
    return {};
}

}  // namespace flotilla::kube
