#include "flotilla/kube/api/watch_event.hpp"

#include "fuzz.hpp"

namespace {

using namespace flotilla;
using namespace flotilla::kube;

/// Everything that a decoder gives for a stream, as text, with what it says at the end.
std::string run(std::string_view stream, std::size_t piece) {
    WatchDecoder decoder{4096};
    std::string out;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
        decoder.feed(stream.substr(at, piece));
        while (true) {
            const auto event = decoder.next();
            if (!event || !*event) {
                break;
            }
            append_watch_event(out, (*event)->type, *(*event)->object);
        }
    }
    const auto end = decoder.finish();
    return out + (end ? "end" : end.error().message);
}

}  // namespace

/// The size of the pieces does not matter.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view stream = fuzz::text_of(data, size).substr(0, 4000);
    const std::string whole = run(stream, 4096);
    FLOTILLA_ASSERT(run(stream, 1) == whole);
    FLOTILLA_ASSERT(run(stream, 7) == whole);
    return 0;
}
