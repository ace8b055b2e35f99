#include "native/data/planted_cue.h"

#include "native/base/json_file.h"
#include "shared/weights/planted_cue_json.h"

namespace deepcars::data {

Expected<image::PlantedCue> read_planted_cue(const std::filesystem::path& path) {
  constexpr const char* hint = "see \"A planted cue\" in native/README.md for the form";
  const auto json = base::read_json_object(path, hint);
  if (!json && json.error().code == ErrorCode::file_unreadable) return tl::unexpected(json.error());
  if (!json) return failure(ErrorCode::invalid_argument, json.error().message, hint);
  auto cue = weights::planted_cue_from_json(*json, path.string());
  if (cue) return cue;
  return failure(ErrorCode::invalid_argument, cue.error().message, hint);
}

}  // namespace deepcars::data
