#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

namespace flotilla::load {

/// How much load there is at each time: users (closed loop) or requests per second (open loop). Constant from
/// one step to the next, and after the last one for ever.
class Level {
public:
    struct Step {
        Duration from{0};  ///< since the run's start
        double value = 0;

        friend bool operator==(const Step&, const Step&) = default;
    };

    explicit Level(double constant) : steps_{{Duration{0}, constant}} {}
    /// InvalidArgument: no steps, the first not at 0, times that do not rise, values below zero or not
    /// finite.
    static Result<Level> from_steps(std::vector<Step> steps);

    [[nodiscard]] double at(Duration time) const;
    /// When the value next changes, later than `time`; nothing when it stays.
    [[nodiscard]] std::optional<Duration> next_change(Duration time) const;
    [[nodiscard]] double peak() const;
    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
    [[nodiscard]] Level scaled(double factor) const;

private:
    std::vector<Step> steps_;
};

/// What a shape needs to know besides its own text.
struct LevelContext {
    LevelContext() = default;

    Duration length = std::chrono::hours{24};  ///< of the run
    std::uint64_t seed = 1;
    std::function<Result<std::string>(const std::string& path)> read_file;  ///< for traces
};

/// A level from its text:
///
///     100                                     constant
///     steps:0s=10,60s=50,2m=10                from each time on
///     diurnal:low=10,high=100,period=24h      a cosine from `low` up to `high` and back; also phase=6h
///     random:low=10,high=100,every=30s        a new value, each equally likely, every 30 s
///     trace:FILE                              CSV with the header t_s,users; also trace:FILE,scale=0.5
///
/// InvalidArgument names the part that is wrong; for a trace, file and line.
Result<Level> parse_level(std::string_view text, const LevelContext& context);

/// A trace: a header line, then lines of seconds and value, times rising. A first time above 0 means: nothing
/// until then. InvalidArgument: "line 7: …".
Result<Level> parse_trace(std::string_view csv);

}  // namespace flotilla::load
