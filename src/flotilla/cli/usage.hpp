#pragma once

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace flotilla::cli {

/// Says what was wrong with the command line and where help is; prints help or version where that was asked
/// for. @return the exit code
int explain(const CLI::App& program, const CLI::ParseError& wrong);

}  // namespace flotilla::cli
