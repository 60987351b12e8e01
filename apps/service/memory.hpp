#pragma once
#include <cstddef>
#include <memory>
#include <vector>

#include "flotilla/base/time.hpp"
#include "flotilla/model/application/application.hpp"

namespace flotilla::apps::service {

/// Bytes of this process that are in memory now; 0 where the machine does not tell.
std::size_t resident_bytes();

/// Memory that is really there: its pages have been written to.
class Ballast {
public:
    /// Holds that much, in whole blocks of 64 KiB.
    void hold(std::size_t bytes);
    [[nodiscard]] std::size_t held() const;

private:
    std::vector<std::unique_ptr<std::byte[]>> blocks_;
};

/// What a pod without requests holds, after it has been up for some time: base and leak, without what this
/// program holds anyhow.
std::size_t ballast_for(const model::Memory& memory, Duration uptime, std::size_t held_anyhow);

}  // namespace flotilla::apps::service
