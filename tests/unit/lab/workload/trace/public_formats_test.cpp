#include "support/temporary_folder.hpp"
#include "unit/lab/workload/archives.hpp"
#include "unit/lab/workload/trace/loading.hpp"

/// Small files in the form of the public downloads.
namespace flotilla::lab::workload {
namespace {

using model::SeriesKind;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::FailsWith;
using testing_support::IsOk;
using testing_support::TemporaryFolder;

class Format : public testing::Test {
protected:
    std::string write(std::string_view name, std::string_view text) { return folder_.write(name, text); }

    /// A day of a function: `a_minute` calls in each.
    static std::string function_row(std::string_view hash, std::string_view trigger, int a_minute) {
        std::string row = fmt::format("owner,app-{},{},{}", hash.front(), hash, trigger);
        for (int i = 0; i < 1440; ++i) {
            row += fmt::format(",{}", a_minute);
        }
        return row + "\n";
    }
    static std::string functions_head() {
        std::string head = "HashOwner,HashApp,HashFunction,Trigger";
        for (int i = 1; i <= 1440; ++i) {
            head += fmt::format(",{}", i);
        }
        return head + "\n";
    }

    TemporaryFolder folder_;
};

TEST_F(Format, AzureFunctionsSumTheCallsThatFit) {
    const std::string day = functions_head() + function_row("f1", "http", 60) +
                            function_row("f2", "timer", 6) + function_row("g3", "http", 600);
    const std::string file = write("invocations_per_function_md.anon.d01.csv", day);
    const auto rate = [&](Texts parameters) {
        parameters["file"] = file;
        const auto series = load_type("azure", parameters);
        EXPECT_THAT(series, IsOk());
        EXPECT_EQ(series->values.size(), 1440U);
        EXPECT_EQ(series->step, minutes{1});
        return series->values.front();
    };
    EXPECT_NEAR(rate({}), 11.1, 1e-9);
    EXPECT_NEAR(rate({{"trigger", "http"}}), 11, 1e-9);
    EXPECT_NEAR(rate({{"function", "f2"}}), 0.1, 1e-9);
    EXPECT_NEAR(rate({{"app", "app-f"}}), 1.1, 1e-9);
    EXPECT_NEAR(rate({{"top", "1"}}), 10, 1e-9);
    EXPECT_NEAR(rate({{"top", "1"}, {"trigger", "timer"}}), 0.1, 1e-9);
    EXPECT_THAT(
        load_type("azure", {{"file", file}, {"function", "zz"}}),
        FailsWith(ErrorCode::NotFound, HasSubstr("has no function that fits"))
    );
}

TEST_F(Format, AzureFunctionsMissingOnADayDoNotCallOnIt) {
    const std::string one = write("d01.csv.gz", gzip(functions_head() + function_row("f1", "http", 60)));
    const std::string two = write("d02.csv", functions_head() + function_row("f2", "http", 120));
    const auto series = load_type("azure", {{"file", one + "," + two}, {"function", "f1"}}, hours{1});
    ASSERT_THAT(series, IsOk());
    ASSERT_EQ(series->values.size(), 48U);
    EXPECT_NEAR(series->values[23], 1, 1e-9);
    EXPECT_EQ(series->values[24], 0);
    EXPECT_EQ(series->origin.licence, "CC-BY");
}

TEST_F(Format, AzureFunctionsWithWrongColumnsOrCountsAreRefusedByLine) {
    const std::string short_row = write("a.csv", functions_head() + "o,a,f,http,1,2\n");
    EXPECT_THAT(
        load_type("azure", {{"file", short_row}}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("line 2: 6 columns instead of 1444"))
    );
    std::string row = function_row("f1", "http", 1);
    row.replace(row.rfind(",1\n"), 3, ",-1\n");
    EXPECT_THAT(
        load_type("azure", {{"file", write("b.csv", functions_head() + row)}}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("minute 1440 has \"-1\", which is no count"))
    );
}

TEST_F(Format, AzureVmReadingsArePercentOfTheCoresInTheTable) {
    const std::string readings = write(
        "vm_cpu_readings-file-1-of-125.csv",
        "0,vm1,1.0,50.0,10.0\n0,vm2,0,0,99\n300,vm1,2,60,20\n600,vm1,2,70,30\n"
    );
    const std::string table = write(
        "vmtable.csv",
        "vm2,s,d,0,2591700,99,50,98,Unknown,2,4\nvm1,s,d,0,2591700,99,50,98,Interactive,>24,>64\n"
    );
    const Texts parameters{{"file", readings}, {"vm", "vm1"}, {"vmtable", table}};
    const auto mean = load_type("azure", parameters, Duration{0}, SeriesKind::Usage);
    ASSERT_THAT(mean, IsOk());
    EXPECT_THAT(mean->values, ElementsAre(2400, 4800, 7200));
    EXPECT_THAT(mean->memory_mb, Each(64 * 1024));
    EXPECT_THAT(mean->origin.notes, Contains(HasSubstr("memory is the machine's size")));
    const auto greatest = load_type(
        "azure",
        {{"file", readings}, {"vm", "vm1"}, {"cores", "1"}, {"memory-gb", "2"}, {"reading", "max"}},
        Duration{0},
        SeriesKind::Usage
    );
    EXPECT_THAT(greatest->values, ElementsAre(500, 600, 700));
    EXPECT_THAT(
        load_type("azure", {{"file", readings}, {"vm", "vm1"}}, Duration{0}, SeriesKind::Usage),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("give vmtable (and vm), or cores and memory-gb"))
    );
    EXPECT_THAT(
        load_type(
            "azure",
            {{"file", readings}, {"vm", "vm9"}, {"cores", "1"}, {"memory-gb", "2"}},
            Duration{0},
            SeriesKind::Usage
        ),
        FailsWith(ErrorCode::NotFound, HasSubstr("no sample of vm9"))
    );
}

TEST_F(Format, AlibabaMachinesAreReadInAnyOrderOfTime) {
    const std::string file = write(
        "machine_usage.csv",
        "m_1,120,30,60,,,43.04,33.08,4\nm_2,60,99,99,,,1,1,101\nm_1,60,20,50,,,43.04,33.08,-1\nm_1,180,,,,,,,"
        "\nm_1,240,40,70,,,1,1,5\n"
    );
    const Texts parameters{{"file", file}, {"machine-millicores", "96000"}, {"node-mem-mb", "1000"}};
    const auto series = load_type("alibaba", parameters);
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, ElementsAre(19200, 28800, 28800, 38400));
    EXPECT_THAT(series->memory_mb, ElementsAre(500, 600, 600, 700));
    EXPECT_THAT(series->origin.notes, Contains(HasSubstr("the samples of m_1")));
    EXPECT_THAT(
        load_type("alibaba", {{"file", file}}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("parameter machine-millicores is required"))
    );
}

TEST_F(Format, AlibabaContainersArePercentOfTheirRequest) {
    const std::string usage = write(
        "container_usage.csv", "c_1,m_1,60,50,80,1,1,1,0.1,0.1,2\nc_1,m_1,120,100,80,1,1,1,0.1,0.1,2\n"
    );
    const std::string meta =
        write("container_meta.csv", "c_2,m,0,a,started,100,100,1\nc_1,m,0,a,started,400,800,1.5\n");
    Texts parameters{{"file", usage}, {"id", "c_1"}, {"container-meta", meta}, {"node-mem-mb", "100000"}};
    const auto series = load_type("alibaba", parameters);
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, ElementsAre(2000, 4000));
    EXPECT_NEAR(series->memory_mb.front(), 1200, 1e-6);
    parameters["use-limit"] = "true";
    EXPECT_THAT(load_type("alibaba", parameters)->values, ElementsAre(4000, 8000));
}

TEST_F(Format, Borg2011IsRelativeToTheLargestMachine) {
    const auto row = [](std::uint64_t begin, std::string_view task, double cpu, double memory) {
        return fmt::format(
            "{},{},{},7,{},{},0.1,0,0,0.2,0.01,0.02,{},0,2,0.01,1,0,{}\n",
            begin,
            begin + 300000000,
            task,
            cpu,
            memory,
            cpu * 2,
            cpu
        );
    };
    // start, end, job:index, machine, cpu, memory, assigned, unmapped, cache, max memory, disk, space, max
    // cpu, …
    const std::string file = write(
        "part-00000-of-00500.csv.gz",
        gzip(
            row(600000000, "10,0", 0.05, 0.02) + row(600000000, "11,3", 0.9, 0.9) +
            row(900000000, "10,0", 0.10, 0.03)
        )
    );
    const Texts parameters{
        {"file", file}, {"id", "10:0"}, {"machine-millicores", "10000"}, {"machine-mb", "1000"}
    };
    const auto series = load_type("borg", parameters);
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, ElementsAre(500, 1000));
    EXPECT_THAT(series->memory_mb, ElementsAre(20, 30));
}

TEST_F(Format, Borg2019IsReadAsCsvAndAsJsonLines) {
    const std::string csv = write(
        "usage.csv",
        "start_time,end_time,collection_id,instance_index,average_usage.cpus,average_usage.memory,cpu_usage_"
        "distribution\n"
        "0,300000000,5,1,0.9,0.9,\n"
        "300000000,600000000,5,1,0.02,0.01,\"[0,0.01,0.01,0.02,0.02,0.02,0.02,0.03,0.03,0.04,0.05]\"\n"
        "600000000,900000000,5,1,0.04,0.01,\n"
        "900000000,9223372036854775807,5,1,0.9,0.9,\n"
    );
    const std::string json = write(
        "usage.json",
        R"({"start_time":"300000000","end_time":"600000000","collection_id":"5","instance_index":"1","average_usage":{"cpus":0.02,"memory":0.01},"cpu_usage_distribution":[0,0.01,0.01,0.02,0.02,0.02,0.02,0.03,0.03,0.04,0.05]})"
        "\n"
        R"({"start_time":"600000000","end_time":"900000000","collection_id":"5","instance_index":"1","average_usage":{"cpus":0.04,"memory":0.01}})"
        "\n"
    );
    for (const std::string& file : {csv, json}) {
        SCOPED_TRACE(file);
        const Texts parameters{{"file", file}, {"machine-millicores", "10000"}, {"machine-mb", "1000"}};
        const auto series = load_type("borg", parameters);
        ASSERT_THAT(series, IsOk());
        EXPECT_THAT(series->values, ElementsAre(200, 400));
        // Below the window the samples are drawn from its distribution.
        const auto fine = load_type("borg", parameters, minutes{1});
        ASSERT_THAT(fine, IsOk());
        ASSERT_EQ(fine->values.size(), 10U);
        for (std::size_t i = 0; i < 5; ++i) {
            EXPECT_LE(fine->values[i], 500);
        }
        EXPECT_NE(fine->values[0], fine->values[1]);
        EXPECT_EQ(fine->values[7], 400);
    }
    EXPECT_THAT(
        load_type(
            "borg",
            {{"file", write("bad.json", "{\"start_time\":1}\n")},
             {"machine-millicores", "1"},
             {"machine-mb", "1"}}
        ),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("line 1: average_usage has no cpus and memory"))
    );
}

TEST_F(Format, NasaCountsTheLinesOfAMinuteAndReportsBrokenOnes) {
    const std::string file = write(
        "access_log_Jul95",
        "199.72.81.55 - - [01/Jul/1995:00:00:01 -0400] \"GET /a HTTP/1.0\" 200 6245\n"
        "caf\xe9.com - - [01/Jul/1995:00:00:59 -0400] \"GET /b HTTP/1.0\" 200 -\n"
        "alyssa.p\n"
        "x - - [31/Foo/1995:00:00:59 -0400] \"GET /b\" 200 -\n"
        "199.72.81.55 - - [01/Jul/1995:00:02:00 -0400] \"GET /c HTTP/1.0\" 304 0\n"
    );
    const auto series = load_type("nasa", {{"file", file}}, minutes{1});
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, ElementsAre(2.0 / 60, 0, 1.0 / 60));
    EXPECT_EQ(format_time(series->start.value()), "1995-07-01T04:00:00Z");
    EXPECT_THAT(series->origin.notes, ElementsAre("2 broken lines of 5 were left out"));
}

TEST_F(Format, WorldCup98RecordsAreBigEndianAndWhole) {
    const auto record = [](std::uint32_t when) {
        std::string bytes(20, '\x01');
        for (std::size_t i = 0; i < 4; ++i) {
            bytes[i] = static_cast<char>(when >> (24 - 8 * i) & 0xffU);
        }
        return bytes;
    };
    const std::string records = record(894000000) + record(894000030) + record(894000060);
    const auto series = load_type("worldcup98", {{"file", write("wc_day1_1.gz", gzip(records))}}, minutes{1});
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, ElementsAre(2.0 / 60, 1.0 / 60));
    EXPECT_THAT(
        load_type("worldcup98", {{"file", write("cut", records.substr(0, 50))}}, minutes{1}),
        FailsWith(ErrorCode::InvalidArgument, HasSubstr("record 3: 10 bytes instead of 20"))
    );
}

TEST_F(Format, WikipediaReadsRequestLogsAndHourlyDumps) {
    const std::string log = write(
        "wiki.log",
        "1 1194892620.003 http://en/a -\n2 1194892620.9 http://en/b -\n3 1194892622.1 http://en/c save\n"
    );
    EXPECT_THAT(load_type("wikipedia", {{"file", log}}, seconds{1})->values, ElementsAre(2, 0, 1));
    const std::string one =
        write("pagecounts-20071210-180000.gz", gzip("en Main_Page 3600 1\nde Haupt 7200 1\n"));
    const std::string two = write("pagecounts-20071210-190000", "en Main_Page 7200 1\nen Other 3600 9\n");
    const auto series = load_type("wikipedia", {{"file", one + "," + two}, {"project", "en"}}, hours{1});
    ASSERT_THAT(series, IsOk());
    EXPECT_THAT(series->values, ElementsAre(1, 3));
    EXPECT_EQ(format_time(series->start.value()), "2007-12-10T18:00:00Z");
}

TEST_F(Format, ArabesqueIsThePlainFormOfUsage) {
    const std::string file = write(
        "a.csv",
        "timestamp,cpu_millicores,ram_mb\n2026-01-01T00:00:00Z,100,200\n2026-01-01T00:00:10Z,300,400\n"
    );
    const auto series = load_type("arabesque", {{"file", file}});
    ASSERT_THAT(series, IsOk());
    EXPECT_EQ(series->kind, SeriesKind::Usage);
    EXPECT_THAT(series->values, ElementsAre(100, 300));
    EXPECT_THAT(series->memory_mb, ElementsAre(200, 400));
    EXPECT_EQ(series->origin.source, "a.csv");
}

class EveryFormat : public Format, public testing::WithParamInterface<const char*> {};

TEST_P(EveryFormat, SurvivesHostileFiles) {
    const Texts usual{{"machine-millicores", "1"}, {"machine-mb", "1"}, {"node-mem-mb", "1"}};
    const std::string zipped = gzip(std::string(100000, 'a'));
    for (const std::string& text :
         {std::string{},
          std::string{"\n\n\n"},
          std::string(13, '\0'),
          std::string{"\xef\xbb\xbf"},
          std::string{"\"unclosed"},
          std::string{",,,,,,,,,,,\n"},
          std::string{"nan,nan,nan\n"},
          zipped.substr(0, 60),
          std::string{"\x1f\x8b"}}) {
        for (const bool is_lenient : {false, true}) {
            Texts parameters{{"file", write("hostile", text)}, {"lenient", is_lenient ? "true" : "false"}};
            EXPECT_FALSE(load_type(GetParam(), parameters, minutes{1})) << text;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    Types,
    EveryFormat,
    testing::Values(
        "alibaba",
        "arabesque",
        "autothrottle",
        "azure",
        "borg",
        "csv",
        "nasa",
        "twitter",
        "wikipedia",
        "worldcup98"
    )
);

}  // namespace
}  // namespace flotilla::lab::workload
