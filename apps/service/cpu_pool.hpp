#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "service/cpu.hpp"
#include "service/quota.hpp"

namespace flotilla::apps::service {

/// Threads that burn CPU for requests, in turns of a quarter of a millisecond: processor sharing over as many
/// cores as there are threads, each request on one core at a time.
///
/// What is burnt is measured by the thread's own CPU clock, so that it is right under any quota and beside
/// any neighbours. All but the threads themselves runs on one executor, which must outlive the pool.
class CpuPool final : public Cpu {
public:
    /// @param own_quota null: the kernel's quota, if any, is what counts
    CpuPool(asio::any_io_executor executor, unsigned threads, std::unique_ptr<Quota> own_quota);
    ~CpuPool() override;

    asio::awaitable<void> burn(Duration work) override;
    [[nodiscard]] Result<io::CfsStatistics> quota_statistics() const override;
    /// CPU time that all requests together have burnt.
    [[nodiscard]] Duration burnt() const { return Duration{burnt_.load(std::memory_order_relaxed)}; }

private:
    struct Job;
    struct GiveUp;

    void work();
    std::shared_ptr<Job> take();
    void put_back(std::shared_ptr<Job> job);
    void finish(std::shared_ptr<Job> job);

    asio::any_io_executor executor_;
    std::unique_ptr<Quota> own_quota_;
    std::atomic<std::int64_t> burnt_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::shared_ptr<Job>> waiting_;
    bool is_stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace flotilla::apps::service
