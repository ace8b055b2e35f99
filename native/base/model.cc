#include "native/base/model.h"

#include <cstdlib>
#include <utility>

#include "native/base/files.h"
#include "native/base/program_folder.h"
#include "shared/text.h"

namespace deepcars::base {
namespace fs = std::filesystem;
namespace {

/// The weight file that was found, and its bytes. If it is a patch, bytes are those of the model that it changes.
struct WeightFile {
  fs::path path;
  std::vector<std::uint8_t> bytes, patch = {};

  /// The error, with the file named in front.
  Error about(const Error& error) const {
    return {error.code, path.string() + ": " + error.message, error.hint};
  }
};

Expected<WeightFile> read_weight_file(const std::string& given) {
  auto path = find_model(given);
  if (!path) return tl::unexpected(path.error());
  auto bytes = read_file(*path);
  if (!bytes) return tl::unexpected(bytes.error());
  if (!weights::patched_model_id(*bytes))
    return WeightFile{.path = *std::move(path), .bytes = *std::move(bytes)};
  const fs::path base = path->parent_path() / default_model_name;
  auto base_bytes = read_file(base);
  if (!base_bytes) {
    return failure(base_bytes.error().code,
                   path->string() + " is a patch, and the model that it changes is not beside it (" +
                       base_bytes.error().message + ")",
                   "put both into one folder");
  }
  return WeightFile{.path = *std::move(path), .bytes = *std::move(base_bytes), .patch = *std::move(bytes)};
}

}  // namespace

Expected<fs::path> find_model(const std::string& given) {
  if (!given.empty()) return fs::path(given);
  if (const char* named = std::getenv("DEEPCARS_MODEL"); named && *named) return fs::path(named);

  std::vector<fs::path> folders = model_folders();
  folders.emplace_back("models");
  std::vector<std::string> candidates;
  for (const fs::path& folder : folders) {
    fs::path candidate = folder / default_model_name;
    std::error_code status;
    if (fs::is_regular_file(candidate, status)) return candidate;
    candidates.push_back(candidate.string());
  }
  return failure(ErrorCode::file_unreadable,
                 "no model was named and there is none in these places: " + joined(candidates),
                 "name one with --model FILE or in DEEPCARS_MODEL");
}

Expected<OpenedModel> open_model(const std::string& given) {
  auto file = read_weight_file(given);
  if (!file) return tl::unexpected(file.error());
  auto model = CarModel::load(file->bytes, file->patch);
  if (!model) return tl::unexpected(file->about(model.error()));
  return OpenedModel{.path = std::move(file->path), .model = *std::move(model)};
}

Expected<features::NeighbourSet> open_neighbours(const OpenedModel& model) {
  const fs::path path = model.path.parent_path() / features::neighbours_file_name;
  const auto bytes = read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  auto neighbours = features::NeighbourSet::read_for(model.model.metadata().id, *bytes);
  if (neighbours) return neighbours;
  return failure(neighbours.error().code, path.string() + ": " + neighbours.error().message,
                 neighbours.error().hint);
}

Expected<weights::ModelFile> read_model_file(const std::string& given) {
  const auto file = read_weight_file(given);
  if (!file) return tl::unexpected(file.error());
  auto model = weights::read_model_file(file->bytes, file->patch);
  if (!model) return tl::unexpected(file->about(model.error()));
  return model;
}

}  // namespace deepcars::base
