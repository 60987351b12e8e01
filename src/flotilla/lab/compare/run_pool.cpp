#include "flotilla/lab/compare/run_pool.hpp"

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

namespace flotilla::lab::compare {

Result<std::map<RunKey, RunOutcome>> RunPool::make(std::span<const RunKey> keys) {
    std::map<RunKey, RunOutcome> outcomes;
    std::vector<const RunKey*> missing;
    for (const RunKey& key : keys) {
        if (const RunOutcome* known = journal_.find(key)) {
            outcomes.emplace(key, *known);
            ++finished_;
        } else {
            missing.push_back(&key);
        }
    }
    asked_ += keys.size();

    std::mutex mutex;
    std::vector<std::optional<Error>> errors(missing.size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> has_failed{false};
    const auto work = [&] {
        for (std::size_t i = next++; i < missing.size() && !has_failed && !cancelled_; i = next++) {
            Result<RunOutcome> outcome = run_(*missing[i]);
            const std::lock_guard lock{mutex};
            Result<void> kept =
                outcome ? journal_.add(*missing[i], *outcome) : tl::unexpected(outcome.error());
            if (!kept) {
                errors[i] = kept.error();
                has_failed = true;
                return;
            }
            outcomes.emplace(*missing[i], std::move(*outcome));
            ++finished_;
            if (progress_) {
                progress_(finished_, asked_);
            }
        }
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 1; i < std::min(threads_, missing.size()); ++i) {
            threads.emplace_back(work);
        }
        work();
    }
    for (const std::optional<Error>& error : errors) {
        if (error) {
            return tl::unexpected(*error);
        }
    }
    if (cancelled_) {
        return fail(ErrorCode::Unavailable, "interrupted; the same command goes on from here");
    }
    return outcomes;
}

}  // namespace flotilla::lab::compare
