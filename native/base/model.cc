#include "native/base/model.h"

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "native/base/files.h"

namespace deepcars::native {
namespace fs = std::filesystem;

Expected<fs::path> find_model(const std::string& given) {
  if (!given.empty()) return fs::path(given);
  if (const char* named = std::getenv("DEEPCARS_MODEL"); named && *named) return fs::path(named);

  std::error_code status;
  const fs::path program = fs::read_symlink("/proc/self/exe", status);
  const fs::path beside = program.parent_path().parent_path() / "models" / default_model_name;
  const fs::path here = fs::path("models") / default_model_name;
  for (const fs::path& candidate : {beside, here}) {
    if (fs::is_regular_file(candidate, status)) return candidate;
  }
  return failure(ErrorCode::file_unreadable,
                 "no model was named and there is none at " + beside.string() + " or " + here.string(),
                 "name one with --model FILE or in DEEPCARS_MODEL");
}

Expected<CarModel> load_model(const fs::path& path) {
  const auto bytes = read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  return CarModel::load(*bytes).map_error([&](Error error) {
    error.message = path.string() + ": " + error.message;
    return error;
  });
}

int thread_count(int asked) {
  return asked > 0 ? asked : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace deepcars::native
