#pragma once
#include <boost/asio/awaitable.hpp>

#include "flotilla/base/time.hpp"
#include "flotilla/io/cgroup.hpp"

/// One configurable microservice, as an application's model describes it.
namespace flotilla::apps::service {

namespace asio = boost::asio;

/// Where a pod's work is done.
class Cpu {
public:
    Cpu() = default;
    Cpu(const Cpu&) = delete;
    Cpu& operator=(const Cpu&) = delete;
    virtual ~Cpu() = default;

    /// Uses so much CPU time of one core; returns when it is used, which is later when others want it, too.
    virtual asio::awaitable<void> burn(Duration work) = 0;
    /// What a quota has done to this pod so far. Unsupported, InvalidArgument: it has none.
    [[nodiscard]] virtual Result<io::CfsStatistics> quota_statistics() const = 0;
};

}  // namespace flotilla::apps::service
