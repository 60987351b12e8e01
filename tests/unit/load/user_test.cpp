#include "flotilla/load/user.hpp"

#include <cmath>
#include <map>
#include <set>

#include <gmock/gmock.h>

namespace flotilla::load {
namespace {

using testing::StartsWith;

TEST(User, BeginsWithWhatEveryUserDoesFirst) {
    const Behaviour shop = online_boutique();
    User user{shop, 1, 0};
    EXPECT_FALSE(user.is_between_tasks());
    EXPECT_EQ(shop.actions[user.next_action()].name, "home");
    EXPECT_TRUE(user.is_between_tasks());
}

TEST(User, TakesTasksByTheirWeight) {
    const Behaviour shop = online_boutique();
    std::map<std::string, int> tasks;
    constexpr int kTasks = 40000;
    User user{shop, 5, 3};
    user.next_action();
    for (int task = 0; task < kTasks; ++task) {
        std::vector<std::size_t> actions;
        do {
            actions.push_back(user.next_action());
        } while (!user.is_between_tasks());
        const auto which = std::find_if(shop.tasks.begin(), shop.tasks.end(), [&](const Task& candidate) {
            return candidate.actions == actions;
        });
        ASSERT_NE(which, shop.tasks.end());
        ++tasks[which->name];
    }
    for (const Task& task : shop.tasks) {
        const double share = task.weight / 19;
        EXPECT_NEAR(tasks[task.name], kTasks * share, 4 * std::sqrt(kTasks * share * (1 - share)))
            << task.name;
    }
}

TEST(User, DoesTheSameForOneSeedWhateverOthersDo) {
    const Behaviour shop = online_boutique();
    User one{shop, 9, 4};
    User same{shop, 9, 4};
    User other{shop, 9, 5};
    std::vector<std::string> of_one;
    std::vector<std::string> of_same;
    std::vector<std::string> of_other;
    Message message;
    for (int request = 0; request < 200; ++request) {
        for (const auto& [user, texts] :
             {std::pair{&one, &of_one}, std::pair{&same, &of_same}, std::pair{&other, &of_other}}) {
            user->compose(user->next_action(), message);
            texts->push_back(message.target + message.body);
        }
    }
    EXPECT_EQ(of_one, of_same);
    EXPECT_NE(of_one, of_other);
}

TEST(User, PutsItsWordsInPlaceOfPlaceholders) {
    const Behaviour shop = online_boutique();
    User user{shop, 2, 0};
    Message message;
    std::set<std::string> products;
    for (int request = 0; request < 300; ++request) {
        user.compose(2, message);
        EXPECT_THAT(message.target, StartsWith("/product/"));
        products.insert(message.target.substr(9));
    }
    EXPECT_EQ(
        products, std::set<std::string>(shop.words.at("product").begin(), shop.words.at("product").end())
    );
    user.compose(3, message);
    EXPECT_THAT(message.body, testing::MatchesRegex("product_id=[0-9A-Z]+&quantity=[0-9]+"));
    EXPECT_EQ(message.content_type, "application/x-www-form-urlencoded");
    EXPECT_EQ(message.method, "POST");
}

TEST(User, FillsItsCartUpToItsCapAndEmptiesItAtCheckout) {
    const Behaviour shop = online_boutique();
    User user{shop, 2, 0};
    std::int64_t items = 0;
    for (int add = 0; add < 500; ++add) {
        user.succeeded(3);
        EXPECT_GE(user.counter(0), items);
        EXPECT_LE(user.counter(0), 9);
        items = user.counter(0);
    }
    EXPECT_EQ(items, 9);
    Message message;
    user.compose(4, message);
    EXPECT_EQ(message.session, "cart_items=9");
    user.succeeded(5);
    EXPECT_EQ(user.counter(0), 0);
}

TEST(User, HasASessionOfItsOwn) {
    const Behaviour shop = online_boutique();
    std::set<std::string> cookies;
    Message message;
    for (std::size_t number = 0; number < 100; ++number) {
        User user{shop, 2, number};
        user.compose(0, message);
        cookies.insert(message.cookie);
    }
    EXPECT_EQ(cookies.size(), 100U);
}

}  // namespace
}  // namespace flotilla::load
