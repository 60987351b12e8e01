#pragma once
#include <map>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "flotilla/kube/client/client.hpp"
#include "flotilla/policy/horizontal/coordination.hpp"

namespace flotilla::controllers::group {

namespace asio = boost::asio;

/// An all-or-none action that has begun and not ended.
struct JournalEntry {
    std::string group;
    std::vector<policy::Change> changes;
    bool is_taking_back = false;  ///< the way to go on: back rather than forward

    friend bool operator==(const JournalEntry&, const JournalEntry&) = default;
};

std::string to_text(const JournalEntry& entry);
Result<JournalEntry> journal_entry_from(std::string_view text);

/// What makes all-or-none survive SIGKILL: an entry is written before the first member is patched and removed
/// after the last one is where it belongs. Kept in one ConfigMap, an entry a group, so that it is there for
/// whoever leads next.
class Journal {
public:
    /// @param application names the ConfigMap: flotilla-operator-APPLICATION
    Journal(kube::Client& client, std::string namespace_, const std::string& application);

    asio::awaitable<Result<void>> write(JournalEntry entry);
    asio::awaitable<Result<void>> remove(std::string group);
    /// Entries that cannot be read are left out, and there for a person to look at.
    asio::awaitable<Result<std::vector<JournalEntry>>> entries();
    [[nodiscard]] const kube::ObjectKey& key() const { return key_; }

private:
    kube::Client& client_;
    kube::ObjectKey key_;
};

}  // namespace flotilla::controllers::group
