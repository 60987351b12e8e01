#include "flotilla/load/behaviour.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace flotilla::load {
namespace {

using std::chrono::seconds;

/// Names between braces; a brace without its partner is an ordinary character.
std::vector<std::string_view> placeholders_in(std::string_view text) {
    std::vector<std::string_view> names;
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) {
            break;
        }
        names.push_back(text.substr(open + 1, close - open - 1));
    }
    return names;
}

Result<void> check_action(const Action& action, const Behaviour& behaviour) {
    if (action.method.empty() || !action.target.starts_with('/')) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("action \"{}\" needs a method and a target that starts with \"/\"", action.name)
        );
    }
    for (const std::string_view text : {std::string_view{action.target}, std::string_view{action.body}}) {
        for (const std::string_view name : placeholders_in(text)) {
            const auto words = behaviour.words.find(name);
            if (words == behaviour.words.end() || words->second.empty()) {
                return fail(
                    ErrorCode::InvalidArgument,
                    fmt::format("action \"{}\" names {{{}}}, for which there are no words", action.name, name)
                );
            }
        }
    }
    return {};
}

Result<void> check_task(const Task& task, std::size_t action_count) {
    if (!(task.weight >= 0) || !std::isfinite(task.weight)) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("task \"{}\" has the weight {}: it must be a number from 0", task.name, task.weight)
        );
    }
    const bool is_in_range = std::all_of(task.actions.begin(), task.actions.end(), [&](std::size_t index) {
        return index < action_count;
    });
    if (task.actions.empty() || !is_in_range) {
        return fail(
            ErrorCode::InvalidArgument,
            fmt::format("task \"{}\" must name at least one request, and only such as there are", task.name)
        );
    }
    return {};
}

double total_weight(const Behaviour& behaviour) {
    return std::accumulate(
        behaviour.tasks.begin(),
        behaviour.tasks.end(),
        0.0,
        [](double sum, const Task& task) { return sum + task.weight; }
    );
}

}  // namespace

Duration ThinkTime::mean() const {
    return kind == Kind::Uniform ? (low + high) / 2 : low;
}

Duration ThinkTime::draw(RandomStream& stream) const {
    switch (kind) {
        case Kind::Uniform:
            return low + Duration{static_cast<std::int64_t>(
                             stream.uniform() * static_cast<double>((high - low).count())
                         )};
        case Kind::Exponential:
            return Duration{
                static_cast<std::int64_t>(-std::log1p(-stream.uniform()) * static_cast<double>(low.count()))
            };
        case Kind::Constant:
            break;
    }
    return low;
}

Result<ThinkTime> parse_think_time(std::string_view text) {
    const bool is_exponential = text.starts_with("exp:");
    text.remove_prefix(is_exponential ? 4 : 0);
    const std::size_t dash = text.find('-');
    FLOTILLA_TRY(const Duration low, parse_duration(text.substr(0, dash)));
    if (dash == std::string_view::npos) {
        return ThinkTime{is_exponential ? ThinkTime::Kind::Exponential : ThinkTime::Kind::Constant, low, low};
    }
    FLOTILLA_TRY(const Duration high, parse_duration(text.substr(dash + 1)));
    if (is_exponential || high < low) {
        return fail(
            ErrorCode::InvalidArgument, fmt::format("\"{}\" is no think time: 2, 1-10 or exp:5", text)
        );
    }
    return ThinkTime{ThinkTime::Kind::Uniform, low, high};
}

Result<void> check(const Behaviour& behaviour) {
    for (const Action& action : behaviour.actions) {
        FLOTILLA_CHECK(check_action(action, behaviour));
    }
    for (const Task& task : behaviour.tasks) {
        FLOTILLA_CHECK(check_task(task, behaviour.actions.size()));
    }
    if (!(total_weight(behaviour) > 0)) {
        return fail(ErrorCode::InvalidArgument, "users need at least one task with a weight above 0");
    }
    if (behaviour.think.low < Duration{0} ||
        (behaviour.think.kind == ThinkTime::Kind::Uniform && behaviour.think.high < behaviour.think.low)) {
        return fail(
            ErrorCode::InvalidArgument, "the think time must not be negative, nor end before it begins"
        );
    }
    const bool starts_well =
        std::all_of(behaviour.on_start.begin(), behaviour.on_start.end(), [&](std::size_t index) {
            return index < behaviour.actions.size();
        });
    if (!starts_well) {
        return fail(ErrorCode::InvalidArgument, "on_start names a request that there is not");
    }
    return {};
}

std::vector<double> action_shares(const Behaviour& behaviour) {
    std::vector<double> shares(behaviour.actions.size());
    for (const Task& task : behaviour.tasks) {
        for (const std::size_t action : task.actions) {
            shares[action] += task.weight;
        }
    }
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    for (double& share : shares) {
        share /= sum;
    }
    return shares;
}

double requests_per_task(const Behaviour& behaviour) {
    double requests = 0;
    for (const Task& task : behaviour.tasks) {
        requests += task.weight * static_cast<double>(task.actions.size());
    }
    return requests / total_weight(behaviour);
}

Behaviour online_boutique() {
    // Source: microservices-demo, src/loadgenerator/locustfile.py: redirects are requests of their own.
    enum : std::size_t { Home, SetCurrency, Product, AddToCart, ViewCart, Checkout };
    const std::string form = "application/x-www-form-urlencoded";
    Behaviour users;
    users.actions = {
        {"home", "GET", "/", "", ""},
        {"set_currency", "POST", "/setCurrency", "currency_code={currency}", form},
        {"product", "GET", "/product/{product}", "", ""},
        {"add_to_cart", "POST", "/cart", "product_id={product}&quantity={quantity}", form},
        {"view_cart", "GET", "/cart", "", ""},
        {"checkout",
         "POST",
         "/cart/checkout",
         "email=someone%40example.com&street_address=1600+Amphitheatre+Parkway&zip_code=94043"
         "&city=Mountain+View&state=CA&country=United+States&credit_card_number=4432-8015-6152-0454"
         "&credit_card_expiration_month=1&credit_card_expiration_year=2039&credit_card_cvv=672",
         form}
    };
    users.think = {ThinkTime::Kind::Uniform, seconds{1}, seconds{10}};
    users.on_start = {Home};
    users.tasks = {
        {"home", 1, {Home}},
        {"set_currency", 2, {SetCurrency, Home}},
        {"browse", 10, {Product}},
        {"add_to_cart", 2, {Product, AddToCart, ViewCart}},
        {"view_cart", 3, {ViewCart}},
        {"checkout", 1, {Product, AddToCart, ViewCart, Checkout}}
    };
    using Effect = SessionCounter::Effect;
    users.counters = {
        {"cart_items",
         0,
         9,
         {{AddToCart, {Effect::Kind::AddDistinct, 9}}, {Checkout, {Effect::Kind::Reset, 0}}}}
    };
    users.words = {
        {"product",
         {"0PUK6V6EV0",
          "1YMWWN1N4O",
          "2ZYFJ3GM2N",
          "66VCHSJNUP",
          "6E92ZMYYFZ",
          "9SIQT8TOJO",
          "L9ECAV7KIM",
          "LS4PSXUNUM",
          "OLJCESPC7Z"}},
        {"currency", {"EUR", "USD", "JPY", "CAD", "GBP", "TRY"}},
        {"quantity", {"1", "2", "3", "4", "5", "10"}}
    };
    return users;
}

Behaviour one_request(std::string target) {
    Behaviour users;
    users.actions = {{"request", "GET", std::move(target), "", ""}};
    users.tasks = {{"request", 1, {0}}};
    return users;
}

std::size_t draw_index(RandomStream& stream, const std::vector<double>& weights) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    double left = stream.uniform() * sum;
    std::size_t last_possible = 0;
    for (std::size_t index = 0; index < weights.size(); ++index) {
        if (weights[index] <= 0) {
            continue;
        }
        last_possible = index;
        left -= weights[index];
        if (left < 0) {
            return index;
        }
    }
    return last_possible;  // rounding has left a little over
}

}  // namespace flotilla::load
