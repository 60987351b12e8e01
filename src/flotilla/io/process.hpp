#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/base/result.hpp"

namespace flotilla::io {

namespace asio = boost::asio;

struct ProcessRequest {
    ProcessRequest() = default;

    std::vector<std::string>
        command;  ///< the program, looked up in the PATH of this process, and its arguments
    std::map<std::string, std::string, std::less<>> environment;  ///< all of it: nothing is inherited
    std::size_t max_output = 1 << 20;                             ///< bytes of each of its outputs
};

struct ProcessOutput {
    int exit_code = 0;  ///< 128 + the signal's number when one ended it
    std::string out;
    std::string err;
};

/// Runs a program to its end without blocking the executor; it reads nothing from its standard input.
/// Cancelled: the program is killed. NotFound: there is no such program; InvalidArgument: it writes more than
/// it may.
asio::awaitable<Result<ProcessOutput>> run_process(ProcessRequest request);

}  // namespace flotilla::io
