#pragma once
#include <map>
#include <string>
#include <vector>

#include "flotilla/base/parameters.hpp"
#include "flotilla/lab/workload/bins.hpp"
#include "flotilla/lab/workload/source/records.hpp"
#include "flotilla/sim/workload/grid.hpp"

/// Files of the public data sets in their own formats, one loader each. All of them stream: memory is that of
/// the series and of what a loader has to know of the file, never of the file.
namespace flotilla::lab::workload {

/// What a loader works with.
struct TraceRequest {
    std::string file;
    sim::workload::Grid grid;  ///< a step of 0: the file's own
    bool is_lenient = false;
    bool fills_gaps = false;
    Parameters* parameters = nullptr;  ///< the others, of the type

    [[nodiscard]] LevelBins::Gaps gaps() const { return {fills_gaps, kShortGap}; }
    [[nodiscard]] Duration step_or(Duration usual) const {
        return grid.step > Duration::zero() ? grid.step : usual;
    }
};

using sim::workload::Shape;
using TraceLoader = Result<Shape> (*)(TraceRequest& request);

/// Any file with a column of values; also what this program wrote. Parameters: value-column and time-column
/// (a name, or a number counted from 1; time-column none: a row a row-step), unit (rps, count, users,
/// millicores, cores, percent), time-unit (s, ms, us, min, h; calendar times need none), row-step,
/// ram-column, ram-unit (mb, bytes), limit-millicores (what 100 percent is), separator (comma, semicolon,
/// tab, space), combine (mean, max), licence.
Result<Shape> load_csv(TraceRequest& request);
/// The same where the format leaves no choice: one count a row; times in the first column.
Result<Shape> load_count_series(TraceRequest& request);
/// A line a value, one a second.
Result<Shape> load_autothrottle(TraceRequest& request);
Result<Shape> load_arabesque(TraceRequest& request);
/// Functions (invocations_per_function_md.anon.dNN.csv, several files with commas between them) or, for
/// usage, vm_cpu_readings-file-i-of-n.csv.
Result<Shape> load_azure(TraceRequest& request);
Result<Shape> load_azure_functions(TraceRequest& request);
Result<Shape> load_azure_vm(TraceRequest& request);
/// machine_usage.csv or container_usage.csv, told apart by their columns.
Result<Shape> load_alibaba(TraceRequest& request);
/// task_usage of 2011 (no header) or instance_usage of 2019 (CSV with a header, or JSON lines).
Result<Shape> load_borg(TraceRequest& request);
Result<Shape> load_borg_2019(TraceRequest& request, bool is_json);
/// Common log format.
Result<Shape> load_nasa(TraceRequest& request);
/// Records of 20 bytes.
Result<Shape> load_worldcup98(TraceRequest& request);
/// A request log ("counter time url flag"), or hourly dumps ("project title views bytes", several with
/// commas).
Result<Shape> load_wikipedia(TraceRequest& request);

/// The shape of a part that names a file: its type says the format. InvalidArgument names file and line.
Result<Shape> load_trace(
    const std::map<std::string, std::string>& parameters,
    const std::string& type,
    const sim::workload::Grid& grid
);

/// "a,b" as a and b.
std::vector<std::string> file_list(const std::string& files);

}  // namespace flotilla::lab::workload
