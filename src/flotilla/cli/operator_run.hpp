#pragma once
#include <optional>
#include <string>

#include "flotilla/controllers/group/options.hpp"

namespace flotilla::cli {

/// What `flotilla operator` was asked for.
struct OperatorArguments {
    controllers::group::Flags flags;
    std::string kubeconfig;
    std::string context;
    std::string listen = "127.0.0.1";  ///< for probes and metrics; all addresses inside a pod
    int port = 0;                      ///< 0: none
    std::optional<std::int64_t> seed;
    bool with_leader_election = true;
    bool watch = false;  ///< show a live table
    bool verbose = false;
};

int run_operator(const OperatorArguments& arguments);

}  // namespace flotilla::cli
