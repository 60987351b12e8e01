#include "flotilla/cluster/store/write_ahead_log.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include "flotilla/cluster/store/frames.hpp"
#include "flotilla/cluster/store/log_files.hpp"
#include "flotilla/io/signal.hpp"

namespace flotilla::cluster {

namespace {

namespace asio = boost::asio;

constexpr std::string_view kLog = "log";
constexpr std::string_view kSnapshot = "snapshot";

/// A snapshot is written in frames of about this size, so that no buffer holds all of it.
constexpr std::size_t kSnapshotFrameBytes = 1U << 20U;

/// One object of a snapshot.
struct Kept {
    std::string resource;
    ObjectPtr object;
};

/// Replays records into a store.
class Recovery {
public:
    explicit Recovery(Store& store) : store_{store} {}

    Result<void> replay(const Record& record, bool is_snapshot) {
        if (!is_snapshot && record.revision <= store_.revision()) {
            return {};  // the snapshot has it
        }
        FLOTILLA_TRY(ObjectPtr object, kube::EncodedObject::parse(record.json));
        Change change{record.revision, record.type, std::move(object), nullptr};
        change.previous =
            store_.collection(record.resource).find(change.object->namespace_(), change.object->name());
        store_.replay(record.resource, std::move(change));
        return {};
    }

    Result<FramesEnd> read(const NumberedFile& file, bool is_snapshot) {
        FLOTILLA_TRY(const std::string bytes, read_whole(file.path));
        auto end = read_frames(bytes, [&](const Record& record) { return replay(record, is_snapshot); });
        if (!end) {
            return fail(
                end.error().code,
                fmt::format(
                    "{}: {}; bring the folder back from a copy, or move it away to start with an empty "
                    "cluster",
                    file.path.string(),
                    end.error().message
                )
            );
        }
        return *end;
    }

private:
    Store& store_;
};

Result<void> write_snapshot(
    const std::filesystem::path& folder, Revision revision, const std::vector<Kept>& objects
) {
    const std::filesystem::path path = numbered_path(folder, kSnapshot, revision);
    std::filesystem::path unfinished = path;
    unfinished += ".unfinished";
    FLOTILLA_TRY(AppendFile file, AppendFile::open(unfinished, 0));
    std::string payload;
    for (const Kept& kept : objects) {
        append_record(
            payload,
            Record{revision_of(*kept.object), Change::Type::Added, kept.resource, kept.object->json()}
        );
        if (payload.size() >= kSnapshotFrameBytes) {
            FLOTILLA_CHECK(file.write_through(seal_frame(payload)));
            payload.clear();
        }
    }
    FLOTILLA_CHECK(file.write_through(seal_frame(payload)));
    std::error_code error;
    std::filesystem::rename(unfinished, path, error);
    if (error) {
        return fail(
            ErrorCode::Unavailable, fmt::format("cannot rename {}: {}", unfinished.string(), error.message())
        );
    }
    return flush_folder(folder);
}

/// What the snapshot made superfluous.
void remove_older(const std::filesystem::path& folder, Revision revision) {
    for (const std::string_view prefix : {kLog, kSnapshot}) {
        for (const NumberedFile& file : numbered_files(folder, prefix)) {
            if (file.revision < revision) {
                std::error_code ignored;  // a file that stays costs space; the next snapshot tries again
                std::filesystem::remove(file.path, ignored);
            }
        }
    }
}

}  // namespace

struct WriteAheadLog::Impl {
    Impl(
        std::filesystem::path folder_,
        Store& store_,
        asio::any_io_executor executor_,
        WriteAheadLogOptions options_,
        FolderLock lock_
    )
        : folder{std::move(folder_)},
          store{store_},
          executor{std::move(executor_)},
          options{options_},
          lock{std::move(lock_)},
          idle{executor} {}

    void flush();
    void flushed(Revision revision, const Result<void>& written);
    void start_snapshot();

    std::filesystem::path folder;
    Store& store;
    asio::any_io_executor executor;
    WriteAheadLogOptions options;
    FolderLock lock;
    std::optional<AppendFile> log;
    std::size_t log_bytes = 0;
    std::string waiting;  // records that no flush has taken yet
    Revision last_waiting = 0;
    bool is_flushing = false;
    bool is_snapshotting = false;
    std::size_t flush_count = 0;
    io::Signal idle;
    std::shared_ptr<bool> alive = std::make_shared<bool>(true);
    asio::thread_pool disk{1};  // last: joined before what its work uses goes away
};

WriteAheadLog::WriteAheadLog(std::unique_ptr<Impl> impl) : impl_{std::move(impl)} {}

WriteAheadLog::~WriteAheadLog() {
    *impl_->alive = false;
    impl_->disk.join();
}

Result<std::unique_ptr<WriteAheadLog>> WriteAheadLog::open(
    const std::filesystem::path& folder,
    Store& store,
    asio::any_io_executor executor,
    WriteAheadLogOptions options
) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(
            ErrorCode::Unavailable, fmt::format("cannot make {}: {}", folder.string(), error.message())
        );
    }
    FLOTILLA_TRY(FolderLock lock, FolderLock::take(folder));
    auto impl = std::make_unique<Impl>(folder, store, std::move(executor), options, std::move(lock));

    Recovery recovery{store};
    const std::vector<NumberedFile> snapshots = numbered_files(folder, kSnapshot);
    if (!snapshots.empty()) {
        FLOTILLA_TRY(const FramesEnd end, recovery.read(snapshots.back(), true));
        if (end.is_torn) {
            return fail(
                ErrorCode::InvalidArgument, fmt::format("{} breaks off", snapshots.back().path.string())
            );
        }
        store.restore_revision(snapshots.back().revision);
    }
    std::filesystem::path log_path = numbered_path(folder, kLog, store.revision());
    const std::vector<NumberedFile> logs = numbered_files(folder, kLog);
    for (const NumberedFile& file : logs) {
        FLOTILLA_TRY(const FramesEnd end, recovery.read(file, false));
        const bool is_last = &file == &logs.back();
        if (end.is_torn && !is_last) {
            return fail(
                ErrorCode::InvalidArgument,
                fmt::format("{} breaks off, and a later log follows", file.path.string())
            );
        }
        log_path = file.path;
        impl->log_bytes = end.valid_bytes;
    }
    FLOTILLA_TRY(impl->log, AppendFile::open(log_path, impl->log_bytes));
    FLOTILLA_CHECK(flush_folder(folder));
    auto made = std::unique_ptr<WriteAheadLog>{new WriteAheadLog{std::move(impl)}};
    store.attach(*made);
    return made;
}

void WriteAheadLog::append(std::string_view resource, const Change& change) {
    append_record(impl_->waiting, Record{change.revision, change.type, resource, change.object->json()});
    impl_->last_waiting = change.revision;
    if (!impl_->is_flushing) {
        // Not now but in the next turn: all writes of this turn share the flush.
        impl_->is_flushing = true;
        asio::post(impl_->executor, [this, alive = impl_->alive] {
            if (*alive) {
                impl_->flush();
            }
        });
    }
}

void WriteAheadLog::Impl::flush() {
    if (waiting.empty()) {
        is_flushing = false;
        idle.notify_all();
        return;
    }
    ++flush_count;
    asio::post(disk, [this, still = alive, payload = std::exchange(waiting, {}), revision = last_waiting] {
        const std::string frame = seal_frame(payload);
        auto written = log->write_through(frame);
        const std::size_t size = frame.size();
        asio::post(executor, [this, still, revision, size, result = std::move(written)] {
            if (*still) {
                log_bytes += size;
                flushed(revision, result);
            }
        });
    });
}

void WriteAheadLog::Impl::flushed(Revision revision, const Result<void>& written) {
    if (!written) {
        // Nothing more can be promised: what is in memory and what is on disk differ from here on.
        std::fprintf(stderr, "flotilla: the data cannot be kept: %s\n", written.error().message.c_str());
        std::abort();
    }
    store.set_durable(revision);
    const std::size_t allowed = std::max(options.snapshot_bytes, 2 * store.live_bytes());
    if (log_bytes > allowed && !is_snapshotting && waiting.empty()) {
        start_snapshot();
    }
    flush();
}

/// Everything up to now is in the log and in the store: the next log starts here, and the store as it is goes
/// to a file.
void WriteAheadLog::Impl::start_snapshot() {
    const Revision revision = store.revision();
    auto next = AppendFile::open(numbered_path(folder, kLog, revision), 0);
    if (!next) {
        return;  // the old log goes on; the next flush tries again
    }
    is_snapshotting = true;
    log = std::move(*next);
    log_bytes = 0;
    std::vector<Kept> objects;
    for (const auto& [resource, collection] : store.collections()) {
        static_cast<void>(collection->visit(Range{}, [&](const ObjectPtr& object) {
            objects.push_back(Kept{resource, object});
            return true;
        }));
    }
    asio::post(disk, [this, still = alive, revision, objects = std::move(objects)] {
        // A snapshot that fails costs space, not data: the logs before it stay.
        if (flush_folder(folder) && write_snapshot(folder, revision, objects)) {
            remove_older(folder, revision);
        }
        asio::post(executor, [this, still] {
            if (*still) {
                is_snapshotting = false;
                idle.notify_all();
            }
        });
    });
}

asio::awaitable<void> WriteAheadLog::close() {
    while (impl_->is_flushing || impl_->is_snapshotting) {
        co_await impl_->idle.wait();
    }
}

std::size_t WriteAheadLog::flushes() const {
    return impl_->flush_count;
}

}  // namespace flotilla::cluster
