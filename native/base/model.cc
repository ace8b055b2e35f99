#include "native/base/model.h"

#include <cstdlib>
#include <utility>

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

Expected<OpenedModel> open_model(const std::string& given) {
  const auto path = find_model(given);
  if (!path) return tl::unexpected(path.error());
  const auto bytes = read_file(*path);
  if (!bytes) return tl::unexpected(bytes.error());
  auto model = CarModel::load(*bytes);
  if (!model) {
    return failure(model.error().code, path->string() + ": " + model.error().message, model.error().hint);
  }
  return OpenedModel{.path = *path, .model = std::move(*model)};
}

}  // namespace deepcars::native
