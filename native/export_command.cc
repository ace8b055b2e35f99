// deepcars export: converts a weight file to another precision, to other metadata, or to ONNX.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "native/base/files.h"
#include "native/base/json_file.h"
#include "native/base/model.h"
#include "native/commands.h"
#include "native/export/onnx_graphs.h"
#include "native/sweep/fold_runs.h"
#include "shared/weights/model_file.h"

namespace deepcars::native {
namespace {

struct ExportOptions {
  std::string model;
  std::string safetensors;
  std::string patch_of;
  std::string onnx_scores;
  std::string onnx_gradient;
  std::string evaluation;
  std::string calibration;
  std::string name;
  std::string licence;
  bool fp16 = false;
  bool int8 = false;
};

Expected<void> set_calibration(const std::string& path, weights::ModelMetadata& metadata) {
  const auto json =
      base::read_json_object(path, "give the calibration.json that deepcars sweep wrote for a variant");
  if (!json) return tl::unexpected(json.error());
  const auto calibration = sweep::calibration_from_json(*json);
  if (!calibration) {
    return failure(calibration.error().code, path + " cannot be used: " + calibration.error().message,
                   calibration.error().hint);
  }
  metadata.temperature = calibration->temperature;
  metadata.range_mass = calibration->range_mass;
  metadata.training["calibration_photos"] = calibration->photos;
  return {};
}

Expected<void> change_metadata(const ExportOptions& options, weights::ModelMetadata& metadata) {
  if (!options.name.empty()) metadata.model_name = options.name;
  if (!options.licence.empty()) metadata.licence = options.licence;
  if (!options.calibration.empty()) {
    if (auto changed = set_calibration(options.calibration, metadata); !changed) return changed;
  }
  if (options.evaluation.empty()) return {};
  auto evaluation =
      base::read_json_object(options.evaluation, "give the metrics.json that deepcars evaluate wrote");
  if (!evaluation) return tl::unexpected(evaluation.error());
  metadata.evaluation = *std::move(evaluation);
  return {};
}

weights::Storage storage_of(const ExportOptions& options) {
  if (options.int8) return weights::Storage::int8;
  return options.fp16 ? weights::Storage::fp16 : weights::Storage::fp32;
}

/// The weight file, or only what differs from the model of --patch-of.
Expected<std::vector<std::uint8_t>> weight_file(const ExportOptions& options, const weights::ModelFile& model,
                                                weights::Storage storage) {
  if (options.patch_of.empty()) return weights::write_model_file(model, storage);
  const auto base = base::read_model_file(options.patch_of);
  if (!base) return tl::unexpected(base.error());
  return weights::write_patch(model, *base, storage);
}

/// What is read must not be overwritten, except that a model can replace itself.
Expected<void> check_outputs(const ExportOptions& options) {
  const std::vector<std::filesystem::path> outputs = {options.safetensors, options.onnx_scores,
                                                      options.onnx_gradient};
  const std::vector<std::filesystem::path> inputs = {options.patch_of, options.evaluation,
                                                     options.calibration};
  return base::check_outputs(outputs, inputs);
}

/// Makes every file in memory first: if one cannot be made, none is written.
Expected<void> export_model(const ExportOptions& options) {
  if (options.safetensors.empty() && options.onnx_scores.empty() && options.onnx_gradient.empty()) {
    return failure(ErrorCode::invalid_argument, "no output was named",
                   "add --safetensors FILE, --onnx-scores FILE or --onnx-gradient FILE");
  }
  if (auto possible = check_outputs(options); !possible) return possible;
  auto model = base::read_model_file(options.model);
  if (!model) return tl::unexpected(model.error());
  if (auto changed = change_metadata(options, model->metadata); !changed) return changed;

  const weights::Storage storage = storage_of(options);
  std::vector<std::pair<std::string, Expected<std::vector<std::uint8_t>>>> files;
  if (!options.safetensors.empty()) {
    files.emplace_back(options.safetensors, weight_file(options, *model, storage));
  }
  if (!options.onnx_scores.empty()) {
    files.emplace_back(options.onnx_scores, onnx_export::scores_graph(*model, storage));
  }
  if (!options.onnx_gradient.empty()) {
    files.emplace_back(options.onnx_gradient, onnx_export::gradient_graph(*model, storage));
  }
  for (const auto& [path, file] : files) {
    if (!file) return tl::unexpected(file.error());
  }
  std::vector<base::OutputFile> outputs;
  for (const auto& [path, file] : files) outputs.push_back({path, *file});
  if (auto written = base::write_files(outputs); !written) return written;
  for (const auto& [path, file] : files) {
    if (base::output_kind(path) == base::OutputKind::standard_output) continue;
    std::printf("%s: %.1f MB\n", one_line(path).c_str(), static_cast<double>(file->size()) / 1e6);
  }
  return {};
}

}  // namespace

void add_export_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = program.add_subcommand("export", "Write a model in other forms: safetensors, ONNX");
  add_model_option(*command, options->model);
  command->add_option("--safetensors", options->safetensors, "Write a weight file")->type_name("FILE");
  command
      ->add_option(
          "--patch-of", options->patch_of,
          "Write only what differs from this model into --safetensors; put it beside the model that it "
          "patches, under the name deepcars-resnet18.safetensors")
      ->type_name("FILE");
  command
      ->add_option("--onnx-scores", options->onnx_scores,
                   "Write an ONNX graph: photos to logits, probabilities, modernity and expected year")
      ->type_name("FILE");
  command
      ->add_option(
          "--onnx-gradient", options->onnx_gradient,
          "Write an ONNX graph: one photo to logits, and a vector over them back to the photo's pixels")
      ->type_name("FILE");
  auto* fp16 =
      command->add_flag("--fp16", options->fp16, "Store weights in half the bytes; computation stays fp32");
  auto* int8 = command->add_flag(
      "--int8", options->int8,
      "Store weights in a quarter of the bytes, with a scale per output channel (ONNX: "
      "DequantizeLinear); computation stays fp32. Measure what it costs: deepcars evaluate");
  fp16->excludes(int8);
  command
      ->add_option("--set-evaluation", options->evaluation, "Put this metrics.json into the model's metadata")
      ->type_name("FILE");
  command
      ->add_option(
          "--set-calibration", options->calibration,
          "Take temperature and range from this calibration.json, which deepcars sweep fitted on sources that "
          "were held out")
      ->type_name("FILE");
  command->add_option("--name", options->name, "Put this name into the model's metadata");
  command->add_option("--licence", options->licence, "Put these terms into the model's metadata");
  command->footer(
      "Example:\n"
      "  deepcars export --model run/model.safetensors --fp16 --safetensors car.safetensors --onnx-scores "
      "car.onnx");
  command->callback([options, &action] { action = [options] { return export_model(*options); }; });
}

}  // namespace deepcars::native
