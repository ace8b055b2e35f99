#include "native/measure/saliency_evaluation.h"

#include <array>
#include <cmath>

#include "native/data/random.h"
#include "native/measure/map_similarity.h"
#include "native/measure/perturbation_curves.h"

namespace deepcars::measure {
namespace {

constexpr std::size_t kMethods = saliency_methods.size();
constexpr std::size_t kRandom = kMethods, kEdges = kMethods + 1, kMaps = kMethods + 2;

std::string map_name(std::size_t map) {
  if (map == kRandom) return "random";
  return map == kEdges ? "edges" : std::string(explain::name(saliency_methods[map]));
}

/// The curves of one kind of all photos, by map.
struct CurveSet {
  std::array<std::vector<std::vector<PerturbationPoint>>, kMaps> of_map;
};

/// Scores states of one photo for the class that was likeliest for the whole of it.
InputScorer scorer(const CarModel& model, int top_class, nn::ThreadPool& pool) {
  return [&model, &pool, top_class](const nn::Tensor& inputs) {
    const nn::Tensor logits = model.network().forward(inputs, pool).logits;
    std::vector<PerturbationPoint> points;
    for (std::size_t n = 0; n < static_cast<std::size_t>(logits.shape[0]); ++n) {
      const score::Score score =
          score::score(nn::row(logits, n), model.metadata().class_years, model.metadata().temperature);
      points.push_back({.probability = score.probabilities[static_cast<std::size_t>(top_class)],
                        .expected_year = score.expected_year});
    }
    return points;
  };
}

/// False if the work was stopped.
bool add_curves(const CarModel& model, const ExplainedPhoto& photo, std::uint64_t seed, int steps,
                nn::ThreadPool& pool, const PassesDone& passes_done, CurveSet& deletion,
                CurveSet& insertion) {
  const int size_px = model.metadata().input.size_px;
  const std::vector<float> blank = blurred(photo.input, size_px);
  const InputScorer score = scorer(model, photo.top_class, pool);
  for (std::size_t m = 0; m < kMaps; ++m) {
    const explain::HeatMap map = m == kRandom  ? random_map(size_px, seed)
                                 : m == kEdges ? edge_map(photo.input, size_px)
                                               : photo.maps[m];
    const auto order = importance_order(map, data::mix_seed(seed, m));
    for (const bool inserts : {false, true}) {
      const std::vector<float>&from = inserts ? blank : photo.input, &to = inserts ? photo.input : blank;
      (inserts ? insertion : deletion)
          .of_map[m]
          .push_back(perturbation_curve(from, to, size_px, order, steps, score));
      if (!passes_done(steps + 1)) return false;
    }
  }
  return true;
}

std::vector<double> areas(const std::vector<std::vector<PerturbationPoint>>& curves) {
  std::vector<double> result;
  for (const auto& curve : curves) {
    std::vector<double> probabilities;
    for (const PerturbationPoint& point : curve) probabilities.push_back(point.probability);
    result.push_back(area_under_curve(probabilities));
  }
  return result;
}

CurveSummary summarise(const CurveSet& set, std::size_t map, std::span<const ExplainedPhoto> photos) {
  const auto& curves = set.of_map[map];
  CurveSummary summary;
  for (std::size_t step = 0; step < curves.front().size(); ++step) {
    std::vector<double> probabilities, changes;
    for (std::size_t n = 0; n < curves.size(); ++n) {
      probabilities.push_back(curves[n][step].probability);
      changes.push_back(std::abs(curves[n][step].expected_year - photos[n].expected_year));
    }
    summary.probability.push_back(estimate(probabilities));
    summary.year_change_years.push_back(estimate(changes));
  }
  const std::vector<double> own = areas(curves);
  summary.area = estimate(own);
  summary.area_minus_random = paired_difference(own, areas(set.of_map[kRandom]));
  return summary;
}

std::vector<Estimate> edge_rank_correlations(std::span<const ExplainedPhoto> photos, int size_px) {
  std::array<std::vector<double>, kMethods> correlations;
  for (const ExplainedPhoto& photo : photos) {
    const explain::HeatMap edges = edge_map(photo.input, size_px);
    for (std::size_t m = 0; m < kMethods; ++m)
      correlations[m].push_back(absolute_rank_correlation(photo.maps[m], edges));
  }
  std::vector<Estimate> result;
  for (const auto& of_method : correlations) result.push_back(estimate(of_method));
  return result;
}

}  // namespace

std::int64_t saliency_passes(std::size_t photos, const SaliencyOptions& options) {
  const auto stages = static_cast<std::int64_t>(resnet18_cascade().size());
  const std::int64_t maps = 1 + passes_per_saliency_maps * (1 + stages);
  const std::int64_t curves = static_cast<std::int64_t>(2 * kMaps) * (options.steps + 1);
  return static_cast<std::int64_t>(photos) * (maps + curves);
}

Expected<std::optional<SaliencyEvaluation>> evaluate_saliency(
    const CarModel& model, const std::map<std::string, weights::NamedTensor>& tensors,
    std::span<const std::vector<float>> inputs, const SaliencyOptions& options, nn::ThreadPool& pool,
    const PassesDone& passes_done) {
  if (inputs.empty() || options.steps < 1) {
    return failure(ErrorCode::invalid_argument,
                   "saliency cannot be evaluated without photos or without steps",
                   "give at least one of each");
  }
  const auto photos = explain_photos(model.network(), model.metadata(), inputs, pool, passes_done);
  if (photos.size() < inputs.size()) return std::nullopt;
  auto sanity = sanity_check(tensors, resnet18_cascade(), photos, options.seed, pool, passes_done);
  if (!sanity) return tl::unexpected(sanity.error());
  if (!*sanity) return std::nullopt;

  CurveSet deletion, insertion;
  for (std::size_t n = 0; n < photos.size(); ++n) {
    if (!add_curves(model, photos[n], data::mix_seed(options.seed, n), options.steps, pool, passes_done,
                    deletion, insertion)) {
      return std::nullopt;
    }
  }
  const int size_px = model.metadata().input.size_px;
  SaliencyEvaluation evaluation{.photos = photos.size(),
                                .size_px = size_px,
                                .options = options,
                                .sanity = **std::move(sanity),
                                .edge_rank_correlation = edge_rank_correlations(photos, size_px),
                                .curves = {}};
  for (std::size_t m = 0; m < kMaps; ++m)
    evaluation.curves.push_back({.map = map_name(m),
                                 .deletion = summarise(deletion, m, photos),
                                 .insertion = summarise(insertion, m, photos)});
  return evaluation;
}

}  // namespace deepcars::measure
