#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fuzz.hpp"

/// The main of a fuzz target in ordinary builds: every file of the folders given, in order, and every prefix
/// of small ones.
int main(int argc, char** argv) {
    constexpr std::size_t kSmall = 2048;
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        for (const auto& entry : std::filesystem::directory_iterator{argv[i]}) {
            files.push_back(entry.path());
        }
    }
    std::sort(files.begin(), files.end());
    for (const auto& path : files) {
        std::ifstream file{path, std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{file}, {}};
        const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
        for (std::size_t size = bytes.size() <= kSmall ? 0 : data.size(); size <= data.size(); ++size) {
            const std::vector<std::uint8_t> exact(
                data.begin(), data.begin() + static_cast<std::ptrdiff_t>(size)
            );
            LLVMFuzzerTestOneInput(exact.data(), exact.size());
        }
    }
    std::printf("%zu inputs\n", files.size());
    return files.empty() ? 1 : 0;
}
