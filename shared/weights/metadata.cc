#include "shared/weights/metadata.h"

#include <optional>

#include "shared/parse_json.h"
#include "shared/weights/json_reader.h"
#include "shared/weights/planted_cue_json.h"
#include "shared/weights/year_buckets_json.h"

namespace deepcars::weights {
namespace {

using nlohmann::json;

constexpr int min_input_px = 32, max_input_px = 1024;

Expected<image::InputSpec> input_from_json(const json& value) {
  JsonReader reader(value, "the weight file's input");
  image::InputSpec input;
  input.size_px = reader.integer("size_px", min_input_px, max_input_px);
  if (const std::string rule = reader.text("resize"); rule != resize_rule) {
    reader.unsupported("resize", "\"" + rule + "\", known is " + resize_rule);
  }
  const std::vector<double> mean = reader.numbers("mean", 0, 1), std = reader.numbers("std", 1e-3, 1e3);
  if (mean.size() != 3 || std.size() != 3) reader.unsupported("mean", "not for three channels");
  if (auto error = reader.finish()) return tl::unexpected(*error);
  for (std::size_t c = 0; c < 3; ++c) {
    input.mean[c] = static_cast<float>(mean[c]);
    input.std[c] = static_cast<float>(std[c]);
  }
  return input;
}

/// Nothing if the metadata have no cue.
Expected<std::optional<image::PlantedCue>> planted_cue_from_metadata(bool present, const json& value) {
  if (!present) return std::nullopt;
  auto cue = planted_cue_from_json(value, "the weight file's planted_cue");
  if (!cue) return tl::unexpected(cue.error());
  return *std::move(cue);
}

}  // namespace

std::vector<double> centre_years(const score::YearBuckets& buckets) {
  std::vector<double> years;
  for (int label = 0; label < buckets.classes(); ++label) years.push_back(buckets.centre_year(label));
  return years;
}

std::string metadata_to_json(const ModelMetadata& metadata) {
  json object = {
      {"format_version", format_version},
      {"architecture", architecture},
      {"id", metadata.id},
      {"model_name", metadata.model_name},
      {"licence", metadata.licence},
      {"input",
       {{"size_px", metadata.input.size_px},
        {"resize", resize_rule},
        {"mean", metadata.input.mean},
        {"std", metadata.input.std}}},
      {"year_buckets", year_buckets_to_json(metadata.year_buckets)},
      {"class_years", metadata.class_years},
      {"temperature", metadata.temperature},
      {"range_mass", metadata.range_mass},
      {"training", metadata.training},
      {"evaluation", metadata.evaluation},
  };
  if (metadata.planted_cue) object["planted_cue"] = planted_cue_to_json(*metadata.planted_cue);
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

Expected<ModelMetadata> metadata_from_json(const std::string& text) {
  const json object = parse_json(text);
  JsonReader reader(object, "the weight file's metadata");
  // The version is checked first: the other keys may have another meaning in another version.
  if (const int version = reader.integer("format_version", 0, 1'000'000); version != format_version) {
    reader.unsupported("format_version", std::to_string(version) + ", this program reads version " +
                                             std::to_string(format_version));
    return tl::unexpected(*reader.finish());
  }
  if (const std::string kind = reader.text("architecture"); kind != architecture) {
    reader.unsupported("architecture", "\"" + kind + "\", known is " + architecture);
  }
  const std::string model_name = reader.text("model_name"), licence = reader.text("licence");
  const std::vector<double> class_years = reader.numbers("class_years", 1800, 2200);
  const double temperature = reader.number("temperature", 1e-3, 1e3);
  // Files of earlier versions have neither id nor range_mass.
  const std::string id = reader.has("id") ? reader.text("id") : "";
  const double range_mass =
      reader.has("range_mass") ? reader.number("range_mass", 1e-3, 1) : score::range_coverage;
  const json training = reader.value("training"), evaluation = reader.value("evaluation");
  const json input_json = reader.value("input"), buckets_json = reader.value("year_buckets");
  const bool cheats = reader.has("planted_cue");
  const json cue_json = cheats ? reader.value("planted_cue") : json();
  if (auto error = reader.finish()) return tl::unexpected(*error);

  auto cue = planted_cue_from_metadata(cheats, cue_json);
  if (!cue) return tl::unexpected(cue.error());
  auto input = input_from_json(input_json);
  if (!input) return tl::unexpected(input.error());
  auto buckets = year_buckets_from_json(buckets_json);
  if (!buckets) return tl::unexpected(buckets.error());
  if (class_years.size() != static_cast<std::size_t>(buckets->classes())) {
    return failure(ErrorCode::weights_damaged,
                   "the weight file's metadata.class_years has " + std::to_string(class_years.size()) +
                       " years for " + std::to_string(buckets->classes()) + " buckets",
                   "export the weight file again");
  }
  return ModelMetadata{.id = id,
                       .model_name = model_name,
                       .licence = licence,
                       .input = *input,
                       .year_buckets = *std::move(buckets),
                       .class_years = class_years,
                       .temperature = temperature,
                       .range_mass = range_mass,
                       .planted_cue = *std::move(cue),
                       .training = training,
                       .evaluation = evaluation};
}

}  // namespace deepcars::weights
