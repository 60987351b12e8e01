#include <cmath>
#include <cstdio>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "flotilla/cli/exit.hpp"
#include "flotilla/cli/workload_run.hpp"
#include "flotilla/io/clock.hpp"
#include "flotilla/lab/workload/make.hpp"
#include "flotilla/sim/workload/arrivals.hpp"

namespace flotilla::cli {
namespace {

namespace asio = boost::asio;
using model::WorkloadSeries;
using sim::workload::ArrivalOptions;

double seconds(Duration length) {
    return std::chrono::duration<double>(length).count();
}

/// Prints each step, or each arrival, when it is due: "t_s,value" or "t_s".
class Replay {
public:
    Replay(
        const WorkloadSeries& series, std::optional<ArrivalOptions> arrivals, const ReplayArguments& arguments
    )
        : series_(series), arrivals_(arrivals), speed_(arguments.speed), seed_(arguments.seed) {}

    asio::awaitable<void> run(io::Clock& clock) {
        const TimePoint began = clock.now();
        std::size_t step = 0;
        std::optional<sim::workload::Arrivals> arrivals;
        if (arrivals_) {
            arrivals.emplace(series_, *arrivals_, seed_);
        }
        while (true) {
            const std::optional<Duration> due = arrivals ? arrivals->next() : step_time(step);
            if (!due) {
                break;
            }
            if (speed_ > 0) {
                const Duration wait{std::llround(static_cast<double>(due->count()) / speed_)};
                co_await clock.sleep_until(began + wait);
            }
            print(*due, step++);
        }
    }

private:
    [[nodiscard]] std::optional<Duration> step_time(std::size_t step) const {
        return step < series_.values.size() ? std::optional{series_.step * static_cast<Duration::rep>(step)}
                                            : std::nullopt;
    }

    void print(Duration due, std::size_t step) const {
        if (arrivals_) {
            fmt::print("{:.6f}\n", seconds(due));
        } else if (series_.kind == model::SeriesKind::Usage) {
            fmt::print("{},{:.7g},{:.7g}\n", seconds(due), series_.values[step], series_.memory_mb[step]);
        } else {
            fmt::print("{},{:.7g}\n", seconds(due), series_.values[step]);
        }
        if (speed_ > 0) {
            std::fflush(stdout);
        }
    }

    const WorkloadSeries& series_;
    std::optional<ArrivalOptions> arrivals_;
    double speed_;
    std::uint64_t seed_;
};

Result<std::optional<ArrivalOptions>> arrivals_of(
    const ReplayArguments& arguments, const WorkloadSeries& series
) {
    if (arguments.arrivals.empty() && arguments.burst == 0) {
        return std::nullopt;
    }
    if (series.kind != model::SeriesKind::Rps) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("arrivals are made of rps, and this series has {}", to_string(series.kind))
        );
    }
    if (!arguments.arrivals.empty() && arguments.burst != 0) {
        return fail(
            ErrorCode::InvalidArgument, "--burst is the same as --arrivals mmpp:DISPERSION: give one of them"
        );
    }
    FLOTILLA_TRY(
        const ArrivalOptions options,
        sim::workload::parse_arrivals(
            arguments.burst != 0 ? fmt::format("mmpp:{}", arguments.burst) : arguments.arrivals
        )
    );
    return options;
}

}  // namespace

int run_workload_replay(const ReplayArguments& arguments) {
    const auto series = lab::workload::read_series(arguments.series);
    if (!series) {
        return report(series.error());
    }
    const auto arrivals = arrivals_of(arguments, *series);
    if (!arrivals) {
        return report(arrivals.error());
    }
    asio::io_context context{1};
    io::RealClock clock;
    Replay replay{*series, *arrivals, arguments};
    std::exception_ptr broken;
    asio::co_spawn(context, replay.run(clock), [&broken](std::exception_ptr thrown) { broken = thrown; });
    context.run();
    if (broken) {
        std::rethrow_exception(broken);
    }
    return kSuccess;
}

}  // namespace flotilla::cli
