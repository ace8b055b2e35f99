// deepcars predict: photos in, scores out, as a table, CSV or JSON.
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/model.h"
#include "native/base/photos.h"
#include "native/base/progress.h"
#include "native/base/standard_output.h"
#include "native/base/threads.h"
#include "native/base/unicode.h"
#include "native/commands.h"
#include "native/report/prediction_text.h"
#include "shared/prediction_csv.h"

namespace deepcars::native {
namespace {

enum class Format { table, csv, json, json_lines };

struct PredictOptions {
  std::vector<std::string> photos;
  std::string model;
  std::string output;
  std::size_t neighbours = 0;
  int threads = 0;
  bool json = false;
  bool json_lines = false;
  bool csv = false;

  Format format() const {
    if (json) return Format::json;
    if (json_lines) return Format::json_lines;
    return csv ? Format::csv : Format::table;
  }
};

/// Puts answers into the chosen format: as they come on standard output, or all at once into a file.
class AnswerWriter {
 public:
  /// neighbours: the training photos to name, and how many for each photo; null for none.
  AnswerWriter(Format format, const score::YearBuckets& buckets, const features::NeighbourSet* neighbours,
               std::size_t neighbours_each, std::string output)
      : format_(format),
        buckets_(buckets),
        neighbours_(neighbours),
        neighbours_each_(neighbours_each),
        output_(std::move(output)) {
    if (format_ == Format::json) write("[\n");
    if (format_ == Format::csv) write(prediction_csv_header(buckets_));
  }

  void add(const std::string& path, const Prediction& prediction) {
    switch (format_) {
      case Format::table:
        // Above the first answer, so that a photo that cannot be read leaves no empty table.
        if (std::exchange(first_, false)) write(report::prediction_table_header());
        write(report::prediction_table_line(path, prediction, buckets_));
        if (neighbours_ != nullptr)
          write("  its features are nearest to: " + one_line(features::text(nearest(prediction))) + "\n");
        break;
      case Format::csv:
        write(prediction_csv_line(base::path_text(path), prediction, buckets_));
        break;
      default: {
        nlohmann::ordered_json entry = report::prediction_json(path, prediction, buckets_);
        if (neighbours_ != nullptr) entry["neighbours"] = report::neighbours_json(nearest(prediction));
        add_json(entry);
      }
    }
  }

  void add_bars(const score::Score& score) {
    if (format_ == Format::table) write("\n" + report::probability_bars(score, buckets_));
  }

  void add(const std::string& path, const Error& error) {
    switch (format_) {
      case Format::table:
        break;
      case Format::csv:
        write(failure_csv_line(base::path_text(path), name(error.code), buckets_));
        break;
      default:
        add_json(report::error_json(path, error));
    }
  }

  Expected<void> finish() {
    if (format_ == Format::json) write("\n]\n");
    return output_.empty() ? Expected<void>{} : base::write_file(output_, text_);
  }

 private:
  std::vector<features::Neighbour> nearest(const Prediction& prediction) const {
    return neighbours_->nearest(prediction.layer4, neighbours_each_);
  }

  void add_json(const nlohmann::ordered_json& entry) {
    const bool in_array = format_ == Format::json;
    if (in_array && !first_) write(",\n");
    first_ = false;
    write(report::json_text(entry, in_array ? 2 : -1) + (in_array ? "" : "\n"));
  }

  void write(const std::string& text) {
    if (output_.empty()) {
      std::fwrite(text.data(), 1, text.size(), stdout);
    } else {
      text_ += text;
    }
  }

  Format format_;
  const score::YearBuckets& buckets_;
  const features::NeighbourSet* neighbours_;
  std::size_t neighbours_each_;
  std::string output_;
  std::string text_;
  bool first_ = true;
};

Expected<void> check_output(const PredictOptions& options, const base::OpenedModel& model,
                            std::span<const base::PhotoEntry> photos) {
  const std::filesystem::path output = options.output;
  std::vector<std::filesystem::path> inputs = {model.path};
  for (const base::PhotoEntry& photo : photos) inputs.emplace_back(photo.path);
  return base::check_outputs(std::span(&output, 1), inputs);
}

Expected<void> predict(const PredictOptions& options) {
  const auto opened = base::open_model(options.model);
  if (!opened) return tl::unexpected(opened.error());
  const std::vector<base::PhotoEntry> photos = base::list_photos(options.photos, std::cin);
  if (photos.empty()) {
    return failure(ErrorCode::data_invalid, "the list on standard input names no photo",
                   "put one path in a line");
  }
  if (auto possible = check_output(options, *opened, photos); !possible) return possible;
  std::optional<features::NeighbourSet> neighbours;
  if (options.neighbours > 0) {
    auto read = base::open_neighbours(*opened);
    if (!read) return tl::unexpected(read.error());
    neighbours = *std::move(read);
  }
  nn::ThreadPool pool(base::thread_count(options.threads));
  AnswerWriter writer(options.format(), opened->model.metadata().year_buckets,
                      neighbours ? &*neighbours : nullptr, options.neighbours, options.output);
  std::unique_ptr<base::Progress> progress;
  if (!options.output.empty() && photos.size() > 1) {
    progress = std::make_unique<base::Progress>("scoring", static_cast<std::int64_t>(photos.size()));
  }
  std::vector<Error> failures;
  std::size_t done = 0;
  const auto receive = [&](const base::PhotoEntry& photo, Expected<Prediction> prediction) {
    ++done;
    if (prediction) {
      if (const std::string warning = report::damage_warning(photo.path, prediction->notes); !warning.empty())
        std::fprintf(stderr, "deepcars: %s\n", warning.c_str());
      writer.add(photo.path, *prediction);
      if (photos.size() == 1) writer.add_bars(prediction->score);
    } else {
      failures.push_back(prediction.error());
      writer.add(photo.path, prediction.error());
      if (photos.size() > 1) std::fprintf(stderr, "deepcars: %s\n", prediction.error().sentence().c_str());
    }
    if (progress) progress->advance(1);
  };
  const bool whole = base::score_photos(opened->model, photos, pool, receive, [] {
    return base::interrupted() || base::standard_output_is_lost();
  });
  progress.reset();
  const std::string of_all = " of " + std::to_string(photos.size()) + " photos";
  if (!whole) {
    if (base::standard_output_is_lost()) return {};  // run_program says so.
    if (options.output.empty()) writer.finish();
    return failure(ErrorCode::interrupted,
                   "interrupted after " + std::to_string(done) + of_all +
                       (options.output.empty() ? "" : "; " + options.output + " is not written"),
                   "run the same command again");
  }
  if (auto written = writer.finish(); !written) return written;
  if (failures.empty()) return {};
  if (photos.size() == 1) return tl::unexpected(failures.front());
  const bool some = failures.size() < photos.size();
  return failure(some ? ErrorCode::some_inputs_failed : ErrorCode::data_invalid,
                 std::to_string(failures.size()) + of_all + " could not be scored");
}

}  // namespace

void add_predict_command(CLI::App& program, Action& action) {
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = program.add_subcommand("predict", "Say how modern the car on each photo looks");
  command
      ->add_option(
          "photos", options->photos,
          "Photos (JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF, HEIC), folders of them, pipes, file:// URLs, or - for a "
          "list of paths on standard input, one in a line or with NUL bytes between them")
      ->required();
  add_model_option(*command, options->model);
  auto* json =
      command->add_flag("--json", options->json, "One JSON array, with the probability of every bucket");
  auto* lines = command->add_flag("--json-lines", options->json_lines, "One JSON object per photo and line");
  auto* csv = command->add_flag("--csv", options->csv, "A CSV table with one row per photo");
  json->excludes(lines)->excludes(csv);
  lines->excludes(csv);
  command
      ->add_option(
          "--neighbours", options->neighbours,
          "Also name this many training photos whose features are nearest, from the neighbours.safetensors "
          "beside the model; in the table and in JSON")
      ->check(CLI::Range(0, 100));
  command->add_option("-o,--output", options->output, "Write to this file instead of standard output")
      ->type_name("FILE");
  add_threads_option(*command, options->threads);
  command->footer(
      "Example:\n"
      "  deepcars predict holiday.jpg garage/\n"
      "  find . -name '*.jpg' -print0 | deepcars predict --csv --output scores.csv -\n\n"
      "A photo that cannot be read is named on standard error, and the others are scored all the same.\n\n"
      "Exit status: 0 every photo is scored; 3 some are, others could not be read; 1 failed, or none\n"
      "could be read; 2 wrong usage; 130 interrupted: --output is not written.");
  command->callback([options, &action] {
    action = [options] {
      base::catch_interrupts();
      return predict(*options);
    };
  });
}

}  // namespace deepcars::native
