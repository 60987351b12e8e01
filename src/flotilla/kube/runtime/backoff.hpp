#pragma once
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "flotilla/base/time.hpp"
#include "flotilla/kube/runtime/jitter.hpp"

/// How long to wait before the next try.
namespace flotilla::kube {

/// Waits that double after each failure and start over after a quiet time. Defaults are those of client-go's
/// reflector.
struct BackoffOptions {
    Duration initial = std::chrono::milliseconds{800};
    double factor = 2;
    Duration cap = std::chrono::seconds{30};
    double jitter = 1;  ///< up to so many times longer
    Duration reset_after = std::chrono::minutes{2};
};

class Backoff {
public:
    explicit Backoff(BackoffOptions options = BackoffOptions{})
        : options_(options), current_(options.initial) {}

    /// The wait after a failure at `now`.
    Duration next(TimePoint now, RandomStream& random) {
        if (last_ && now - *last_ > options_.reset_after) {
            current_ = options_.initial;
        }
        last_ = now;
        const Duration wait = jittered(current_, options_.jitter, random);
        const auto longer = static_cast<double>(current_.count()) * options_.factor;
        current_ = std::min(Duration{static_cast<Duration::rep>(longer)}, options_.cap);
        return wait;
    }

private:
    BackoffOptions options_;
    Duration current_;
    std::optional<TimePoint> last_;
};

/// Lets `burst` pass at once and `per_second` in the long run.
class TokenBucket {
public:
    TokenBucket(double per_second, double burst) : per_second_(per_second), burst_(burst), tokens_(burst) {}

    /// Takes a token, perhaps one of the future: the wait until it is there.
    Duration reserve(TimePoint now) {
        refill(now);
        tokens_ -= 1;
        if (tokens_ >= 0) {
            return Duration{0};
        }
        return std::chrono::ceil<Duration>(std::chrono::duration<double>(-tokens_ / per_second_));
    }

    /// Takes a token if there is one now.
    bool try_take(TimePoint now) {
        refill(now);
        if (tokens_ < 1) {
            return false;
        }
        tokens_ -= 1;
        return true;
    }

private:
    void refill(TimePoint now) {
        if (last_) {
            tokens_ += std::chrono::duration<double>(now - *last_).count() * per_second_;
            tokens_ = std::min(tokens_, burst_);
        }
        last_ = now;
    }

    double per_second_;
    double burst_;
    double tokens_;
    std::optional<TimePoint> last_;
};

/// What a work queue waits before it gives a failed key again: the longer of the key's own doubling wait and
/// the bucket of all keys.
struct RetryOptions {
    Duration initial = std::chrono::milliseconds{5};
    Duration cap = std::chrono::seconds{1000};
    double per_second = 10;
    double burst = 100;
};

template <class Key>
class RetryLimiter {
public:
    explicit RetryLimiter(RetryOptions options = RetryOptions{})
        : options_(options), bucket_(options.per_second, options.burst) {}

    /// Counts a failure of `key`: the wait before its next try.
    Duration next(const Key& key, TimePoint now) {
        const std::uint32_t failures = failures_[key]++;
        constexpr std::uint32_t kMostDoublings = 40;  // past the cap, short of overflow
        const double factor = static_cast<double>(std::uint64_t{1} << std::min(failures, kMostDoublings));
        const double wait = static_cast<double>(options_.initial.count()) * factor;
        const auto cap = static_cast<double>(options_.cap.count());
        const Duration own{static_cast<Duration::rep>(std::min(wait, cap))};
        return std::max(own, bucket_.reserve(now));
    }

    /// The key succeeded, or is given up.
    void forget(const Key& key) { failures_.erase(key); }

    [[nodiscard]] std::uint32_t failures(const Key& key) const {
        const auto found = failures_.find(key);
        return found == failures_.end() ? 0 : found->second;
    }

private:
    RetryOptions options_;
    TokenBucket bucket_;
    std::map<Key, std::uint32_t> failures_;
};

}  // namespace flotilla::kube
