#include <algorithm>
#include <array>

#include "flotilla/lab/workload/trace/trace.hpp"

namespace flotilla::lab::workload {
namespace {

struct Format {
    std::string_view type;
    TraceLoader load;
    std::string_view licence;  ///< of the public data set; empty where it is not known
};

constexpr std::array kFormats{
    Format{"alibaba", load_alibaba, ""},
    Format{"arabesque", load_arabesque, ""},
    Format{"autothrottle", load_autothrottle, "MIT"},
    Format{"azure", load_azure, "CC-BY"},
    Format{"borg", load_borg, "CC-BY"},
    Format{"csv", load_csv, ""},
    Format{"nasa", load_nasa, ""},
    Format{"twitter", load_count_series, ""},
    Format{"wikipedia", load_wikipedia, ""},
    Format{"worldcup98", load_worldcup98, ""},
};

}  // namespace

std::vector<std::string> file_list(const std::string& files) {
    std::vector<std::string> list;
    std::size_t begin = 0;
    while (true) {
        const auto comma = files.find(',', begin);
        list.push_back(files.substr(begin, comma - begin));
        if (comma == std::string::npos) {
            return list;
        }
        begin = comma + 1;
    }
}

Result<Shape> load_trace(
    const std::map<std::string, std::string>& texts, const std::string& type, const sim::workload::Grid& grid
) {
    const auto format = std::find_if(kFormats.begin(), kFormats.end(), [&](const Format& known) {
        return known.type == type;
    });
    if (format == kFormats.end()) {
        return fail(ErrorCode::InvalidArgument, fmt::format("type {} takes no file", type));
    }
    Parameters parameters{texts};
    TraceRequest request;
    FLOTILLA_TRY(request.file, parameters.required_text("file"));
    FLOTILLA_TRY(request.is_lenient, parameters.flag("lenient", false));
    FLOTILLA_TRY(request.fills_gaps, parameters.flag("fill", false));
    request.grid = grid;
    request.parameters = &parameters;
    auto shape = format->load(request);
    if (!shape) {
        return shape;
    }
    FLOTILLA_CHECK(parameters.all_known());
    if (shape->file->licence.empty()) {
        shape->file->licence = format->licence;
    }
    return shape;
}

}  // namespace flotilla::lab::workload
