#pragma once
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

#include "flotilla/base/result.hpp"

/// Compressed and archived bytes for tests.
namespace flotilla::lab::workload {

inline std::string gzip(std::string_view text) {
    z_stream stream{};
    FLOTILLA_ASSERT(
        ::deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK
    );
    std::string out(::deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    FLOTILLA_ASSERT(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

/// One member of a ustar archive.
inline std::string tar_entry(std::string_view name, std::string_view text, char type = '0') {
    std::string block(512, '\0');
    name.copy(block.data(), 100);
    fmt::format_to(block.begin() + 124, "{:011o}", text.size());
    std::string_view{"        "}.copy(block.data() + 148, 8);
    block[156] = type;
    std::string_view{"ustar\00000", 8}.copy(block.data() + 257, 8);
    unsigned sum = 0;
    for (const char c : block) {
        sum += static_cast<unsigned char>(c);
    }
    fmt::format_to(block.begin() + 148, "{:06o}", sum);
    block[154] = '\0';
    block += text;
    block.resize((block.size() + 511) / 512 * 512, '\0');
    return block;
}

inline std::string tar_end() {
    return std::string(1024, '\0');
}

}  // namespace flotilla::lab::workload
