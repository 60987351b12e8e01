#include <algorithm>
#include <string>

#include "flotilla/io/http/detail/request_parser.hpp"

#include "fuzz.hpp"

namespace {

using flotilla::io::http::detail::RequestParser;

constexpr std::size_t kMaxHeader = 4096;
constexpr std::size_t kMaxBody = 4096;

/// What a connection makes of the bytes: the server's loop, with reads of the given size.
struct Outcome {
    int failure = 0;
    bool is_done = false;
    std::size_t used = 0;
    std::string method, target, body;
    std::size_t fields = 0;

    friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome feed(std::string_view bytes, std::size_t piece) {
    RequestParser parser{kMaxHeader, kMaxBody};
    std::size_t used = 0;
    std::size_t read = 0;
    while (!parser.is_done() && parser.failure_status() == 0) {
        const std::size_t step = parser.feed(bytes.substr(used, read - used));
        FLOTILLA_ASSERT(step <= read - used);
        used += step;
        if (parser.is_done() || parser.failure_status() != 0 || read == bytes.size()) {
            break;
        }
        read = std::min(bytes.size(), read + piece);
    }
    Outcome outcome;
    outcome.failure = parser.failure_status();
    outcome.is_done = parser.is_done();
    if (outcome.is_done) {
        outcome.used = used;
        outcome.method = parser.request().method;
        outcome.target = parser.request().target;
        outcome.body = parser.request().body;
        outcome.fields = parser.request().headers.fields().size();
    }
    return outcome;
}

}  // namespace

/// Where the bytes are split makes no difference to what the request is; what is accepted keeps to the
/// limits.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = flotilla::fuzz::text_of(data, size);
    const Outcome whole = feed(bytes, std::max<std::size_t>(bytes.size(), 1));
    FLOTILLA_ASSERT(!(whole.is_done && whole.failure != 0));
    FLOTILLA_ASSERT(whole.body.size() <= kMaxBody);
    for (const std::size_t piece : {1U, 7U, 100U}) {
        const Outcome split = feed(bytes, piece);
        FLOTILLA_ASSERT(
            split.is_done == whole.is_done
        );  // a failure may show only once the header is complete
        FLOTILLA_ASSERT(!whole.is_done || split == whole);
    }
    return 0;
}
