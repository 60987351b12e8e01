#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "flotilla/controllers/group/group_file.hpp"
#include "flotilla/telemetry/log.hpp"

namespace flotilla::controllers::group {

/// The group file as it changes. It is read anew before each action, by its name: so a plain file, a mounted
/// ConfigMap (whose symbolic link is swapped) and a file on a persistent volume all work, and no notification
/// can be missed.
class GroupFileWatch {
public:
    using ReadFile = std::function<Result<std::string>(const std::string&)>;

    /// @param is_required whether a missing file is worth a warning
    GroupFileWatch(std::string path, bool is_required, ReadFile read_file, telemetry::Logger log);

    /// Reads the file and gives the groups in force: those of the file when all its lines are good, else the
    /// last good ones. While the application is not there at all, its lines wait and none of them is bad.
    const std::vector<GroupLine>& poll(const std::set<std::string>& deployments);
    /// What is wrong with the file as it is now: "groups.txt:3: …"; empty when nothing is.
    [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

private:
    void complain(std::vector<std::string> complaints);
    void put_in_force(std::vector<GroupLine> groups);

    std::string path_;
    bool is_required_;
    ReadFile read_file_;
    telemetry::Logger log_;
    std::vector<GroupLine> in_force_;
    std::vector<std::string> complaints_;
};

}  // namespace flotilla::controllers::group
