#include "flotilla/cluster/store/store.hpp"

#include <map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flotilla/base/random.hpp"

#include "support/matchers.hpp"
#include "unit/cluster/store/objects.hpp"

namespace flotilla::cluster {
namespace {

using testing::_;
using testing::ElementsAre;
using testing_support::FailsWith;
using testing_support::IsOk;

class StoreTest : public testing::Test {
protected:
    Result<void> create(Store& store, std::string_view name, std::string_view value = "") {
        return store.create(store.collection("configmaps"), map_at(store.next_revision(), "ns", name, value));
    }

    static std::vector<std::string> names(const Store& store, const Range& range) {
        std::vector<std::string> found;
        EXPECT_THAT(
            store.collections()
                .at("configmaps")
                ->visit(
                    range, [&](const ObjectPtr& object) { return found.emplace_back(object->name()), true; }
                ),
            IsOk()
        );
        return found;
    }

    boost::asio::io_context context_;
    Store store_{context_.get_executor()};
};

TEST_F(StoreTest, EveryWriteIsOneRevision) {
    const Revision before = store_.revision();
    ASSERT_THAT(create(store_, "a"), IsOk());
    ASSERT_THAT(create(store_, "b"), IsOk());
    EXPECT_EQ(store_.revision(), before + 2);
}

TEST_F(StoreTest, ANameIsTakenOnce) {
    ASSERT_THAT(create(store_, "a"), IsOk());
    EXPECT_THAT(create(store_, "a"), FailsWith(ErrorCode::AlreadyExists, _));
}

TEST_F(StoreTest, AnUpdateOfAnOldStateIsRefused) {
    ASSERT_THAT(create(store_, "a"), IsOk());
    Collection& maps = store_.collection("configmaps");
    const Revision first = store_.revision();
    ASSERT_THAT(store_.update(maps, map_at(store_.next_revision(), "ns", "a", "2"), first), IsOk());
    EXPECT_THAT(
        store_.update(maps, map_at(store_.next_revision(), "ns", "a", "3"), first),
        FailsWith(ErrorCode::Conflict, _)
    );
}

TEST_F(StoreTest, ObjectsComeInTheOrderOfNamespaceAndName) {
    Collection& maps = store_.collection("configmaps");
    for (const auto& [namespace_, name] : {std::pair{"b", "a"}, {"a", "z"}, {"a", "b"}}) {
        ASSERT_THAT(store_.create(maps, map_at(store_.next_revision(), namespace_, name)), IsOk());
    }
    EXPECT_THAT(names(store_, Range{}), ElementsAre("b", "z", "a"));
    EXPECT_THAT(names(store_, Range{"a"}), ElementsAre("b", "z"));
    EXPECT_THAT(names(store_, Range{"a", Position{"a", "b"}}), ElementsAre("z"));
}

TEST_F(StoreTest, AListOfAnOlderRevisionIsAsItWas) {
    ASSERT_THAT(create(store_, "a"), IsOk());
    ASSERT_THAT(create(store_, "c"), IsOk());
    const Revision then = store_.revision();
    Collection& maps = store_.collection("configmaps");
    ASSERT_THAT(create(store_, "b"), IsOk());
    ASSERT_THAT(store_.remove(maps, map_at(store_.next_revision(), "ns", "a"), then - 1), IsOk());
    EXPECT_THAT(names(store_, Range{"", std::nullopt, then}), ElementsAre("a", "c"));
    EXPECT_THAT(names(store_, Range{}), ElementsAre("b", "c"));
}

TEST_F(StoreTest, WhatFellOutOfTheWindowIsExpired) {
    Store store{context_.get_executor(), StoreOptions{1, 10}};
    for (int i = 0; i < 100; ++i) {
        ASSERT_THAT(create(store, fmt::format("m{}", i)), IsOk());
    }
    Collection& maps = store.collection("configmaps");
    EXPECT_THAT(maps.changes(2, store.revision(), 10), FailsWith(ErrorCode::Expired, _));
    EXPECT_THAT(maps.changes(store.revision(), store.revision(), 10), IsOk());
    EXPECT_THAT(
        maps.visit(Range{"", std::nullopt, 2}, [](const ObjectPtr&) { return true; }),
        FailsWith(ErrorCode::Expired, _)
    );
}

/// What a collection should hold, kept the simple way.
using Model = std::map<std::string, std::string>;

Model model_of(const Collection& maps, Revision at) {
    Model model;
    EXPECT_THAT(
        maps.visit(
            Range{"", std::nullopt, at},
            [&](const ObjectPtr& object) {
                model[std::string{object->name()}] = object->json();
                return true;
            }
        ),
        IsOk()
    );
    return model;
}

class RandomWrites : public StoreTest, public testing::WithParamInterface<std::uint64_t> {
protected:
    void write_randomly(RandomStream& random) {
        Collection& maps = store_.collection("configmaps");
        const std::string name = fmt::format("m{}", random.between(0, 9));
        const ObjectPtr current = maps.find("ns", name);
        const ObjectPtr next = map_at(store_.next_revision(), "ns", name, std::to_string(random.next()));
        if (!current) {
            ASSERT_THAT(store_.create(maps, next), IsOk());
        } else if (random.between(0, 2) == 0) {
            ASSERT_THAT(store_.remove(maps, next, revision_of(*current)), IsOk());
        } else {
            ASSERT_THAT(store_.update(maps, next, revision_of(*current)), IsOk());
        }
    }
};

TEST_P(RandomWrites, AWatchFromAnyRevisionLeadsToTheList) {
    RandomStream random{GetParam()};
    Collection& maps = store_.collection("configmaps");
    std::map<Revision, Model> history{{store_.revision(), {}}};
    for (int i = 0; i < 300; ++i) {
        write_randomly(random);
        history[store_.revision()] = model_of(maps, 0);
    }
    for (const auto& [revision, then] : history) {
        EXPECT_EQ(model_of(maps, revision), then) << "list at " << revision;
        Model followed = then;
        const auto changes = maps.changes(revision, store_.revision(), 1000);
        ASSERT_THAT(changes, IsOk());
        for (const Change& change : *changes) {
            const std::string name{change.object->name()};
            EXPECT_EQ(change.previous == nullptr, followed.find(name) == followed.end());
            if (change.type == Change::Type::Deleted) {
                followed.erase(name);
            } else {
                followed[name] = change.object->json();
            }
        }
        EXPECT_EQ(followed, history.rbegin()->second) << "watch from " << revision;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomWrites, testing::Range<std::uint64_t>(0, 8));

}  // namespace
}  // namespace flotilla::cluster
