#pragma once
#include <cstdio>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"
#include "flotilla/io/clock.hpp"

namespace flotilla::lab {

namespace asio = boost::asio;

struct DemoOptions {
    std::uint64_t seed = 7;
    double speed = 15;  ///< a JVM that starts in 40 s is there after 3 s
    Duration interval = std::chrono::seconds{5};
    std::uint64_t actions = 6;    ///< of all groups together
    bool with_experiment = true;  ///< measure scaling times afterwards
    std::string folder = "demo";  ///< where the results go
};

/// The first thing a newcomer sees: an embedded cluster, TeaStore's seven services on it, and the group
/// operator scaling them.
///
/// Shows a live table on a terminal and a line for each action elsewhere. Leaves summary.txt, scaling_csv.txt
/// and scaling_csv.svg in the folder.
class Demo {
public:
    Demo(DemoOptions options, io::Clock& clock, asio::any_io_executor executor, std::FILE& out);

    asio::awaitable<Result<void>> run();
    /// Ends at the next safe point.
    void stop() { is_stopping_ = true; }

private:
    class Stage;

    DemoOptions options_;
    io::Clock& clock_;
    asio::any_io_executor executor_;
    std::FILE& out_;
    bool is_stopping_ = false;
};

}  // namespace flotilla::lab
