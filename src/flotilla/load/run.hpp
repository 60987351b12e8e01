#pragma once
#include <functional>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "flotilla/io/clock.hpp"
#include "flotilla/io/signal.hpp"
#include "flotilla/io/task_group.hpp"
#include "flotilla/load/record.hpp"

namespace flotilla::load {

struct RunOptions {
    RunOptions() = default;

    Duration length = std::chrono::seconds{10};  ///< with the warm-up
    Duration warm_up{0};
    /// The run does not wake up more often than that for what falls due. Latency counts from the intended
    /// start, so that this shows; zero for exact virtual time.
    Duration quantum = std::chrono::microseconds{100};
    /// After the end, answers are awaited for that long at most.
    Duration patience = std::chrono::seconds{20};
    std::function<void(const Interval&)> on_interval;  ///< each second
};

/// Lets a source act: sends what it wants when it wants, tells it of the answers, and counts.
class Run final : private Receiver {
public:
    /// Everything borrowed outlives the run.
    Run(asio::any_io_executor executor,
        io::Clock& clock,
        Source& source,
        Sender& sender,
        std::vector<std::string> action_names,
        RunOptions options);

    /// Until the time is over and every request has ended. Once only. Unavailable: the sender could not
    /// start.
    asio::awaitable<Result<Record>> operator()();
    /// Ends the run early: nothing more is sent, and answers are not waited for.
    void stop();

private:
    void ended(Token token, const Outcome& outcome) override;
    [[nodiscard]] Duration elapsed() const { return clock_.now() - start_; }
    [[nodiscard]] bool is_over(Duration now) const { return is_stopped_ || now >= options_.length; }
    void send_due(Duration now);
    void send(const Intent& intent, Duration now);
    void arm();
    asio::awaitable<void> wake_at(Duration when);
    asio::awaitable<void> count_intervals();
    asio::awaitable<void> wait_until_over();
    asio::awaitable<void> wait_for_answers();

    io::Clock& clock_;
    Source& source_;
    Sender& sender_;
    RunOptions options_;
    Recorder recorder_;
    TimePoint start_;
    bool is_stopped_ = false;
    Duration armed_ = Duration::max();  ///< the earliest wake-up that is under way
    std::vector<Intent> under_way_;     ///< by token
    std::vector<Token> free_tokens_;
    Message message_;
    io::Signal changed_;
    io::TaskGroup tasks_;
};

}  // namespace flotilla::load
