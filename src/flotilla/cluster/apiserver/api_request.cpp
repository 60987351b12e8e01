#include "flotilla/cluster/apiserver/api_request.hpp"

namespace flotilla::cluster {

std::string ApiRequest::manager() const {
    if (const auto given = info.query.find("fieldManager"); given && !given->empty()) {
        return std::string{*given};
    }
    const std::string_view agent = http.headers.find("User-Agent").value_or("unknown");
    return std::string{agent.substr(0, agent.find('/'))};
}

bool ApiRequest::is_dry_run() const {
    return info.query.value("dryRun") == "All";
}

}  // namespace flotilla::cluster
