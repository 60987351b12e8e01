#include "flotilla/controllers/group/group_file.hpp"

#include <map>
#include <optional>

#include <fmt/format.h>

#include "flotilla/base/utf8.hpp"
#include "flotilla/kube/api/validation.hpp"

namespace flotilla::controllers::group {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\v\f";
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

class Parser {
public:
    GroupFile parse(std::string_view text) {
        if (constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF"; text.starts_with(kByteOrderMark)) {
            text.remove_prefix(kByteOrderMark.size());
        }
        for (line_ = 1; !text.empty(); ++line_) {
            const auto end = text.find('\n');
            take_line(text.substr(0, end));
            text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
        }
        return std::move(file_);
    }

private:
    void take_line(std::string_view line) {
        if (!is_utf8(line)) {
            complain("is not UTF-8");
            return;
        }
        line = trimmed(line.substr(0, line.find('#')));
        if (line.empty()) {
            return;
        }
        GroupLine group{line_, {}};
        while (true) {
            const auto comma = line.find(',');
            take_member(trimmed(line.substr(0, comma)), group);
            if (comma == std::string_view::npos) {
                break;
            }
            line.remove_prefix(comma + 1);
        }
        file_.groups.push_back(std::move(group));
    }

    void take_member(std::string_view name, GroupLine& group) {
        if (name.empty()) {
            complain("a member's name is empty: is there a comma too many?");
            return;
        }
        if (const auto complaints = kube::check_dns1123_subdomain(name); !complaints.empty()) {
            complain(fmt::format("\"{}\" cannot be the name of a Deployment: {}", name, complaints.front()));
            return;
        }
        const auto [first, is_new] = line_of_.emplace(name, line_);
        if (!is_new) {
            complain(
                first->second == line_
                    ? fmt::format("{} is named twice", name)
                    : fmt::format("{} is already a member of the group in line {}", name, first->second)
            );
            return;
        }
        group.members.emplace_back(name);
    }

    void complain(std::string message) { file_.errors.push_back({line_, std::move(message)}); }

    GroupFile file_;
    int line_ = 1;
    std::map<std::string, int, std::less<>> line_of_;
};

}  // namespace

GroupFile parse_group_file(std::string_view text) {
    return Parser{}.parse(text);
}

std::vector<LineError> unknown_members(const GroupFile& file, const std::set<std::string>& deployments) {
    std::vector<LineError> unknown;
    for (const GroupLine& group : file.groups) {
        for (const std::string& member : group.members) {
            if (!deployments.contains(member)) {
                unknown.push_back(
                    {group.line, fmt::format("there is no Deployment {} in the application", member)}
                );
            }
        }
    }
    return unknown;
}

std::string to_text(std::string_view path, const LineError& error) {
    return fmt::format("{}:{}: {}", path, error.line, error.message);
}

}  // namespace flotilla::controllers::group
