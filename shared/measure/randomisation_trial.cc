#include "shared/measure/randomisation_trial.h"

#include <numeric>
#include <utility>

#include "shared/measure/finite.h"
#include "shared/measure/rank_correlation.h"
#include "shared/text.h"

namespace deepcars::measure {
namespace {

double average(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::passes:
      return "passes";
    case Verdict::fails_in_part:
      return "fails in part";
    case Verdict::fails:
      return "fails";
  }
  return "unknown";
}

Verdict verdict(std::span<const double> rank_correlations) {
  // Written so that a number that is NaN fails.
  if (!(rank_correlations.back() < changed_rank_correlation)) return Verdict::fails;
  return average(rank_correlations) < changed_rank_correlation ? Verdict::passes : Verdict::fails_in_part;
}

std::string verdict_text(std::span<const double> rank_correlations) {
  const std::string last = fixed(rank_correlations.back(), 2), mean = fixed(average(rank_correlations), 2);
  switch (verdict(rank_correlations)) {
    case Verdict::passes:
      return "The map passes: it depends on what the network learnt. Its rank correlation with the original is " +
             mean + " on average while layer after layer becomes random, and " + last +
             " with all layers random.";
    case Verdict::fails_in_part:
      return "The map passes in part: with all layers random its rank correlation with the original is " +
             last + ", but on average over the layers it is " + mean +
             ". It hardly depends on the upper layers.";
    case Verdict::fails:
      break;
  }
  return "The map does not pass: with all layers random its rank correlation with the original is still " +
         last + ". It tells more about the photo than about what the network learnt.";
}

Expected<std::unique_ptr<RandomisationTrial>> RandomisationTrial::begin(CarModel& model,
                                                                        std::vector<std::uint8_t> weight_file,
                                                                        const Prediction& prediction,
                                                                        const TestedMap& tested,
                                                                        std::uint64_t seed) {
  std::unique_ptr<RandomisationTrial> trial(
      new RandomisationTrial(model, std::move(weight_file), prediction, tested, seed));
  auto trained = weights::open_model_file(trial->weight_file_);
  if (!trained) return tl::unexpected(trained.error());
  if (trained->metadata.id != model.metadata().id ||
      trained->metadata.year_buckets.classes() != model.network().classes())
    return failure(ErrorCode::invalid_argument, "the weight file is of another model",
                   "give the file that the model was loaded from");
  const auto explanation = model.begin_explanation(prediction, tested.method, trial->target_);
  if (!explanation) return tl::unexpected(explanation.error());
  trial->trained_ = *std::move(trained);
  trial->steps_each_ = (*explanation)->steps();
  return trial;
}

RandomisationTrial::RandomisationTrial(CarModel& model, std::vector<std::uint8_t> weight_file,
                                       const Prediction& prediction, const TestedMap& tested,
                                       std::uint64_t seed)
    : model_(model),
      weight_file_(std::move(weight_file)),
      input_(prediction.input),
      kernels_(prediction.kernels),
      original_(tested.map),
      method_(tested.method),
      target_(tested.target),
      seed_(seed),
      stages_(resnet18_cascade(model.network().classes())) {
  if (target_.kind == explain::Target::Kind::top_class)
    target_ = {.kind = explain::Target::Kind::given_class, .class_index = prediction.score.top_class};
}

RandomisationTrial::~RandomisationTrial() {
  explanation_.reset();
  prediction_.reset();
  // The file is the one that the model was loaded from, so that reading it again does not fail.
  for (std::size_t stage = 0; stage < randomised_; ++stage) {
    for (const nn::NamedConv2d& conv : stages_[stage].convolutions) {
      const auto weight = trained_->tensors.read(conv.weight_name()),
                 bias = trained_->tensors.read(conv.bias_name());
      if (weight && bias) model_.replace_weights(conv.name, *weight, *bias);
    }
  }
}

void RandomisationTrial::randomise(const CascadeStage& stage) {
  explanation_.reset();
  prediction_.reset();
  for (const nn::NamedConv2d& conv : stage.convolutions) {
    const std::vector<float> bias(static_cast<std::size_t>(conv.shape.out_channels), 0.0f);
    model_.replace_weights(conv.name, random_weights(conv, seed_), bias);
  }
}

Expected<void> RandomisationTrial::step(nn::ThreadPool& pool) {
  if (!explanation_ || explanation_->is_finished()) {
    randomise(stages_[randomised_++]);
    prediction_ = model_.predict_traced(input_, pool, kernels_);
    auto begun = model_.begin_explanation(*prediction_, method_, target_);
    if (!begun) return tl::unexpected(begun.error());
    explanation_ = *std::move(begun);
  }
  explanation_->step(pool);
  ++steps_done_;
  redrawn_ = {.stage = randomised_ - 1, .map = explanation_->so_far().map, .rank_correlation = std::nullopt};
  if (!explanation_->is_finished()) return {};
  if (auto finite = check_finite(redrawn_.map, method_); !finite) return finite;
  rank_correlations_.push_back(absolute_rank_correlation(original_, redrawn_.map));
  redrawn_.rank_correlation = rank_correlations_.back();
  return {};
}

}  // namespace deepcars::measure
