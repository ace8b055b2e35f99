// deepcars explain: draws what the score of one photo depends on.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "native/base/files.h"
#include "native/base/model.h"
#include "native/base/photo_files.h"
#include "native/base/threads.h"
#include "native/commands.h"
#include "native/report/panels.h"
#include "native/report/prediction_text.h"

namespace deepcars::native {
namespace {

struct ExplainOptions {
  std::string photo;
  std::string model;
  std::string output;
  std::string heat_map;
  std::string method{explain::methods().front().name};
  std::string target{explain::target_kinds().front().name};
  float opacity = 0.5f;
  int panel_size_px = 512;
  int threads = 0;
  bool json = false;
};

nlohmann::ordered_json target_json(const explain::Target& target, const score::Score& score,
                                   const score::YearBuckets& buckets) {
  using Kind = explain::Target::Kind;
  nlohmann::ordered_json result = {{"kind", explain::info(target.kind).name}};
  if (target.kind == Kind::expected_year) return result;
  const int index = target.kind == Kind::top_class ? score.top_class : target.class_index;
  result["class_index"] = index;
  result["years"] = buckets.text(index);
  return result;
}

/// Encodes both pictures before it writes one, so that a failure leaves earlier files as they were.
Expected<void> write_pictures(const ExplainOptions& options, const image::Image& photo,
                              const explain::HeatMap& heat_map) {
  const auto panels =
      report::encode_png(report::explanation_panels(photo, heat_map, options.panel_size_px, options.opacity));
  if (!panels) return tl::unexpected(panels.error());
  if (!options.heat_map.empty()) {
    const auto grey =
        report::encode_grey_png(report::grey_values(heat_map), heat_map.width_px, heat_map.height_px);
    if (!grey) return tl::unexpected(grey.error());
    if (auto written = base::write_file(options.heat_map, *grey); !written) return written;
  }
  return base::write_file(options.output, *panels);
}

void print_summary(const ExplainOptions& options, const explain::Target& target, const Prediction& prediction,
                   const score::YearBuckets& buckets) {
  const nlohmann::ordered_json about = target_json(target, prediction.score, buckets);
  if (options.json) {
    nlohmann::ordered_json summary = {
        {"output", options.output},
        {"method", options.method},
        {"target", about},
        {"prediction", report::prediction_json(options.photo, prediction, buckets)}};
    if (!options.heat_map.empty()) summary["heat_map"] = options.heat_map;
    std::printf("%s\n", report::json_text(summary, 2).c_str());
    return;
  }
  std::printf("%s%s", report::prediction_table_header().c_str(),
              report::prediction_table_line(options.photo, prediction, buckets).c_str());
  const std::string what = about.contains("years") ? about["years"].get<std::string>() : "the expected year";
  std::printf("\n%s shows what speaks for %s (%s).\n", options.output.c_str(), what.c_str(),
              options.method.c_str());
}

Expected<void> explain_photo(const ExplainOptions& options) {
  const auto method = explain::method_from_name(options.method);
  if (!method) return tl::unexpected(method.error());
  const auto opened = base::open_model(options.model);
  if (!opened) return tl::unexpected(opened.error());
  const CarModel* model = &opened->model;
  const score::YearBuckets& buckets = model->metadata().year_buckets;
  const auto target = explain::target_from_text(options.target, buckets);
  if (!target) return tl::unexpected(target.error());
  const auto photo = base::read_photo(options.photo);
  if (!photo) return tl::unexpected(photo.error());

  nn::ThreadPool pool(base::thread_count(options.threads));
  const Prediction prediction = model->predict_traced(*photo, pool);
  const auto heat_map = model->explain(prediction, *method, *target, pool);
  if (!heat_map) return tl::unexpected(heat_map.error());
  if (auto written = write_pictures(options, *photo, *heat_map); !written) return written;
  print_summary(options, *target, prediction, buckets);
  return {};
}

/// A line of the help: a word and what it means.
std::string help_line(std::string word, std::string_view meaning) {
  constexpr std::size_t column = 24;
  word.resize(std::max(word.size() + 1, column), ' ');
  return "  " + word + std::string(meaning) + "\n";
}

/// The tables of methods and targets, and an example.
std::string help_footer() {
  std::string text = "Methods:\n";
  for (const explain::MethodInfo& row : explain::methods()) {
    text += help_line(std::string(row.name), row.answers);
  }
  text += "\nTargets:\n";
  for (const explain::TargetInfo& row : explain::target_kinds()) {
    const bool is_class = row.kind == explain::Target::Kind::given_class;
    text += help_line(std::string(row.name) + (is_class ? ":NUMBER" : ""), row.answers);
  }
  const std::string method(explain::name(explain::Method::guided_backpropagation));
  const std::string target = explain::name({.kind = explain::Target::Kind::expected_year});
  return text +
         "\nExample:\n"
         "  deepcars explain holiday.jpg --output why.png\n"
         "  deepcars explain holiday.jpg --method " +
         method + " --target " + target + " --output why.png";
}

}  // namespace

void add_explain_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = program.add_subcommand(
      "explain", "Draw which parts of a photo its score depends on: photo | saliency | overlay");
  command->add_option("photo", options->photo, "Photo (JPEG or PNG)")->type_name("PHOTO")->required();
  command->add_option("-o,--output", options->output, "The PNG to write")->type_name("FILE")->required();
  add_model_option(*command, options->model);
  command->add_option("--method", options->method, "How to explain: one of the methods below")
      ->type_name("METHOD")
      ->capture_default_str();
  command
      ->add_option(
          "--target", options->target,
          "What to explain: one of the targets below, a year bucket (\"2008-2009\") or its number from 0")
      ->type_name("TARGET")
      ->capture_default_str();
  command->add_option("--opacity", options->opacity, "Share of the saliency in the overlay")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--panel-size", options->panel_size_px, "Longest side of each panel in pixels")
      ->check(CLI::Range(16, 4096))
      ->capture_default_str();
  command
      ->add_option(
          "--heat-map", options->heat_map,
          "Also write the bare heat map as a grey PNG of the network's input size: 0..255 for 0..1, or 128 "
          "for 0 if it is signed")
      ->type_name("FILE");
  add_threads_option(*command, options->threads);
  command->add_flag("--json", options->json, "Print a summary as JSON");
  command->footer(help_footer());
  command->callback([options, &action] { action = [options] { return explain_photo(*options); }; });
}

}  // namespace deepcars::native
