#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/result.hpp"
#include "flotilla/kube/api/encoded_object.hpp"

namespace flotilla::kube {

/// One page of a list.
struct ObjectList {
    std::string api_version;       ///< "v1"
    std::string kind;              ///< "PodList"
    std::string resource_version;  ///< the collection's state; where a watch goes on
    std::string continue_token;    ///< not empty: there are more pages
    std::optional<std::int64_t> remaining_item_count;
    std::vector<SharedObject> items;
};

/// Splits the body of a list. Items that lack apiVersion and kind, as those of typed lists do, get the list's
/// apiVersion and its kind without "List". Fails with InvalidArgument for what is no list.
Result<ObjectList> decode_list(std::string_view body);

/// The body of a list.
std::string encode_list(const ObjectList& list);

}  // namespace flotilla::kube
