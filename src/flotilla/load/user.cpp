#include "flotilla/load/user.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace flotilla::load {
namespace {

std::size_t draw_task(RandomStream& stream, const std::vector<Task>& tasks) {
    std::vector<double> weights;
    weights.reserve(tasks.size());
    for (const Task& task : tasks) {
        weights.push_back(task.weight);
    }
    return draw_index(stream, weights);
}

}  // namespace

User::User(const Behaviour& behaviour, std::uint64_t seed, std::size_t number)
    : behaviour_{behaviour},
      stream_{seed, fmt::format("user/{}", number)},
      under_way_{&behaviour.on_start},
      session_id_{fmt::format(
          "{:08x}-0000-4000-8000-{:012x}", static_cast<std::uint32_t>(seed), number & 0xffff'ffff'ffffU
      )} {
    for (const SessionCounter& counter : behaviour.counters) {
        counters_.push_back(counter.initial);
    }
}

std::size_t User::next_action() {
    if (is_between_tasks()) {
        under_way_ = &behaviour_.tasks[draw_task(stream_, behaviour_.tasks)].actions;
        next_ = 0;
    }
    return (*under_way_)[next_++];
}

void User::append_words(std::string_view text, std::string& to) {
    while (true) {
        const std::size_t open = text.find('{');
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) {
            to += text;
            return;
        }
        to += text.substr(0, open);
        const auto& words = behaviour_.words.find(text.substr(open + 1, close - open - 1))->second;
        to +=
            words[static_cast<std::size_t>(stream_.between(0, static_cast<std::int64_t>(words.size()) - 1))];
        text.remove_prefix(close + 1);
    }
}

void User::compose(std::size_t action, Message& message) {
    const Action& what = behaviour_.actions[action];
    message.method = what.method;
    message.content_type = what.content_type;
    message.target.clear();
    append_words(what.target, message.target);
    message.body.clear();
    append_words(what.body, message.body);
    message.cookie = "shop_session-id=";
    message.cookie += session_id_;
    message.session.clear();
    for (std::size_t index = 0; index < counters_.size(); ++index) {
        message.session +=
            fmt::format("{}{}={}", index == 0 ? "" : ",", behaviour_.counters[index].name, counters_[index]);
    }
}

std::int64_t User::changed(
    std::int64_t value, const SessionCounter& counter, const SessionCounter::Effect& effect
) {
    using Kind = SessionCounter::Effect::Kind;
    if (effect.kind == Kind::Reset) {
        return counter.initial;
    }
    const bool is_new = effect.kind == Kind::Add || stream_.uniform() * static_cast<double>(effect.kinds) <
                                                        static_cast<double>(effect.kinds - value);
    return std::min(counter.cap, value + (is_new ? 1 : 0));
}

void User::succeeded(std::size_t action) {
    for (std::size_t index = 0; index < counters_.size(); ++index) {
        const SessionCounter& counter = behaviour_.counters[index];
        const auto effect = counter.effects.find(action);
        if (effect == counter.effects.end()) {
            continue;
        }
        counters_[index] = changed(counters_[index], counter, effect->second);
    }
}

}  // namespace flotilla::load
