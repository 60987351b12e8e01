#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "flotilla/base/random.hpp"
#include "flotilla/base/result.hpp"
#include "flotilla/base/time.hpp"

/// Load: what users do, when they do it, how it is sent, and what came of it.
namespace flotilla::load {

/// One kind of request. `target` and `body` may hold placeholders, "{product}", each replaced by one of the
/// words of that name, every one equally likely.
struct Action {
    std::string name;
    std::string method = "GET";
    std::string target = "/";
    std::string body;
    std::string content_type;  ///< of the body; empty: no such header field

    friend bool operator==(const Action&, const Action&) = default;
};

/// What a user decides to do: requests that are sent one after another without a pause.
struct Task {
    std::string name;
    double weight = 1;
    std::vector<std::size_t> actions;  ///< indices into Behaviour::actions

    friend bool operator==(const Task&, const Task&) = default;
};

/// How long a user waits between two tasks.
struct ThinkTime {
    enum class Kind { Constant, Uniform, Exponential };
    Kind kind = Kind::Constant;
    Duration low{0};   ///< the value (Constant), the mean (Exponential) or the lower end (Uniform)
    Duration high{0};  ///< the upper end (Uniform)

    [[nodiscard]] Duration mean() const;
    [[nodiscard]] Duration draw(RandomStream& stream) const;

    friend bool operator==(const ThinkTime&, const ThinkTime&) = default;
};

/// A number that belongs to a user's session and changes with what the user does: the items in the cart.
/// Servers that want it find it in the header field Flotilla-Session, "cart_items=3".
struct SessionCounter {
    /// What a successful request does to it.
    struct Effect {
        enum class Kind {
            Add,          ///< one more
            AddDistinct,  ///< one more with probability (kinds - x) / kinds: a thing twice counts once
            Reset,        ///< back to the beginning
        };
        Kind kind = Kind::Add;
        std::int64_t kinds = 1;

        friend bool operator==(const Effect&, const Effect&) = default;
    };

    std::string name;
    std::int64_t initial = 0;
    std::int64_t cap = 1;                   ///< never more than that
    std::map<std::size_t, Effect> effects;  ///< by action

    friend bool operator==(const SessionCounter&, const SessionCounter&) = default;
};

/// "2" (seconds, constant), "1-10" (uniform) or "exp:5" (exponential, mean). Fails with InvalidArgument.
Result<ThinkTime> parse_think_time(std::string_view text);

struct Behaviour {
    std::vector<Action> actions;
    ThinkTime think;
    std::vector<std::size_t> on_start;  ///< what a new user does first
    std::vector<Task> tasks;
    std::vector<SessionCounter> counters;
    std::map<std::string, std::vector<std::string>, std::less<>> words;  ///< by the placeholder's name

    friend bool operator==(const Behaviour&, const Behaviour&) = default;
};

/// What is wrong with it, in one sentence (InvalidArgument): no tasks, weights below zero or all zero, an
/// index out of range, a task without requests, a placeholder without words.
Result<void> check(const Behaviour& behaviour);

/// The share of each action in the requests of many tasks; adds up to 1. `behaviour` has passed `check`.
std::vector<double> action_shares(const Behaviour& behaviour);

/// Requests per task, on average.
double requests_per_task(const Behaviour& behaviour);

/// Users of Online Boutique as its own load generator has them, with the shop's real routes: weights 1 home,
/// 2 currency, 10 product, 2 add to cart, 3 view cart, 1 checkout; think time uniform in 1–10 s.
Behaviour online_boutique();

/// Nothing but GET `target`, again and again without a pause: for measurements of a server.
Behaviour one_request(std::string target);

/// An index by weight; `weights` are not negative and not all zero.
std::size_t draw_index(RandomStream& stream, const std::vector<double>& weights);

}  // namespace flotilla::load
