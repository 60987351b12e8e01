#pragma once
#include <atomic>
#include <cstddef>
#include <map>
#include <span>

#include "flotilla/lab/compare/run.hpp"

namespace flotilla::lab::compare {

/// Runs that are finished, and nothing else: where they come from and where they go. Called under a lock.
class RunJournal {
public:
    RunJournal() = default;
    RunJournal(const RunJournal&) = delete;
    RunJournal& operator=(const RunJournal&) = delete;
    virtual ~RunJournal() = default;
    /// Finished earlier, or nullptr.
    [[nodiscard]] virtual const RunOutcome* find(const RunKey& key) const = 0;
    virtual Result<void> add(const RunKey& key, const RunOutcome& outcome) = 0;
};

/// Called after each run, under a lock, with the number that are finished and the number that are asked for
/// so far.
using Progress = std::function<void(std::size_t finished, std::size_t asked)>;

/// Makes runs on several threads. The outcomes do not depend on how many.
class RunPool {
public:
    /// @param run, journal, progress outlive the pool; progress may be empty
    /// @param cancelled when it becomes true, no run is begun any more
    RunPool(
        const RunFunction& run,
        RunJournal& journal,
        std::size_t threads,
        const Progress& progress,
        const std::atomic<bool>& cancelled
    )
        : run_(run), journal_(journal), threads_(threads), progress_(progress), cancelled_(cancelled) {}

    /// The outcome of every key. Those in the journal are not made again. The first failure in the keys'
    /// order when one fails; Unavailable when it was cancelled.
    Result<std::map<RunKey, RunOutcome>> make(std::span<const RunKey> keys);

private:
    const RunFunction& run_;
    RunJournal& journal_;
    std::size_t threads_;
    const Progress& progress_;
    const std::atomic<bool>& cancelled_;
    std::size_t finished_ = 0;
    std::size_t asked_ = 0;
};

}  // namespace flotilla::lab::compare
