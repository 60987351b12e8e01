#include "flotilla/sim/fluid/pod_curve.hpp"

#include <algorithm>
#include <cmath>
#include <deque>

#include "flotilla/base/random.hpp"
#include "flotilla/sim/fluid/draw.hpp"

namespace flotilla::sim::fluid {
namespace {

constexpr double kPeriod = 0.1;
constexpr double kDone =
    1e-9;  ///< seconds of work; less than that is not distinguishable from none late in a run
constexpr double kNever = std::numeric_limits<double>::infinity();

/// One pod in continuous time: the requests that compute, those that wait for a thread, and the quota of the
/// period.
class Pod {
public:
    explicit Pod(const PodShape& shape) : shape_(shape), left_(shape.quota * kPeriod) {}

    void arrive(double now, double work) {
        const Request request{now, work, work};
        if (static_cast<int>(computing_.size()) < shape_.threads) {
            computing_.push_back(request);
        } else {
            waiting_.push_back(request);
        }
    }

    /// Goes on until `end`; `finished(seconds in the pod, work)` is called for every request that ends.
    template <class Finished>
    void run(double now, double end, Finished finished) {
        while (now < end) {
            const double next = std::min({end, period_end_, now + until_exhausted(), now + until_done()});
            work_for(next - now);
            now = next;
            finish(now, finished);
            if (now >= period_end_) {
                left_ = shape_.quota * kPeriod;
                period_end_ += kPeriod;
            }
        }
    }

private:
    struct Request {
        double arrived;
        double work;
        double left;
    };

    [[nodiscard]] double rate() const {  // of each computing request, cores
        if (computing_.empty() || left_ <= 0) {
            return 0;
        }
        return std::min(1.0, shape_.cores / static_cast<double>(computing_.size()));
    }

    [[nodiscard]] double until_exhausted() const {
        const double used = rate() * static_cast<double>(computing_.size());
        return used > 0 ? left_ / used : kNever;
    }

    [[nodiscard]] double until_done() const {
        double least = kNever;
        for (const Request& request : computing_) {
            least = std::min(least, request.left);
        }
        return rate() > 0 ? least / rate() : kNever;
    }

    void work_for(double seconds) {
        const double done = rate() * seconds;
        left_ -= done * static_cast<double>(computing_.size());
        if (left_ < kDone) {
            left_ = 0;
        }
        for (Request& request : computing_) {
            request.left -= done;
        }
    }

    template <class Finished>
    void finish(double now, Finished finished) {
        for (std::size_t i = 0; i < computing_.size();) {
            if (computing_[i].left > kDone) {
                ++i;
                continue;
            }
            finished(now - computing_[i].arrived, computing_[i].work);
            computing_[i] = computing_.back();
            computing_.pop_back();
            if (!waiting_.empty()) {
                computing_.push_back(waiting_.front());
                waiting_.pop_front();
            }
        }
    }

    const PodShape& shape_;
    double left_;
    double period_end_ = kPeriod;
    std::vector<Request> computing_;
    std::deque<Request> waiting_;
};

PodCurve::Point simulate_point(const PodShape& shape, double rate, std::uint64_t seed, std::size_t requests) {
    RandomStream arrivals{seed, "arrivals"};
    RandomStream works{seed, "work"};
    Pod pod{shape};
    const std::size_t warmup = requests / 5;
    std::size_t finished = 0;
    double count = 0;
    double delay = 0;
    double sum = 0;
    double squares = 0;
    double now = 0;
    while (finished < requests + warmup) {
        const double next = now - std::log(1 - arrivals.uniform()) / rate;
        pod.run(now, next, [&](double seconds, double work) {
            if (++finished > warmup) {
                ++count;
                delay += seconds - work;
                sum += seconds;
                squares += seconds * seconds;
            }
        });
        now = next;
        pod.arrive(now, draw(shape.work, works));
    }
    const double mean = sum / count;
    return {
        static_cast<float>(delay / count), static_cast<float>(std::max(0.0, squares / count - mean * mean))
    };
}

}  // namespace

PodCurve simulate_curve(const PodShape& shape, std::uint64_t seed, std::size_t requests_a_point) {
    const double capacity =
        std::min({shape.quota, shape.cores, static_cast<double>(shape.threads)}) / shape.work.expectation();
    PodCurve curve;
    for (std::size_t i = 1; i < PodCurve::kPoints; ++i) {
        const double utilization = PodCurve::kLast * static_cast<double>(i) / (PodCurve::kPoints - 1);
        curve.points[i] = simulate_point(shape, utilization * capacity, seed, requests_a_point);
        // More load never waits less: what the sample says otherwise is noise.
        curve.points[i].delay = std::max(curve.points[i].delay, curve.points[i - 1].delay);
    }
    curve.points[0] = curve.points[1];
    curve.points[0].delay = std::max(0.0F, 2 * curve.points[1].delay - curve.points[2].delay);
    return curve;
}

}  // namespace flotilla::sim::fluid
