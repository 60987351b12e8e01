#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

namespace flotilla::cluster {

/// OpenAPI v3: an index and one document a group version, made when first asked for and kept while the
/// catalog stays the same.
class OpenApi {
public:
    explicit OpenApi(const Core& core) : core_{core} {}

    Outcome<io::http::Response> answer(const ApiRequest& request);

private:
    [[nodiscard]] std::string index() const;
    Outcome<std::string> document(std::string_view path);

    const Core& core_;
    std::uint64_t generation_ = 0;
    std::map<std::string, std::string, std::less<>> documents_;  // by "apis/apps/v1"
};

}  // namespace flotilla::cluster
