#include "flotilla/io/cgroup.hpp"

#include <charconv>
#include <cmath>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "flotilla/io/file.hpp"

namespace flotilla::io {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::microseconds kPeriod{100'000};
constexpr const char* kRoot = "/sys/fs/cgroup";

/// Control files take one write, and are not to be replaced.
Result<void> write_control(const fs::path& file, const std::string& text) {
    std::ofstream out{file};
    out << text << std::flush;
    if (!out) {
        return fail(ErrorCode::Unsupported, fmt::format("{} does not take \"{}\"", file.string(), text));
    }
    return {};
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return lines;
}

/// "cpu,cpuacct" names "cpu".
bool names(std::string_view controllers, std::string_view wanted) {
    while (!controllers.empty()) {
        const std::size_t comma = controllers.find(',');
        if (controllers.substr(0, comma) == wanted) {
            return true;
        }
        controllers.remove_prefix(comma == std::string_view::npos ? controllers.size() : comma + 1);
    }
    return false;
}

struct OwnGroup {
    fs::path folder;
    bool is_version_2;
};

/// From /proc/self/cgroup, lines "NUMBER:CONTROLLERS:PATH", "0::PATH" for version 2. Inside a container the
/// path may lie outside of what is mounted; then the mount's root is the group.
std::optional<OwnGroup> own_group() {
    const auto text = read_file("/proc/self/cgroup", 1U << 20U);
    if (!text) {
        return std::nullopt;
    }
    for (const std::string_view line : lines_of(*text)) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos) {
            continue;
        }
        const std::string_view controllers = line.substr(first + 1, second - first - 1);
        const bool is_version_2 = controllers.empty() && fs::exists(fs::path{kRoot} / "cgroup.controllers");
        if (!is_version_2 && !names(controllers, "cpu")) {
            continue;
        }
        const fs::path mount = is_version_2 ? fs::path{kRoot} : fs::path{kRoot} / "cpu";
        const fs::path inside = mount / fs::path{line.substr(second + 1)}.relative_path();
        return OwnGroup{fs::exists(inside / "cpu.stat") ? inside : mount, is_version_2};
    }
    return std::nullopt;
}

Result<void> set_quota(const OwnGroup& parent, const fs::path& folder, double cores) {
    const auto quota = std::llround(cores * static_cast<double>(kPeriod.count()));
    if (parent.is_version_2) {
        FLOTILLA_CHECK(write_control(parent.folder / "cgroup.subtree_control", "+cpu"));
        return write_control(folder / "cpu.max", fmt::format("{} {}", quota, kPeriod.count()));
    }
    FLOTILLA_CHECK(write_control(folder / "cpu.cfs_period_us", fmt::format("{}", kPeriod.count())));
    return write_control(folder / "cpu.cfs_quota_us", fmt::format("{}", quota));
}

Result<CfsStatistics> read_statistics(const fs::path& folder) {
    FLOTILLA_TRY(const std::string text, read_file(folder / "cpu.stat", 1U << 16U));
    return parse_cfs_statistics(text);
}

}  // namespace

Result<CfsStatistics> parse_cfs_statistics(std::string_view text) {
    CfsStatistics statistics;
    bool has_periods = false;
    for (const std::string_view line : lines_of(text)) {
        const std::size_t space = line.find(' ');
        std::uint64_t value = 0;
        if (space == std::string_view::npos ||
            std::from_chars(line.data() + space + 1, line.data() + line.size(), value).ec != std::errc{}) {
            continue;
        }
        const std::string_view name = line.substr(0, space);
        if (name == "nr_periods") {
            statistics.periods = value;
            has_periods = true;
        } else if (name == "nr_throttled") {
            statistics.throttled = value;
        } else if (name == "throttled_usec") {
            statistics.throttled_time = std::chrono::microseconds{value};
        } else if (name == "throttled_time") {
            statistics.throttled_time = std::chrono::nanoseconds{value};
        }
    }
    if (!has_periods) {
        return fail(
            ErrorCode::InvalidArgument, "this cpu.stat has no line nr_periods: the group has no quota"
        );
    }
    return statistics;
}

Result<CfsStatistics> own_cfs_statistics() {
    const auto group = own_group();
    if (!group) {
        return fail(ErrorCode::Unsupported, "this process is in no control group for CPU");
    }
    return read_statistics(group->folder);
}

Result<CpuGroup> CpuGroup::create(std::string_view name, double cores) {
    const auto parent = own_group();
    if (!parent) {
        return fail(ErrorCode::Unsupported, "this process is in no control group for CPU");
    }
    const fs::path folder = parent->folder / name;
    std::error_code problem;
    if (!fs::create_directory(folder, problem)) {
        return fail(
            ErrorCode::Unsupported,
            fmt::format(
                "cannot make the group {}: {}", folder.string(), problem ? problem.message() : "it exists"
            )
        );
    }
    CpuGroup group{folder};
    FLOTILLA_CHECK(set_quota(*parent, folder, cores));
    return group;
}

CpuGroup::CpuGroup(CpuGroup&& other) noexcept : folder_{std::exchange(other.folder_, {})} {}

CpuGroup::~CpuGroup() {
    if (!folder_.empty()) {
        std::error_code ignored;  // processes that are still in it keep it; nobody could do better here
        fs::remove(folder_, ignored);
    }
}

Result<void> CpuGroup::add(pid_t process) const {
    return write_control(folder_ / "cgroup.procs", fmt::format("{}", process));
}

Result<CfsStatistics> CpuGroup::statistics() const {
    return read_statistics(folder_);
}

}  // namespace flotilla::io
