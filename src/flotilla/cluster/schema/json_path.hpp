#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/json.hpp"

/// The JSONPath of kubectl and of printer columns: `.spec.containers[*].name`, `['a.b']`, `[0]`, `[-1:]`,
/// `[?(@.type=="Ready")]`, `..`.
namespace flotilla::cluster {

/// A parsed path. Cheap to copy, immutable, safe across threads.
class JsonPath {
public:
    /// With or without `$`, a leading dot and braces. Fails with InvalidArgument and says where.
    static Result<JsonPath> parse(std::string_view text);

    /// The values found, in order; they point into `root`. Nothing found is empty.
    [[nodiscard]] std::vector<const kube::Json*> find(const kube::Json& root) const;
    /// The first value found, or null.
    [[nodiscard]] const kube::Json* first(const kube::Json& root) const;

    struct Step;

private:
    explicit JsonPath(std::shared_ptr<const std::vector<Step>> steps);
    std::shared_ptr<const std::vector<Step>> steps_;
};

}  // namespace flotilla::cluster
