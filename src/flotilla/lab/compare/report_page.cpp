#include "flotilla/base/embedded.hpp"
#include "flotilla/lab/compare/report.hpp"

FLOTILLA_EMBEDDED(compare_page)
FLOTILLA_EMBEDDED(compare_style)
FLOTILLA_EMBEDDED(compare_script)
FLOTILLA_EMBEDDED(compare_series_script)

namespace flotilla::lab::compare {
namespace {

/// `text` with the mark replaced; the mark is there once, as the files beside this one have it.
void fill(std::string& text, std::string_view mark, std::string_view content) {
    const std::size_t at = text.find(mark);
    FLOTILLA_ASSERT(at != std::string::npos);
    text.replace(at, mark.size(), content);
}

/// JSON that may stand within a script element: no name in it can end the element.
std::string within_script(std::string json) {
    for (std::size_t at = json.find("</"); at != std::string::npos; at = json.find("</", at)) {
        json.replace(at, 2, "<\\/");
    }
    for (std::size_t at = json.find("<!--"); at != std::string::npos; at = json.find("<!--", at)) {
        json.replace(at, 1, "\\u003c");
    }
    return json;
}

}  // namespace

std::string to_page(const Comparison& comparison) {
    std::string page{embedded_compare_page()};
    fill(page, "/*{{style}}*/", embedded_compare_style());
    fill(
        page,
        "/*{{script}}*/",
        std::string{embedded_compare_script()} + std::string{embedded_compare_series_script()}
    );
    fill(page, "/*{{data}}*/", within_script(to_json(comparison)));
    return page;
}

}  // namespace flotilla::lab::compare
