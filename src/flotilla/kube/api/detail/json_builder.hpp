#pragma once
#include <boost/json/storage_ptr.hpp>

#include "flotilla/kube/api/detail/json_scanner.hpp"
#include "flotilla/kube/api/json.hpp"

namespace flotilla::kube::detail {

/// Reads one value, in `storage`. When that fails, the scanner is not ok and the value is null.
///
/// Boost's own parser is not used, because it rounds numbers of more than some 15 digits: a double must be
/// read back as it was written.
Json build_json(JsonScanner& scanner, boost::json::storage_ptr storage = {});

/// A text that a scanner has let through.
Json build_valid_json(std::string_view text, boost::json::storage_ptr storage = {});

}  // namespace flotilla::kube::detail
