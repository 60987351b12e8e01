#include "service/cpu_pool.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "flotilla/io/cpu_time.hpp"
#include "flotilla/io/signal.hpp"

namespace flotilla::apps::service {
namespace {

constexpr Duration kTurn = std::chrono::microseconds{250};

/// Spins until this thread has used `amount` of CPU; how much it was. Looks at the clock every few µs.
Duration spin(Duration amount) {
    const Duration start = io::thread_cpu_time();
    std::uint64_t state = 0x9E3779B97F4A7C15U;
    Duration used{0};
    while (used < amount) {
        for (int step = 0; step < 2000; ++step) {
            state ^= state << 13U;
            state ^= state >> 7U;
            state ^= state << 17U;
            asm volatile("" : "+r"(state));  // or the compiler would leave the work out
        }
        used = io::thread_cpu_time() - start;
    }
    return used;
}

}  // namespace

struct CpuPool::Job {
    Job(const asio::any_io_executor& executor, Duration work) : left{work}, changed{executor} {}

    Duration left;                         ///< only the thread that holds the job looks at it
    std::atomic<bool> is_given_up{false};  ///< nobody waits for it any longer
    bool is_done = false;                  ///< on the executor
    io::Signal changed;
};

/// Tells the threads that they need not go on, when whoever waits is cancelled.
struct CpuPool::GiveUp {
    explicit GiveUp(Job& waited_for) : job{waited_for} {}
    ~GiveUp() { job.is_given_up = true; }
    GiveUp(const GiveUp&) = delete;
    GiveUp& operator=(const GiveUp&) = delete;

    Job& job;
};

CpuPool::CpuPool(asio::any_io_executor executor, unsigned threads, std::unique_ptr<Quota> own_quota)
    : executor_{std::move(executor)}, own_quota_{std::move(own_quota)} {
    for (unsigned thread = 0; thread < threads; ++thread) {
        threads_.emplace_back([this] { work(); });
    }
}

CpuPool::~CpuPool() {
    {
        const std::scoped_lock lock{mutex_};
        is_stopping_ = true;
    }
    changed_.notify_all();
    if (own_quota_) {
        own_quota_->release();
    }
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

asio::awaitable<void> CpuPool::burn(Duration work) {
    if (work <= Duration{0}) {
        co_return;
    }
    const auto job = std::make_shared<Job>(executor_, work);
    const GiveUp when_cancelled{*job};
    put_back(job);
    while (!job->is_done) {
        co_await job->changed.wait();
    }
}

Result<io::CfsStatistics> CpuPool::quota_statistics() const {
    if (own_quota_) {
        return own_quota_->statistics();
    }
    return io::own_cfs_statistics();
}

void CpuPool::put_back(std::shared_ptr<Job> job) {
    {
        const std::scoped_lock lock{mutex_};
        waiting_.push_back(std::move(job));
    }
    changed_.notify_one();
}

std::shared_ptr<CpuPool::Job> CpuPool::take() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return is_stopping_ || !waiting_.empty(); });
    if (is_stopping_) {
        return nullptr;
    }
    std::shared_ptr<Job> job = std::move(waiting_.front());
    waiting_.pop_front();
    return job;
}

void CpuPool::finish(std::shared_ptr<Job> job) {
    // The last reference must go on the executor: the signal belongs there.
    asio::post(executor_, [job = std::move(job)] {
        job->is_done = true;
        job->changed.notify_all();
    });
}

void CpuPool::work() {
    while (std::shared_ptr<Job> job = take()) {
        if (!job->is_given_up) {
            if (own_quota_) {
                own_quota_->wait_for_share();
            }
            const Duration used = spin(std::min(job->left, kTurn));
            burnt_.fetch_add(used.count(), std::memory_order_relaxed);
            job->left -= used;
        }
        if (job->is_given_up || job->left <= Duration{0}) {
            finish(std::move(job));
        } else {
            put_back(std::move(job));
        }
    }
}

}  // namespace flotilla::apps::service
