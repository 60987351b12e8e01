#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "flotilla/cluster/apiserver/api_request.hpp"
#include "flotilla/cluster/apiserver/core.hpp"
#include "flotilla/cluster/apiserver/outcome.hpp"

namespace flotilla::cluster {

/// OpenAPI v3: an index and one document a group version; v2: one document for all. Made when first asked for
/// and kept while the catalog stays the same.
class OpenApi {
public:
    explicit OpenApi(const Core& core) : core_{core} {}

    Outcome<io::http::Response> answer(const ApiRequest& request);

private:
    [[nodiscard]] std::string index() const;
    Outcome<std::string> document(std::string_view path);
    /// Version 2.
    std::string whole(bool as_protobuf);
    [[nodiscard]] kube::Json describe(std::string_view group, const ServedVersion& version) const;
    /// The catalog has changed: documents of before are no longer true.
    void forget_the_past();

    const Core& core_;
    std::uint64_t generation_ = 0;
    std::map<std::string, std::string, std::less<>> documents_;  // by "apis/apps/v1", "v2"
};

}  // namespace flotilla::cluster
