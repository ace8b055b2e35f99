#include "tests/native/run_deepcars.h"

#include <stdlib.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace deepcars::testing {
namespace fs = std::filesystem;
namespace {

std::string quoted(const std::string& argument) {
  std::string text = "'";
  for (const char letter : argument) text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return text + "'";
}

}  // namespace

nlohmann::json ProgramRun::json() const {
  auto parsed = nlohmann::json::parse(out, nullptr, false);
  return parsed.is_discarded() ? nlohmann::json() : parsed;
}

std::vector<std::string> ProgramRun::error_lines() const {
  std::vector<std::string> lines;
  std::istringstream text(err);
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::string deepcars_program() { return DEEPCARS_PROGRAM; }

std::string copy_deepcars_alone(const fs::path& folder) {
  const fs::path copy = folder / "deepcars";
  fs::copy_file(deepcars_program(), copy);
  return copy.string();
}

ProgramRun run_deepcars(const std::vector<std::string>& arguments, const std::string& input,
                        const std::string& program) {
  const TemporaryFolder streams;
  write_text(streams / "in", input);
  std::string command = quoted(program);
  for (const std::string& argument : arguments) command += ' ' + quoted(argument);
  command += " <" + quoted(streams / "in") + " >" + quoted(streams / "out") + " 2>" + quoted(streams / "err");
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(streams / "out"),
          read_text(streams / "err")};
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (fs::temp_directory_path() / "deepcars-test-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder can be made at " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code status;
  fs::remove_all(path_, status);
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_text(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << text;
}

}  // namespace deepcars::testing
