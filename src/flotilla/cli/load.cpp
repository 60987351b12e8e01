#include <memory>

#include <CLI/CLI.hpp>

#include "flotilla/cli/command.hpp"
#include "flotilla/cli/load_users.hpp"

namespace flotilla::cli {

void add_load(CLI::App& program, int& exit_code) {
    CLI::App* load = program.add_subcommand("load", "Put load on a server");
    load->require_subcommand(1);
    auto arguments = std::make_shared<LoadUsersArguments>();
    LoadUsersArguments& to = *arguments;
    CLI::App* users = load->add_subcommand(
        "users", "Users of a shop, or a rate of requests; latency counts from when each request was due"
    );
    users->add_option("server", to.server, "Its URL, http or https")->required();
    users->add_option(
        "--users",
        to.users,
        "Closed loop: 100, steps:0s=10,60s=50, diurnal:low=10,high=100,period=24h, "
        "random:low=10,high=100,every=30s, trace:FILE[,scale=0.5] (CSV t_s,users)"
    );
    users->add_option("--rate", to.rate, "Open loop: requests per second, in the same forms");
    users->add_option("--duration", to.length, "Measured time (60s)");
    users->add_option("--warm-up", to.warm_up, "Before it, not measured (0s)");
    users->add_option("--get", to.get, "Only GET this path, without a pause, instead of a shop's users");
    users->add_option("--think", to.think, "Seconds between tasks: 2, or 1-10 (as the behaviour says)");
    users->add_option("--spawn-rate", to.spawn_rate, "New users a second; 0: all at once (50)")
        ->check(CLI::NonNegativeNumber);
    users->add_flag("--even", to.is_even, "Open loop: equal gaps instead of exponential ones");
    users->add_option("--timeout", to.timeout, "Of a request (20s)");
    users->add_option("--connections", to.connections, "At most (512)")->check(CLI::Range(1, 60000));
    users->add_option("-H,--header", to.fields, "Header field of every request, \"Name: value\"");
    users->add_option("--seed", to.seed, "Of all chance (1)");
    users->add_option("--json", to.json, "Write the figures to this file");
    users->add_option("--csv", to.csv, "Write a line for each second to this file");
    users->add_option(
        "--hdr", to.hdr, "Write the latency distribution to this file, as HdrHistogram prints it"
    );
    users->callback([arguments, &exit_code] { exit_code = run_load_users(*arguments); });
}

}  // namespace flotilla::cli
