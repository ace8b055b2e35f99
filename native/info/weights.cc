#include "native/info/weights.h"

#include <algorithm>
#include <string>

#include "native/base/files.h"
#include "native/base/json_text.h"
#include "native/base/text.h"
#include "native/import/pth_reader.h"
#include "native/import/resnet18_reader.h"
#include "native/info/measures.h"
#include "native/info/planted_cue.h"
#include "native/train/run/checkpoint_state.h"
#include "shared/features/neighbours.h"
#include "shared/nn/resnet18_topology.h"
#include "shared/weights/model_file.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars::info {
namespace fs = std::filesystem;
namespace {

/// The error, with the file named in front.
tl::unexpected<Error> about(const fs::path& path, const Error& error) {
  return failure(error.code, path.string() + ": " + error.message, error.hint);
}

void add_size(Description& file, const fs::path& path) {
  std::error_code status;
  const auto bytes = fs::file_size(path, status);
  if (!status) file.add("bytes", bytes, size_text(bytes));
}

void add_tensors(Description& file, const weights::Shapes& shapes) {
  std::uint64_t values = 0;
  for (const auto& [name, shape] : shapes) values += weights::element_count(shape).value_or(0);
  file.add("tensors", static_cast<std::int64_t>(shapes.size()));
  file.add("values", values, base::fixed(static_cast<double>(values) / 1e6, 2) + " million");
}

/// Whether it holds a ResNet-18 to start from, and how many classes its last layer has.
void add_network(Description& file, const Expected<weights::Tensors>& network, const std::string& use) {
  if (!network) {
    file.add("architecture", nullptr, "no ResNet-18 to start from: " + network.error().message);
    return;
  }
  file.add("architecture", weights::architecture);
  const auto last_layer = network->find(nn::resnet18_topology(1).fc.bias_name());
  if (last_layer != network->end()) file.add("classes", last_layer->second.shape[0]);
  file.add("use", use);
}

void add_training(Description& model, const nlohmann::json& training) {
  const auto add = [&](const char* key) {
    const auto value = training.find(key);
    if (value != training.end() && value->is_number_integer()) model.add(key, value->get<std::int64_t>());
  };
  if (!training.is_object()) return;
  add("photos_train");
  add("photos_validation");
  const auto recipe = training.find("recipe");
  if (recipe != training.end() && recipe->is_object() && recipe->contains("recipe")) {
    const nlohmann::json& word = recipe->at("recipe");
    if (word.is_string()) model.add("recipe", word.get<std::string>());
  }
  add("best_epoch");
}

/// What `export --set-evaluation` has put there, or what training left.
void add_evaluation(Description& model, const nlohmann::json& evaluation) {
  if (!evaluation.is_object() || evaluation.empty()) return;
  if (const auto validation = evaluation.find("validation"); validation != evaluation.end()) {
    model.add("measured_on", "the validation photos, by which its epoch was chosen");
    add_measures(model, *validation);
    return;
  }
  const auto photos = evaluation.find("photos");
  const auto split = evaluation.find("split");
  const bool named =
      photos != evaluation.end() && photos->is_number() && split != evaluation.end() && split->is_string();
  model.add(
      "measured_on",
      named ? base::json_text(*photos) + " photos of the split " + split->get<std::string>() : "photos");
  add_measures(model, evaluation.value("metrics", nlohmann::json()));
}

Expected<Description> describe_model(const fs::path& path, std::span<const std::uint8_t> file) {
  const auto opened = weights::open_model_file(file);
  if (!opened) return about(path, opened.error());
  if (const auto values = opened->tensors.read_all(); !values) return about(path, values.error());
  const weights::ModelMetadata& metadata = opened->metadata;
  const score::YearBuckets& buckets = metadata.year_buckets;
  Description model(path.string(), "model");
  model.add("name", metadata.model_name);
  model.add("licence", metadata.licence);
  model.add("architecture", weights::architecture);
  model.add("input_px", metadata.input.size_px);
  model.add("year_buckets", buckets.classes(),
            std::to_string(buckets.classes()) + ", from " + std::to_string(buckets.first_year()) + " to " +
                std::to_string(buckets.last_year()));
  model.add("storage", std::string(weights::name(opened->tensors.storage())));
  add_size(model, path);
  model.add("id", metadata.id);
  model.add("temperature", metadata.temperature, base::fixed(metadata.temperature, 3));
  add_planted_cue(model, metadata.planted_cue);
  model.add("tells_cars_from_others", std::string(opened->familiarity ? "yes" : "no"));
  add_training(model, metadata.training);
  add_evaluation(model, metadata.evaluation);
  return model;
}

/// A patch alone: what it changes, and in which model.
Expected<Description> describe_patch(const fs::path& path, const weights::TensorReader& file,
                                     const std::string& metadata_text) {
  if (const auto values = file.read_all(); !values) return about(path, values.error());
  const auto metadata = weights::metadata_from_json(metadata_text);
  if (!metadata) return about(path, metadata.error());
  Description patch(path.string(), "patch of a model");
  patch.add("name", metadata->model_name);
  patch.add("licence", metadata->licence);
  patch.add("of_model", file.metadata().at(weights::patch_key));
  add_planted_cue(patch, metadata->planted_cue);
  add_tensors(patch, file.shapes());
  patch.add("storage", std::string(weights::name(file.storage())));
  add_size(patch, path);
  add_training(patch, metadata->training);
  add_evaluation(patch, metadata->evaluation);
  return patch;
}

Expected<Description> describe_neighbours(const fs::path& path, std::span<const std::uint8_t> file) {
  const auto set = features::NeighbourSet::read(file);
  if (!set) return about(path, set.error());
  Description neighbours(path.string(), "training photos that a photo can resemble");
  neighbours.add("photos", static_cast<std::int64_t>(set->cars().size()));
  neighbours.add("of_model", set->model_id());
  add_size(neighbours, path);
  return neighbours;
}

}  // namespace

Expected<Description> describe_safetensors(const fs::path& path, std::span<const std::uint8_t> file) {
  const auto reader = weights::TensorReader::open(file);
  if (!reader) return about(path, reader.error());
  const auto metadata = reader->metadata().find(weights::metadata_key);
  if (metadata != reader->metadata().end() && reader->metadata().contains(weights::patch_key)) {
    return describe_patch(path, *reader, metadata->second);
  }
  if (metadata != reader->metadata().end()) return describe_model(path, file);
  if (reader->metadata().contains(features::neighbours_metadata_key)) return describe_neighbours(path, file);
  const weights::Shapes tensors = reader->shapes();
  const bool with_batch_norm = tensors.contains("bn1.running_mean");
  const auto network = torch_import::read_resnet18(file);
  Description state(path.string(), with_batch_norm ? "state of a training run"
                                   : network       ? "weights of another program"
                                                   : "tensors");
  add_tensors(state, tensors);
  state.add("storage", std::string(weights::name(reader->storage())));
  if (with_batch_norm || network) {
    add_network(
        state, network,
        std::string("deepcars train --") + (with_batch_norm ? "init" : "weights") + " starts from it");
  }
  add_size(state, path);
  return state;
}

/// A file of torch.save that another program wrote: what its state_dict with the most tensors holds.
Expected<Description> describe_state_dict(const fs::path& path, std::span<const std::uint8_t> file) {
  const auto dicts = torch_import::open_pth(file);
  if (!dicts) return about(path, dicts.error());
  const auto largest = std::max_element(dicts->begin(), dicts->end(), [](const auto& a, const auto& b) {
    return a.shapes.size() < b.shapes.size();
  });
  Description state(path.string(), "state_dict of PyTorch");
  add_tensors(state, largest->shapes);
  add_network(state, torch_import::read_resnet18(file), "deepcars train --weights starts from it");
  add_size(state, path);
  return state;
}

Expected<Description> describe_torch_file(const fs::path& path, std::span<const std::uint8_t> file) {
  const auto run = train::read_checkpoint_state(path);
  if (!run) return describe_state_dict(path, file);
  Description checkpoint(path.string(), "checkpoint of a training run");
  checkpoint.add("epochs_done", run->epochs_done);
  checkpoint.add("batches_of_next_epoch", run->unfinished.batches);
  checkpoint.add("best_epoch", run->best_epoch,
                 run->best_epoch == 0 ? "none yet" : std::to_string(run->best_epoch));
  checkpoint.add("hours", run->seconds / 3600, base::fixed(run->seconds / 3600, 2));
  add_size(checkpoint, path);
  return checkpoint;
}

}  // namespace deepcars::info
