#include "native/train/run/finished_model.h"

#include <bit>
#include <cstdio>
#include <map>
#include <set>

#include "native/base/decade.h"
#include "native/base/files.h"
#include "native/import/fold_batch_norm.h"
#include "native/train/run/train_config.h"
#include "shared/random.h"
#include "shared/weights/model_file.h"

namespace deepcars::train {
namespace {

/// What the weight file says about its making: no paths, no dates.
nlohmann::json provenance(const TrainOptions& options, const TrainingData& data, int epoch) {
  std::map<std::string, int> by_decade, by_source;
  std::set<std::string> groups;
  for (const data::Photo& photo : data.photos()) {
    ++by_decade[base::decade_text(photo.year)];
    ++by_source[photo.source];
    groups.insert(photo.split_group);
  }
  nlohmann::json recipe = recipe_json(options);
  for (const char* path : {"index", "weights", "init"}) {
    std::filesystem::path name = recipe[path].get<std::string>();
    if (!name.has_filename()) name = name.parent_path();
    recipe[path] = name.filename().string();
  }
  return {{"photos_train", data.photos().size()},
          {"photos_validation", data.val.size()},
          {"groups_train", groups.size()},
          {"photos_train_by_decade", by_decade},
          {"photos_train_by_source", by_source},
          {"recipe", recipe},
          {"best_epoch", epoch}};
}

/// Sixteen hexadecimal digits that follow from the last layer's weights.
std::string fingerprint(const weights::Tensors& tensors) {
  std::uint64_t mixed = 0;
  for (const float weight : tensors.at("fc.weight").values) {
    mixed = mix_seed(mixed, std::bit_cast<std::uint32_t>(weight));
  }
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(mixed));
  return digits;
}

}  // namespace

Expected<void> write_finished_model(const RunFolder& folder, const TrainOptions& options,
                                    const TrainingData& data, const weights::Tensors& state, int epoch,
                                    const Validation& validation) {
  auto folded = torch_import::fold_batch_norm(state);
  if (!folded) return tl::unexpected(folded.error());
  const std::string id = fingerprint(*folded);
  const weights::ModelFile model{.metadata = {.id = id,
                                              .model_name = options.model_name,
                                              .licence = options.licence,
                                              .input = {.size_px = options.model_input_size},
                                              .year_buckets = data.buckets,
                                              .class_years = data.class_years,
                                              .temperature = validation.temperature,
                                              .range_mass = validation.range_mass,
                                              .planted_cue = options.planted_cue,
                                              .training = provenance(options, data, epoch),
                                              .evaluation = {{"validation", to_json(validation)}}},
                                 .tensors = std::move(*folded)};
  const auto file = weights::write_model_file(model, weights::Storage::fp32);
  if (!file) return tl::unexpected(file.error());
  if (auto written = base::write_file(folder.model(), *file); !written) return written;
  const auto best = weights::serialize_safetensors(state, {}, weights::Storage::fp32);
  if (!best) return tl::unexpected(best.error());
  return base::write_file(folder.best_state(), *best);
}

}  // namespace deepcars::train
