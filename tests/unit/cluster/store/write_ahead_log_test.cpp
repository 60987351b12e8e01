#include "flotilla/cluster/store/write_ahead_log.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flotilla/base/random.hpp"

#include "support/matchers.hpp"
#include "unit/cluster/store/objects.hpp"

namespace flotilla::cluster {
namespace {

namespace asio = boost::asio;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;

/// A folder that goes away with the test.
class WriteAheadLogTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "flotilla-log-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    [[nodiscard]] std::filesystem::path only_log() const {
        std::filesystem::path found;
        for (const auto& entry : std::filesystem::directory_iterator{folder_}) {
            if (entry.path().filename().string().starts_with("log-")) {
                found = entry.path();
            }
        }
        return found;
    }

    std::filesystem::path folder_;
};

/// A store that lives in a folder, for the length of a test.
struct Kept {
    explicit Kept(const std::filesystem::path& folder, WriteAheadLogOptions options = {})
        : log{WriteAheadLog::open(folder, store, context.get_executor(), options)} {}

    /// Writes `count` objects, waiting for each to be durable; calls `acknowledged` for each.
    void write(int count, const std::function<void(Revision)>& acknowledged) {
        asio::co_spawn(context, write_all(store, count, acknowledged), asio::detached);
        context.run();
        context.restart();
    }
    void close() {
        asio::co_spawn(context, (*log)->close(), asio::detached);
        context.run();
        context.restart();
    }

    static asio::awaitable<void> write_all(
        Store& store, int count, std::function<void(Revision)> acknowledged
    ) {
        Collection& maps = store.collection("configmaps");
        for (int i = 0; i < count; ++i) {
            const std::string name = fmt::format("m{}", i % 50);
            const ObjectPtr current = maps.find("ns", name);
            const Revision next = store.next_revision();
            const ObjectPtr object = map_at(next, "ns", name, std::string(200, 'x'));
            const auto done = current && i % 7 == 0 ? store.remove(maps, object, revision_of(*current))
                              : current             ? store.update(maps, object, revision_of(*current))
                                                    : store.create(maps, object);
            EXPECT_TRUE(done);
            co_await store.durable(next);
            acknowledged(next);
        }
    }

    asio::io_context context;
    Store store{context.get_executor()};
    Result<std::unique_ptr<WriteAheadLog>> log;
};

TEST_F(WriteAheadLogTest, ASecondLifeHasWhatTheFirstWrote) {
    Revision last = 0;
    std::size_t size = 0;
    {
        Kept first{folder_};
        ASSERT_THAT(first.log, IsOk());
        first.write(100, [&](Revision revision) { last = revision; });
        first.close();
        size = first.store.collection("configmaps").size();
    }
    Kept second{folder_};
    ASSERT_THAT(second.log, IsOk());
    EXPECT_EQ(second.store.revision(), last);
    EXPECT_EQ(second.store.collection("configmaps").size(), size);
    EXPECT_EQ(second.store.durable_revision(), last);
}

TEST_F(WriteAheadLogTest, WritesThatWaitTogetherShareAFlush) {
    Kept kept{folder_};
    ASSERT_THAT(kept.log, IsOk());
    Collection& maps = kept.store.collection("configmaps");
    for (int i = 0; i < 100; ++i) {
        ASSERT_TRUE(kept.store.create(maps, map_at(kept.store.next_revision(), "ns", fmt::format("m{}", i))));
    }
    EXPECT_LT(kept.store.durable_revision(), kept.store.revision());
    kept.close();
    EXPECT_EQ(kept.store.durable_revision(), kept.store.revision());
    EXPECT_EQ((*kept.log)->flushes(), 1U);
}

TEST_F(WriteAheadLogTest, ATornTailIsLeftOut) {
    {
        Kept first{folder_};
        first.write(10, [](Revision) {});
        first.close();
    }
    const auto log = only_log();
    std::filesystem::resize_file(log, std::filesystem::file_size(log) - 5);
    Kept second{folder_};
    ASSERT_THAT(second.log, IsOk());
    EXPECT_EQ(second.store.revision(), 10U);  // 11 writes would be 2…11
    second.write(5, [](Revision) {});
    second.close();
}

TEST_F(WriteAheadLogTest, ADamagedMiddleIsRefusedWithWhatToDo) {
    {
        Kept first{folder_};
        first.write(10, [](Revision) {});
        first.close();
    }
    std::fstream log{only_log(), std::ios::in | std::ios::out | std::ios::binary};
    log.seekp(100);
    log.write("damage", 6);
    log.close();
    Kept second{folder_};
    EXPECT_THAT(
        second.log, FailsWith(ErrorCode::InvalidArgument, HasSubstr("damaged, and good data follows it"))
    );
}

TEST_F(WriteAheadLogTest, TwoServersCannotUseOneFolder) {
    const Kept first{folder_};
    ASSERT_THAT(first.log, IsOk());
    const Kept second{folder_};
    EXPECT_THAT(second.log, FailsWith(ErrorCode::Unavailable, HasSubstr("another server uses")));
}

TEST_F(WriteAheadLogTest, ASnapshotReplacesALongLog) {
    const WriteAheadLogOptions options{4096};
    Revision last = 0;
    std::size_t size = 0;
    {
        Kept first{folder_, options};
        ASSERT_THAT(first.log, IsOk());
        first.write(500, [&](Revision revision) { last = revision; });
        first.close();
        size = first.store.collection("configmaps").size();
    }
    EXPECT_LT(std::filesystem::file_size(only_log()), 200'000U);
    Kept second{folder_, options};
    ASSERT_THAT(second.log, IsOk());
    EXPECT_EQ(second.store.revision(), last);
    EXPECT_EQ(second.store.collection("configmaps").size(), size);
}

/// In the child: writes until it is killed, telling of every write that was acknowledged.
[[noreturn]] void write_until_killed(const std::filesystem::path& folder, int out) {
    Kept kept{folder, WriteAheadLogOptions{8192}};
    if (!kept.log) {
        ::_exit(3);
    }
    kept.write(1'000'000, [out](Revision revision) {
        if (::write(out, &revision, sizeof revision) != sizeof revision) {
            ::_exit(4);
        }
    });
    ::_exit(0);
}

TEST_F(WriteAheadLogTest, WhatWasAcknowledgedSurvivesBeingKilled) {
    RandomStream random{7};
    Revision acknowledged = 0;
    for (int life = 0; life < 12; ++life) {
        SCOPED_TRACE(life);
        std::array<int, 2> ends{};
        ASSERT_EQ(::pipe(ends.data()), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::close(ends[0]);
            write_until_killed(folder_, ends[1]);
        }
        ::close(ends[1]);
        // Kills after so many acknowledgements: at another point of writing, flushing and snapshots each
        // time.
        const std::int64_t kill_after = random.between(1, 150);
        Revision revision = 0;
        for (std::int64_t i = 0; ::read(ends[0], &revision, sizeof revision) == sizeof revision; ++i) {
            acknowledged = revision;
            if (i == kill_after) {
                ::kill(child, SIGKILL);
            }
        }
        ::close(ends[0]);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));
        Kept kept{folder_, WriteAheadLogOptions{8192}};
        ASSERT_THAT(kept.log, IsOk());
        EXPECT_GE(kept.store.revision(), acknowledged);
    }
}

}  // namespace
}  // namespace flotilla::cluster
