#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

/// Control groups of the kernel, version 2 and 1: CPU quotas of process groups, and what became of them.
namespace flotilla::io {

/// How often a quota held a group back (cpu.stat).
struct CfsStatistics {
    std::uint64_t periods = 0;    ///< in which the group wanted to run
    std::uint64_t throttled = 0;  ///< of these, in which it used up its quota
    Duration throttled_time{0};   ///< summed over CPUs

    friend bool operator==(const CfsStatistics&, const CfsStatistics&) = default;
};

/// The text of a cpu.stat file of either version. InvalidArgument: it has no such lines.
Result<CfsStatistics> parse_cfs_statistics(std::string_view text);

/// Of the group in which this process runs. Unsupported: there is none that the kernel counts.
Result<CfsStatistics> own_cfs_statistics();

/// A group whose processes together get so much CPU in each period of 100 ms; removed with this object, when
/// its processes have ended.
class CpuGroup {
public:
    /// Makes a group below this process's own. Unsupported: this machine does not let us.
    /// @param name  unlike that of any other group
    /// @param cores the quota; 0.2 = 20 ms in each 100 ms
    static Result<CpuGroup> create(std::string_view name, double cores);
    ~CpuGroup();
    CpuGroup(CpuGroup&& other) noexcept;
    CpuGroup& operator=(CpuGroup&&) = delete;
    CpuGroup(const CpuGroup&) = delete;
    CpuGroup& operator=(const CpuGroup&) = delete;

    /// Moves a process, with its threads, into the group.
    Result<void> add(pid_t process) const;
    [[nodiscard]] Result<CfsStatistics> statistics() const;

private:
    explicit CpuGroup(std::filesystem::path folder) : folder_{std::move(folder)} {}

    std::filesystem::path folder_;
};

}  // namespace flotilla::io
