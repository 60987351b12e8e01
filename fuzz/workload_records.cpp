#include <string>

#include "flotilla/lab/workload/source/records.hpp"

#include "fuzz.hpp"

using flotilla::lab::workload::RecordReader;
using flotilla::lab::workload::source_of_text;
using flotilla::lab::workload::tar_member;
using flotilla::lab::workload::unzipped;

namespace {

/// Every row that is read, with a mark behind each cell and row.
std::string all_rows(RecordReader rows) {
    std::string text;
    while (true) {
        const auto row = rows.next();
        if (!row || !*row) {
            return text;
        }
        for (const std::string_view cell : rows.cells()) {
            text += std::string{cell} + '\x1f';
        }
        text += '\x1e';
    }
}

std::string read(std::string_view bytes, bool is_lenient) {
    auto source = unzipped(source_of_text(bytes));
    return source ? all_rows(RecordReader{std::move(*source), "fuzz", is_lenient}) : std::string{};
}

}  // namespace

/// Whatever the bytes are, strict reading gives the same rows as lenient reading up to the first that it
/// refuses; and an archive ends.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = flotilla::fuzz::text_of(data, size);
    const std::string strict = read(bytes, false);
    FLOTILLA_ASSERT(read(bytes, true).starts_with(strict));
    if (auto member = tar_member(source_of_text(bytes), "a.csv")) {
        all_rows(RecordReader{std::move(*member), "fuzz", true});
    }
    return 0;
}
