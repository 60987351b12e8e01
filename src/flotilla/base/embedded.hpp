#pragma once
#include <cstddef>
#include <string_view>

/// Files that the build puts into the program (`flotilla_embed` in cmake/FlotillaLibrary.cmake).

// NOLINTBEGIN(cppcoreguidelines-macro-usage): declares the linker's symbols, which a function cannot.
/// At namespace scope of a .cpp: `FLOTILLA_EMBEDDED(definitions)` defines `std::string_view
/// embedded_definitions()`.
#define FLOTILLA_EMBEDDED(symbol)                                                         \
    extern "C" const char flotilla_##symbol##_begin[];                                    \
    extern "C" const char flotilla_##symbol##_end[];                                      \
    static std::string_view embedded_##symbol() {                                         \
        return {                                                                          \
            flotilla_##symbol##_begin,                                                    \
            static_cast<std::size_t>(flotilla_##symbol##_end - flotilla_##symbol##_begin) \
        };                                                                                \
    }
// NOLINTEND(cppcoreguidelines-macro-usage)
