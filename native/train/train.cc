#include "native/train/train.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "native/base/files.h"
#include "native/base/progress.h"
#include "native/train/fold_batch_norm.h"
#include "native/train/learner.h"
#include "native/train/run_folder.h"
#include "native/train/validation.h"
#include "shared/car_model.h"

namespace deepcars::native {
namespace {

Expected<StartingState> starting_state(const TrainOptions& options) {
  if (!options.init.empty()) {
    const bool folder = std::filesystem::is_directory(options.init);
    const std::filesystem::path path =
        folder ? RunFolder(options.init).best_state() : std::filesystem::path(options.init);
    const auto bytes = read_file(path);
    if (!bytes) return tl::unexpected(bytes.error());
    auto file = weights::parse_safetensors(*bytes);
    if (!file) {
      return failure(file.error().code, path.string() + " cannot be used: " + file.error().message,
                     file.error().hint);
    }
    return std::move(file->tensors);
  }
  if (options.weights == "none") return StartingState{};
  return read_pth(options.weights);
}

/// What the weight file tells about its making: no paths, no dates.
nlohmann::json provenance(const TrainOptions& options, const TrainingData& data, int epoch) {
  std::map<std::string, int> by_decade, by_source;
  std::set<std::string> groups;
  for (const Photo& photo : data.train) {
    ++by_decade[decade_text(photo.year)];
    ++by_source[photo.source];
    groups.insert(photo.split_group);
  }
  nlohmann::json recipe = recipe_json(options);
  for (const char* path : {"index", "weights", "init"}) {
    std::filesystem::path name = recipe[path].get<std::string>();
    if (!name.has_filename()) name = name.parent_path();
    recipe[path] = name.filename().string();
  }
  return {{"photos_train", data.train.size()},
          {"photos_validation", data.val.size()},
          {"groups_train", groups.size()},
          {"photos_train_by_decade", by_decade},
          {"photos_train_by_source", by_source},
          {"recipe", recipe},
          {"best_epoch", epoch}};
}

class Run {
 public:
  Run(const TrainOptions& options, const TrainingData& data, std::unique_ptr<Learner> learner)
      : options_(options), data_(data), learner_(std::move(learner)), folder_(options.output) {}

  /// Goes on after an earlier run's last whole epoch, if there is one.
  Expected<void> resume() {
    if (!std::filesystem::exists(folder_.checkpoint())) return {};
    const auto facts = learner_->load_checkpoint(folder_.checkpoint().string());
    if (!facts) return tl::unexpected(facts.error());
    try {
      const auto json = nlohmann::json::parse(*facts);
      epochs_done_ = json.at("epochs_done");
      unfinished_ = {json.at("photos"), json.at("correct"), json.at("batches"), json.at("loss")};
      best_epoch_ = json.at("best_epoch");
      best_metric_ = json.at("best_metric");
      seconds_before_ = json.at("seconds");
      results_.from_json(json.at("results"));
    } catch (const nlohmann::json::exception&) {
      return failure(ErrorCode::weights_damaged, folder_.checkpoint().string() + " is damaged",
                     "start over with --fresh");
    }
    return {};
  }

  bool complete() const { return epochs_done_ >= options_.epochs || stopped_early(); }
  int epochs_done() const { return epochs_done_; }
  bool resumed() const { return epochs_done_ > 0 || unfinished_.batches > 0; }
  std::string where() const {
    const std::string epoch = "epoch " + std::to_string(epochs_done_);
    return unfinished_.batches == 0 ? epoch
                                    : epoch + " and " + std::to_string(unfinished_.batches) + " batches";
  }

  /// The epochs that are left. False: interrupted.
  Expected<bool> go() {
    start_ = std::chrono::steady_clock::now();
    const auto prepared = learner_->prepare();
    if (!prepared || !*prepared) return prepared;
    while (!complete()) {
      const auto whole = one_epoch(epochs_done_);
      if (!whole || !*whole) return whole;
    }
    return true;
  }

  std::string best_text() const {
    if (best_epoch_ < 1) return "no epoch is complete yet";
    return "best is epoch " + std::to_string(best_epoch_) + ", in " + folder_.model().string();
  }

 private:
  /// Sums over the batches of an epoch so far.
  struct Totals {
    int photos = 0, correct = 0, batches = 0;
    double loss = 0;

    double mean_loss() const { return loss / std::max(photos, 1); }
    double accuracy() const { return static_cast<double>(correct) / std::max(photos, 1); }
  };

  bool stopped_early() const {
    return options_.patience_epochs > 0 && epochs_done_ - best_epoch_ >= options_.patience_epochs;
  }

  double seconds() const {
    const auto now = std::chrono::steady_clock::now();
    return seconds_before_ + std::chrono::duration<double>(now - start_).count();
  }

  /// Counts batches and shows them.
  auto counter(Totals& totals, Progress& progress, const char* phase) {
    return [this, &totals, &progress, phase](const BatchResult& batch) {
      totals.photos += batch.photos;
      totals.correct += batch.correct;
      totals.loss += batch.loss * batch.photos;
      results_.add_batch(++totals.batches, batch.loss, static_cast<double>(batch.correct) / batch.photos,
                         phase);
      char note[64];
      std::snprintf(note, sizeof note, "loss %.3f  accuracy %.3f", totals.mean_loss(), totals.accuracy());
      progress.advance(batch.photos, note);
    };
  }

  /// The training half of an epoch, from where a checkpoint within it left off. False: interrupted.
  Expected<bool> train_epoch(int epoch, const std::string& title, Totals& totals) {
    const auto first_batch = static_cast<std::size_t>(totals.batches);
    Progress progress(title + " train", static_cast<std::int64_t>(data_.train.size()) - totals.photos);
    const auto count = counter(totals, progress, "Train");
    double saved = seconds();
    Expected<void> written;
    const auto done = learner_->train_epoch(epoch, first_batch, [&](const BatchResult& batch) {
      count(batch);
      if (interrupted() || seconds() - saved >= 60 * options_.checkpoint_minutes) {
        written = save_checkpoint(totals);
        saved = seconds();
      }
      return written && !interrupted();
    });
    if (!done) return tl::unexpected(done.error());
    if (written && !interrupted()) written = save_checkpoint(totals);
    if (!written) return tl::unexpected(written.error());
    return !interrupted();
  }

  Expected<bool> one_epoch(int epoch) {
    const std::string title = "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(options_.epochs);
    Totals train = std::exchange(unfinished_, {}), val;
    const int resumed = train.photos;
    const double begin = seconds();
    if (const auto whole = train_epoch(epoch, title, train); !whole || !*whole) return whole;
    const double trained = seconds();
    results_.add_epoch(epoch + 1, train.mean_loss(), train.accuracy(), trained, "Train");

    Expected<std::vector<float>> logits;
    {
      Progress progress(title + " validate", static_cast<std::int64_t>(data_.val.size()));
      const auto count = counter(val, progress, "Val");
      logits = learner_->validation_logits([&](const BatchResult& batch) {
        count(batch);
        return !interrupted();
      });
      if (!logits) return tl::unexpected(logits.error());
    }
    if (interrupted()) return false;
    const Validation validation = validate(*logits, data_);
    if (!std::isfinite(validation.loss) || !std::isfinite(train.mean_loss())) {
      return failure(ErrorCode::data_invalid, "training diverged: the loss of " + title + " is not finite",
                     "choose a lower --learning-rate");
    }
    results_.add_epoch(epoch + 1, validation.loss, validation.accuracy, seconds(), "Val");
    std::printf(
        "%s  train loss %.3f acc %.3f  val loss %.3f acc %.3f within-one %.3f MAE %.2f macro-MAE %.2f years  "
        "%.1f photos/s\n",
        title.c_str(), train.mean_loss(), train.accuracy(), validation.loss, validation.accuracy,
        validation.within_one, validation.mae_years, validation.macro_mae_years,
        (train.photos - resumed) / (trained - begin));
    std::fflush(stdout);
    return keep(epoch, validation);
  }

  /// Whether an epoch with this metric is to be kept.
  bool is_best(double metric) const {
    return best_epoch_ == 0 || options_.best_by == "last" || metric < best_metric_;
  }

  /// Writes what the epoch has brought; the checkpoint goes last, so that what it speaks of exists.
  Expected<bool> keep(int epoch, const Validation& validation) {
    const double metric = options_.best_by == "loss" ? validation.loss : validation.macro_mae_years;
    if (is_best(metric)) {
      best_epoch_ = epoch + 1;
      best_metric_ = metric;
      if (auto written = write_best(validation); !written) return tl::unexpected(written.error());
    }
    epochs_done_ = epoch + 1;
    if (auto written = results_.write(folder_); !written) return tl::unexpected(written.error());
    if (auto written = save_checkpoint({}); !written) return tl::unexpected(written.error());
    return true;
  }

  /// unfinished: what the epoch after epochs_done_ has summed up so far.
  Expected<void> save_checkpoint(const Totals& unfinished) {
    const nlohmann::json facts = {{"epochs_done", epochs_done_},
                                  {"photos", unfinished.photos},
                                  {"correct", unfinished.correct},
                                  {"batches", unfinished.batches},
                                  {"loss", unfinished.loss},
                                  {"best_epoch", best_epoch_},
                                  {"best_metric", best_metric_},
                                  {"seconds", seconds()},
                                  {"results", results_.to_json()}};
    return learner_->save_checkpoint(folder_.checkpoint().string(), facts.dump());
  }

  Expected<void> write_best(const Validation& validation) {
    TensorMap state = learner_->state();
    auto folded = fold_batch_norm(state);
    if (!folded) return tl::unexpected(folded.error());
    weights::ModelMetadata metadata{options_.model_name,
                                    options_.licence,
                                    {},
                                    data_.buckets,
                                    data_.class_years,
                                    validation.temperature,
                                    provenance(options_, data_, best_epoch_),
                                    {}};
    metadata.input.size_px = options_.model_input_size;
    metadata.evaluation = {{"validation", to_json(validation)}};
    const auto model = write_model(metadata, std::move(*folded), weights::Storage::fp32);
    if (!model) return tl::unexpected(model.error());
    if (auto written = write_file(folder_.model(), *model); !written) return written;
    const auto best = weights::serialize_safetensors({std::move(state), {}}, weights::Storage::fp32);
    if (!best) return tl::unexpected(best.error());
    return write_file(folder_.best_state(), *best);
  }

  const TrainOptions& options_;
  const TrainingData& data_;
  std::unique_ptr<Learner> learner_;
  RunFolder folder_;
  Results results_;
  int epochs_done_ = 0;
  Totals unfinished_;   // Of the epoch that a checkpoint was written within.
  int best_epoch_ = 0;  // Counted from 1; 0: none yet.
  double best_metric_ = 0;
  double seconds_before_ = 0;
  std::chrono::steady_clock::time_point start_;
};

void print_plan(const TrainOptions& options, const TrainingData& data) {
  std::printf("%zu photos to train on, %zu to validate with, %d year buckets, %s\n", data.train.size(),
              data.val.size(), data.buckets.classes(),
              options.trains_all_layers() ? "all layers train" : "only the last layer trains");
  if (data.outside_buckets > 0) {
    std::printf("%d photos are left out: no bucket holds their year\n", data.outside_buckets);
  }
  std::fflush(stdout);
}

}  // namespace

Expected<void> train(const TrainOptions& options) {
  if (auto good = check(options); !good) return good;
  auto photos = read_index(options.index);
  if (!photos) return tl::unexpected(photos.error());
  const bool was_split = !photos->front().split.empty();
  const auto data = make_training_data(*photos, options);
  if (!data) return tl::unexpected(data.error());
  const auto start = starting_state(options);
  if (!start) return tl::unexpected(start.error());
  auto learner = options.trains_all_layers() ? make_network_learner(options, *data, *start)
                                             : make_linear_learner(options, *data, *start);
  if (!learner) return tl::unexpected(learner.error());

  const RunFolder folder(options.output);
  if (auto opened = folder.open(recipe_json(options), options.fresh); !opened) return opened;
  if (!was_split) {
    if (auto written = write_index(folder.split(), *photos); !written) return written;
  }
  Run run(options, *data, std::move(*learner));
  if (auto resumed = run.resume(); !resumed) return resumed;
  print_plan(options, *data);
  if (run.complete()) {
    std::printf("this run is complete (%d epochs): %s; --fresh starts over\n", run.epochs_done(),
                run.best_text().c_str());
    return {};
  }
  if (run.resumed()) std::printf("going on after %s\n", run.where().c_str());
  const auto whole = run.go();
  if (!whole) return tl::unexpected(whole.error());
  if (!*whole) std::printf("interrupted; the same command goes on from here\n");
  std::printf("%s\n", run.best_text().c_str());
  return {};
}

}  // namespace deepcars::native
