#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "flotilla/base/result.hpp"
#include "flotilla/cluster/store/store.hpp"

namespace flotilla::cluster {

/// One number for everything that ever happened in a store, in order: two runs with the same one did the
/// same.
class HistoryHash {
public:
    /// Takes in what happened since the last call. Expired: the store's window of past changes was too small
    /// for the pause.
    Result<void> take(const Store& store);
    [[nodiscard]] std::uint64_t value() const { return value_; }
    [[nodiscard]] std::uint64_t change_count() const { return change_count_; }
    /// Changes by resource.
    [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
    std::uint64_t change_count_ = 0;
    std::map<std::string, std::uint64_t> counts_;
    Revision taken_ = 0;
};

}  // namespace flotilla::cluster
