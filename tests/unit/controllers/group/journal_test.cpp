#include "flotilla/controllers/group/journal.hpp"

#include <gtest/gtest.h>

#include "support/matchers.hpp"

namespace flotilla::controllers::group {
namespace {

using model::Replicas;
using testing::_;
using testing::Eq;
using testing_support::FailsWith;
using testing_support::IsOkAnd;

TEST(JournalEntry, ReadsBackWhatWasWritten) {
    const JournalEntry entry{
        "shop", {{"web", Replicas{1}, Replicas{4}}, {"db", Replicas{0}, Replicas{2}}}, true
    };
    EXPECT_THAT(journal_entry_from(to_text(entry)), IsOkAnd(Eq(entry)));
}

TEST(JournalEntry, WhatIsNoEntryIsRefused) {
    for (const char* text :
         {"", "{}", "[]", R"({"group":"g"})", R"({"group":"g","changes":[{"member":"a","from":1}]})"}) {
        EXPECT_THAT(journal_entry_from(text), FailsWith(ErrorCode::InvalidArgument, _)) << text;
    }
}

}  // namespace
}  // namespace flotilla::controllers::group
