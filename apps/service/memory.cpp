#include "service/memory.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

#include <unistd.h>

namespace flotilla::apps::service {
namespace {

constexpr std::size_t kBlock = 64U << 10U;

}  // namespace

std::size_t resident_bytes() {
    std::ifstream statm{"/proc/self/statm"};
    std::size_t total = 0;
    std::size_t resident = 0;
    statm >> total >> resident;
    return statm ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

void Ballast::hold(std::size_t bytes) {
    const std::size_t wanted = bytes / kBlock;
    while (blocks_.size() < wanted) {
        auto block = std::make_unique_for_overwrite<std::byte[]>(kBlock);
        std::memset(block.get(), 0x5A, kBlock);
        blocks_.push_back(std::move(block));
    }
    blocks_.resize(wanted);
}

std::size_t Ballast::held() const {
    return blocks_.size() * kBlock;
}

std::size_t ballast_for(const model::Memory& memory, Duration uptime, std::size_t held_anyhow) {
    const double hours = std::chrono::duration<double, std::ratio<3600>>(uptime).count();
    const double wanted = static_cast<double>(memory.base.count()) + memory.leak_per_hour * hours;
    return static_cast<std::size_t>(std::max(wanted - static_cast<double>(held_anyhow), 0.0));
}

}  // namespace flotilla::apps::service
