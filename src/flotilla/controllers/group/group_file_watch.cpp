#include "flotilla/controllers/group/group_file_watch.hpp"

#include <utility>

namespace flotilla::controllers::group {

GroupFileWatch::GroupFileWatch(std::string path, bool is_required, ReadFile read_file, telemetry::Logger log)
    : path_(std::move(path)),
      is_required_(is_required),
      read_file_(std::move(read_file)),
      log_(std::move(log)) {}

const std::vector<GroupLine>& GroupFileWatch::poll(const std::set<std::string>& deployments) {
    const auto text = read_file_(path_);
    if (!text) {
        const bool is_expected =
            text.error().code == ErrorCode::NotFound && !is_required_ && in_force_.empty();
        complain(is_expected ? std::vector<std::string>{} : std::vector{text.error().message});
        return in_force_;
    }
    GroupFile file = parse_group_file(*text);
    if (file.errors.empty() && !deployments.empty()) {
        file.errors = unknown_members(file, deployments);
    }
    std::vector<std::string> complaints;
    for (const LineError& error : file.errors) {
        complaints.push_back(to_text(path_, error));
    }
    complain(std::move(complaints));
    if (file.errors.empty() && !deployments.empty()) {
        put_in_force(std::move(file.groups));
    }
    return in_force_;
}

void GroupFileWatch::complain(std::vector<std::string> complaints) {
    if (complaints == complaints_) {
        return;
    }
    complaints_ = std::move(complaints);
    for (const std::string& complaint : complaints_) {
        log_.error("bad group file", {{"error", complaint}, {"groups_in_force", in_force_.size()}});
    }
}

void GroupFileWatch::put_in_force(std::vector<GroupLine> groups) {
    if (groups == in_force_) {
        return;
    }
    in_force_ = std::move(groups);
    log_.info("groups in force", {{"file", path_}, {"groups", in_force_.size()}});
}

}  // namespace flotilla::controllers::group
