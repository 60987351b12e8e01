#include <charconv>
#include <utility>

#include "flotilla/model/file/read_parts.hpp"

namespace flotilla::model::file {
namespace {

using Event = SessionCounter::Event;

std::vector<SessionItem> read_session(const Node& node);

SessionItem read_session_item(const Node& node) {
    if (node.is_array()) {
        return {node.texts()};
    }
    SessionBlock block;
    if (const Node loop = node.at("loop"); loop.is_there()) {
        node.only({"loop"});
        loop.only({"count", "body"});
        block.count = read_distribution(loop.need("count"), 1);
        block.body = read_session(loop.need("body"));
        return {std::move(block)};
    }
    node.only({"prob", "body"});
    block.probability = node.need("prob").number(0, 1);
    block.body = read_session(node.need("body"));
    return {std::move(block)};
}

std::vector<SessionItem> read_session(const Node& node) {
    std::vector<SessionItem> items;
    for (const Node& item : node.items()) {
        items.push_back(read_session_item(item));
    }
    return items;
}

/// "reset", "+1", or "+1 with probability (9-x)/9", each perhaps with a remark behind it.
Event read_event(const std::string& action, const Node& node) {
    constexpr std::string_view kDistinct = "+1 with probability (";
    Event event;
    event.action = action;
    const std::string text = node.text();
    const std::string_view rest = std::string_view{text}.substr(std::min(kDistinct.size(), text.size()));
    if (text.starts_with("reset")) {
        event.change = Event::Change::Reset;
    } else if (text.starts_with(kDistinct)) {
        event.change = Event::Change::AddDistinct;
        const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), event.kinds);
        const std::string expected = fmt::format("{}-x)/{}", event.kinds, event.kinds);
        if (problem != std::errc{} || event.kinds < 1 || !rest.starts_with(expected)) {
            node.note(fmt::format("is \"{}\", and should be +1 with probability (N-x)/N", text));
        }
    } else if (text == "+1" || text.starts_with("+1 (")) {
        event.change = Event::Change::Add;
    } else {
        node.note(fmt::format("is \"{}\", and should be +1, +1 with probability (N-x)/N, or reset", text));
    }
    return event;
}

}  // namespace

std::vector<SessionCounter> read_counters(const Node& node) {
    constexpr std::string_view kMean = "stationary_mean_for_open_loop";
    std::vector<SessionCounter> counters;
    const double mean = node.at(kMean).number(0, kHuge);
    for (const auto& [name, value] : node.members()) {
        if (name == kMean) {
            continue;
        }
        value.only({"initial", "cap", "events", kMean});
        SessionCounter counter;
        counter.name = name;
        counter.initial = static_cast<int>(value.at("initial").whole(0, 1'000'000));
        counter.cap = static_cast<int>(value.need("cap").whole(1, 1'000'000, 1));
        counter.open_loop_mean = value.at(kMean).number(0, kHuge, mean);
        for (const auto& [action, change] : value.at("events").members()) {
            counter.events.push_back(read_event(action, change));
        }
        counters.push_back(std::move(counter));
    }
    return counters;
}

Users read_users(const Node& node) {
    node.only({"model", "think_time_s", "on_start", "tasks", "session_script", "profiles"});
    Users users;
    if (const std::string kind = node.at("model").text("closed"); kind != "closed") {
        node.at("model").note(fmt::format("is \"{}\", and should be closed", kind));
    }
    users.think = read_distribution(node.need("think_time_s"), 1);
    users.on_start = node.at("on_start").texts();
    for (const Node& item : node.need("tasks").items()) {
        item.only({"name", "weight", "requests"});
        users.tasks.push_back(
            {item.at("name").text(), item.at("weight").number(0, kHuge, 1), item.need("requests").texts()}
        );
    }
    users.session = read_session(node.at("session_script"));
    return users;
}

}  // namespace flotilla::model::file
