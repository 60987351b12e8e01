#include "flotilla/cluster/apiserver/warnings.hpp"

#include <fmt/format.h>

namespace flotilla::cluster {

void add_warnings(io::http::Response& response, const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings) {
        std::string quoted;
        for (const char c : warning) {
            if (c == '"' || c == '\\') {
                quoted.push_back('\\');
            }
            quoted.push_back(c == '\n' || c == '\r' ? ' ' : c);
        }
        response.headers.add("Warning", fmt::format("299 - \"{}\"", quoted));
    }
}

}  // namespace flotilla::cluster
