#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/load/behaviour.hpp"

namespace flotilla::load {

/// A request as it is to be sent. Views are into the behaviour that it was made from.
struct Message {
    std::string_view method;
    std::string target;
    std::string body;
    std::string_view content_type;
    std::string cookie;   ///< identifies the session, as a browser's would
    std::string session;  ///< "cart_items=3", for servers that model it; may be empty
};

/// One user: what it does next, and with which words. Pure: a function of behaviour, seed and number, so that
/// more users do not change what the others do.
class User {
public:
    /// @param behaviour has passed `check`; must outlive the user
    User(const Behaviour& behaviour, std::uint64_t seed, std::size_t number);

    /// Draws the next request: the next one of the task that is under way, or the first of a new task.
    std::size_t next_action();
    /// Whether the next request begins a task: then the user thinks first.
    [[nodiscard]] bool is_between_tasks() const { return next_ == under_way_->size(); }
    [[nodiscard]] Duration think() { return behaviour_.think.draw(stream_); }
    /// Fills the message with the user's own words.
    void compose(std::size_t action, Message& message);
    /// A request was answered well: the session changes.
    void succeeded(std::size_t action);
    /// The value of a session counter, by its place in the behaviour.
    [[nodiscard]] std::int64_t counter(std::size_t index) const { return counters_[index]; }

private:
    std::int64_t changed(
        std::int64_t value, const SessionCounter& counter, const SessionCounter::Effect& effect
    );
    void append_words(std::string_view text, std::string& to);

    const Behaviour& behaviour_;
    RandomStream stream_;
    const std::vector<std::size_t>* under_way_;
    std::size_t next_ = 0;
    std::vector<std::int64_t> counters_;
    std::string session_id_;
};

}  // namespace flotilla::load
