#include "native/train/epochs.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/json_text.h"
#include "native/base/progress.h"
#include "native/train/run/finished_model.h"
#include "native/train/run/validation_answers.h"
#include "shared/weights/tensor_layout.h"

namespace deepcars::train {
namespace {

/// The measure that epochs are compared by; less is better.
double metric_of(const Validation& validation, BestBy best_by) {
  if (best_by == BestBy::loss) return validation.loss;
  return best_by == BestBy::macro_mae ? validation.macro_mae_years : validation.balanced_mae_years;
}

}  // namespace

TrainingRun::TrainingRun(const TrainOptions& options, const TrainingData& data,
                         std::unique_ptr<Learner> learner, Workers& workers)
    : options_(options),
      data_(data),
      learner_(std::move(learner)),
      workers_(workers),
      folder_(options.output),
      start_(std::chrono::steady_clock::now()) {}

Expected<void> TrainingRun::resume() {
  std::string checkpoint;
  std::error_code problem;
  const auto type = std::filesystem::status(folder_.checkpoint(), problem).type();
  if (workers_.first() && type != std::filesystem::file_type::not_found) {
    const auto bytes = base::read_file(folder_.checkpoint());
    if (!bytes) return tl::unexpected(bytes.error());
    checkpoint.assign(bytes->begin(), bytes->end());
  }
  checkpoint = workers_.broadcast(checkpoint);
  if (checkpoint.empty()) return {};
  const auto facts = learner_->restore(checkpoint);
  if (!facts)
    return failure(facts.error().code, folder_.path().string() + ": " + facts.error().message,
                   facts.error().hint);
  try {
    const auto json = nlohmann::json::parse(*facts);
    state_ = run_state_from_json(json);
    results_.from_json(json.at("results"));
  } catch (const nlohmann::json::exception&) {
    return failure(ErrorCode::weights_damaged, folder_.checkpoint().string() + " is damaged",
                   "start over with --fresh");
  }
  return {};
}

std::string TrainingRun::best_text() const {
  if (state_.best_epoch < 1) return "no epoch is complete yet";
  return std::string(options_.best_by == BestBy::last ? "kept" : "best") + " is epoch " +
         std::to_string(state_.best_epoch) + ", in " + folder_.model().string();
}

tl::unexpected<Error> TrainingRun::diverged(int epoch) const {
  return failure(ErrorCode::diverged,
                 "training diverged: the loss of epoch " + std::to_string(epoch + 1) + " is not a number; " +
                     best_text(),
                 "begin anew with a lower --learning-rate and --fresh, or in another folder");
}

Expected<bool> TrainingRun::go() {
  start_ = std::chrono::steady_clock::now();
  const auto prepared = learner_->prepare();
  if (!prepared || !*prepared) return prepared;
  while (!complete()) {
    const auto whole = one_epoch(state_.epochs_done);
    if (!whole || !*whole) return whole;
  }
  return true;
}

double TrainingRun::seconds() const {
  const auto now = std::chrono::steady_clock::now();
  return state_.seconds + std::chrono::duration<double>(now - start_).count();
}

Expected<void> TrainingRun::count(int epoch, const BatchResult& batch, Totals& totals) {
  if (!std::isfinite(batch.loss)) return diverged(epoch);
  totals.photos += batch.photos;
  totals.correct += batch.correct;
  totals.loss += batch.loss * batch.photos;
  const double accuracy = static_cast<double>(batch.correct) / batch.photos;
  results_.add_batch(++totals.batches, batch.loss, accuracy, "Train");
  return log_.add(results_.add_scalars(
      epoch + 1, batch_scalars({.loss = batch.loss, .accuracy = accuracy}, batch.rate_factor, options_)));
}

/// The training half of an epoch, from where a checkpoint within it left off. False: interrupted.
Expected<bool> TrainingRun::train_epoch(int epoch, const std::string& title, Totals& totals) {
  const auto first_batch = static_cast<std::size_t>(totals.batches);
  base::Progress progress(title + " train", static_cast<std::int64_t>(data_.photos_per_epoch) - totals.photos,
                          workers_.first());
  double saved = seconds();
  bool stopped = false;
  Expected<void> written;
  const auto done = learner_->train_epoch(epoch, first_batch, [&](const BatchResult& batch) {
    written = count(epoch, batch, totals);
    char note[64];
    std::snprintf(note, sizeof note, "loss %.3f  accuracy %.3f", totals.mean_loss(), totals.accuracy());
    progress.advance(batch.photos, note);
    stopped = batch.interrupted;
    if (written && !stopped && seconds() - saved >= 60 * options_.checkpoint_minutes) {
      written = save_checkpoint(totals);
      saved = seconds();
    }
    return written && !stopped;
  });
  if (!done) return tl::unexpected(done.error());
  if (written && stopped) written = save_checkpoint(totals);
  if (!written) return tl::unexpected(written.error());
  return !stopped;
}

/// The logits of the validation photos; nothing if it was interrupted.
Expected<std::optional<std::vector<float>>> TrainingRun::validate_epoch(int epoch, const std::string& title) {
  base::Progress progress(title + " validate", static_cast<std::int64_t>(data_.val.size()), workers_.first());
  auto logits = learner_->validation_logits([&](int photos) {
    progress.advance(static_cast<std::int64_t>(photos) * workers_.size());
    return !base::interrupted();
  });
  if (!logits || !*logits) return logits;
  if (!weights::all_finite(**logits)) return diverged(epoch);
  add_validation_batches(**logits);
  return logits;
}

void TrainingRun::add_validation_batches(std::span<const float> logits) {
  const std::size_t classes = data_.class_years.size();
  const auto batch_size = static_cast<std::size_t>(options_.batch_size);
  for (std::size_t begin = 0; begin < data_.val.size(); begin += batch_size) {
    const std::size_t photos = std::min(batch_size, data_.val.size() - begin);
    const std::span<const int> labels(data_.val_labels.data() + begin, photos);
    const auto part = logits.subspan(begin * classes, photos * classes);
    results_.add_batch(static_cast<int>(begin / batch_size) + 1, cross_entropy(part, labels, 1.0),
                       accuracy(part, labels), "Val");
  }
}

Expected<bool> TrainingRun::one_epoch(int epoch) {
  const std::string title = "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(options_.epochs);
  Totals train = std::exchange(state_.unfinished, {});
  const int resumed = train.photos;
  const double begin = seconds();
  if (const auto whole = train_epoch(epoch, title, train); !whole || !*whole) return whole;
  const double trained = seconds();
  if (!is_validated(epoch)) return pass_by(epoch, title, train, trained);

  const auto logits = validate_epoch(epoch, title);
  if (!logits) return tl::unexpected(logits.error());
  if (!*logits) {  // Without the epoch's rows: it adds them when it is whole.
    if (auto written = save_checkpoint(train); !written) return tl::unexpected(written.error());
    return false;
  }
  const Validation validation = validate(**logits, data_);
  if (!std::isfinite(validation.loss) || !std::isfinite(train.mean_loss())) return diverged(epoch);
  results_.add_epoch(epoch + 1, train.mean_loss(), train.accuracy(), trained, "Train");
  results_.add_epoch(epoch + 1, validation.loss, validation.accuracy, seconds(), "Val");
  auto logged = log_.add(results_.add_scalars(
      epoch + 1, epoch_scalars({.loss = train.mean_loss(), .accuracy = train.accuracy()}, validation)));
  if (!logged) return tl::unexpected(logged.error());
  if (workers_.first()) print_epoch(title, train, validation, (train.photos - resumed) / (trained - begin));
  return keep(epoch, validation, **logits);
}

void TrainingRun::print_epoch(const std::string& title, const Totals& train, const Validation& validation,
                              double photos_per_s) const {
  std::printf(
      "%s  train loss %.3f acc %.3f  val loss %.3f acc %.3f within-one %.3f MAE %.2f balanced %.2f macro "
      "%.2f years  rank corr. %.3f ECE %.3f\n",
      title.c_str(), train.mean_loss(), train.accuracy(), validation.loss, validation.accuracy,
      validation.within_one, validation.mae_years, validation.balanced_mae_years, validation.macro_mae_years,
      validation.rank_correlation, validation.calibration_error);
  if (const auto throughput = learner_->throughput()) {
    std::printf("  %.1f photos/s; decoding alone could %.1f, the network alone %.1f; it waited %.1f s\n",
                photos_per_s, throughput->decoding_per_s, throughput->network_per_s, throughput->waiting_s);
  }
  std::fflush(stdout);
}

bool TrainingRun::is_validated(int epoch) const {
  return (epoch + 1) % options_.validate_every_epochs == 0 || epoch + 1 == options_.epochs;
}

/// Ends an epoch that is not validated: it cannot be the one that is kept.
Expected<bool> TrainingRun::pass_by(int epoch, const std::string& title, const Totals& train,
                                    double trained_s) {
  if (!std::isfinite(train.mean_loss())) return diverged(epoch);
  results_.add_epoch(epoch + 1, train.mean_loss(), train.accuracy(), trained_s, "Train");
  auto logged = log_.add(results_.add_scalars(
      epoch + 1, epoch_scalars({.loss = train.mean_loss(), .accuracy = train.accuracy()}, std::nullopt)));
  if (!logged) return tl::unexpected(logged.error());
  if (workers_.first()) {
    std::printf("%s  train loss %.3f acc %.3f\n", title.c_str(), train.mean_loss(), train.accuracy());
    std::fflush(stdout);
  }
  return finish_epoch(epoch);
}

/// Whether an epoch with this metric is to be kept.
bool TrainingRun::is_best(double metric) const {
  return state_.best_epoch == 0 || options_.best_by == BestBy::last || metric < state_.best_metric;
}

/// Writes the model of the epoch if it is the best so far.
Expected<bool> TrainingRun::keep(int epoch, const Validation& validation, std::span<const float> logits) {
  const double metric = metric_of(validation, options_.best_by);
  if (is_best(metric)) {
    state_.best_epoch = epoch + 1;
    state_.best_metric = metric;
    if (workers_.first()) {
      if (auto written = write_kept(validation, logits); !written) return tl::unexpected(written.error());
    }
  }
  return finish_epoch(epoch);
}

/// Writes the results of the epoch; the checkpoint goes last, so that the files that it refers to exist.
Expected<bool> TrainingRun::finish_epoch(int epoch) {
  state_.epochs_done = epoch + 1;
  if (workers_.first()) {
    if (auto written = results_.write(folder_); !written) return tl::unexpected(written.error());
  }
  if (auto written = save_checkpoint({}); !written) return tl::unexpected(written.error());
  return true;
}

/// The model of the epoch that is kept, and what it says of the validation photos.
Expected<void> TrainingRun::write_kept(const Validation& validation, std::span<const float> logits) {
  auto written =
      write_finished_model(folder_, options_, data_, learner_->state(), state_.best_epoch, validation);
  if (!written) return written;
  return write_validation_answers(folder_.validation_csv(), data_.val, logits, data_.buckets);
}

/// `unfinished`: the sums of the epoch after state_.epochs_done so far.
Expected<void> TrainingRun::save_checkpoint(const Totals& unfinished) {
  base::allow_last_files();
  if (!workers_.first()) return {};
  RunState now = state_;
  now.unfinished = unfinished;
  now.seconds = seconds();
  nlohmann::json facts = to_json(now);
  facts["results"] = results_.to_json();
  return base::write_file(folder_.checkpoint(), learner_->checkpoint(base::json_text(facts)));
}

}  // namespace deepcars::train
