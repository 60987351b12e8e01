#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/store/store.hpp"

namespace flotilla::cluster {

struct WriteAheadLogOptions {
    /// The log is cut short (by a snapshot of the store) when it is larger than that and than twice the live
    /// objects.
    std::size_t snapshot_bytes = 64U << 20U;
};

/// Keeps a store in a folder: every write goes to a log that is flushed before anybody hears of it (one flush
/// for all the writes that wait), and now and then a snapshot replaces the log. A process that is killed
/// loses nothing that was answered.
///
/// Files: `log-REVISION`, `snapshot-REVISION`, `lock`. Flushing happens on a thread of its own; all the rest
/// on the executor.
class WriteAheadLog final : public Journal {
public:
    /// Fills the (empty) store from the folder, which is made when it is missing, and is the store's journal
    /// from then on. Unavailable: another server uses the folder, or it cannot be read or written.
    /// InvalidArgument: its files are damaged in the middle; what was cut off at the end of the last log by a
    /// crash was never answered and is left out.
    static Result<std::unique_ptr<WriteAheadLog>> open(
        const std::filesystem::path& folder,
        Store& store,
        boost::asio::any_io_executor executor,
        WriteAheadLogOptions options = {}
    );
    ~WriteAheadLog() override;

    void append(std::string_view resource, const Change& change) override;

    /// Returns when everything is on disk.
    boost::asio::awaitable<void> close();

    /// How often the disk was flushed; for tests and metrics.
    [[nodiscard]] std::size_t flushes() const;

private:
    struct Impl;
    explicit WriteAheadLog(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

}  // namespace flotilla::cluster
