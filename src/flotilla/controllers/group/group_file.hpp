#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The group file: one group a line, members separated by commas, blanks trimmed, `#` comments and empty
/// lines skipped.
namespace flotilla::controllers::group {

struct GroupLine {
    int line = 0;  ///< counted from 1
    std::vector<std::string> members;

    friend bool operator==(const GroupLine&, const GroupLine&) = default;
};

struct LineError {
    int line = 0;
    std::string message;

    friend bool operator==(const LineError&, const LineError&) = default;
};

struct GroupFile {
    std::vector<GroupLine> groups;
    std::vector<LineError> errors;  ///< in the order of lines; with any, `groups` must not be put in force

    friend bool operator==(const GroupFile&, const GroupFile&) = default;
};

/// Never fails as a whole: what is wrong with a line is among the errors.
GroupFile parse_group_file(std::string_view text);

/// The members that are no Deployment of the application, each with its line.
std::vector<LineError> unknown_members(const GroupFile& file, const std::set<std::string>& deployments);

/// "groups.txt:3: member web is empty", as compilers write it.
std::string to_text(std::string_view path, const LineError& error);

}  // namespace flotilla::controllers::group
