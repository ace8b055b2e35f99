#include "native/measure/sanity_check.h"

#include <algorithm>
#include <array>

#include "native/measure/map_similarity.h"

namespace deepcars::measure {
namespace {

/// One network's maps against the originals.
struct Comparison {
  std::vector<std::array<MapSimilarity, saliency_methods.size()>> photos;
  std::size_t same_top_class = 0;
};

bool keeps_top_class(const MapBatch& batch, std::size_t n, int top_class) {
  const auto logits = nn::row(batch.logits, n);
  return std::max_element(logits.begin(), logits.end()) - logits.begin() == top_class;
}

/// Nothing if the work was stopped.
std::optional<Comparison> compare(const nn::ResNet18& network, std::span<const ExplainedPhoto> photos,
                                  nn::ThreadPool& pool, const PassesDone& passes_done) {
  Comparison comparison;
  comparison.photos.resize(photos.size());
  const int size_px = photos.front().maps.front().width_px;
  constexpr std::size_t methods = saliency_methods.size();
  for (std::size_t first = 0; first < photos.size(); first += saliency_batch_photos) {
    const auto originals = photos.subspan(first, std::min(saliency_batch_photos, photos.size() - first));
    std::vector<int> classes;
    for (const ExplainedPhoto& photo : originals) classes.push_back(photo.top_class);
    const MapBatch batch = saliency_maps(network, stack_inputs(originals, size_px), classes, pool);
    pool.parallel_for(static_cast<int>(originals.size() * methods), [&](int task) {
      const std::size_t n = static_cast<std::size_t>(task) / methods,
                        m = static_cast<std::size_t>(task) % methods;
      comparison.photos[first + n][m] = map_similarity(originals[n].maps[m], batch.maps[n][m]);
    });
    for (std::size_t n = 0; n < originals.size(); ++n)
      comparison.same_top_class += keeps_top_class(batch, n, originals[n].top_class) ? 1 : 0;
    if (!passes_done(static_cast<std::int64_t>(originals.size()) * passes_per_saliency_maps))
      return std::nullopt;
  }
  return comparison;
}

StageSimilarity summarise(const Comparison& comparison, std::size_t method) {
  std::vector<double> ranks, signed_ranks, structures;
  for (const auto& photo : comparison.photos) {
    const MapSimilarity& similarity = photo[method];
    ranks.push_back(similarity.rank_correlation);
    structures.push_back(similarity.structural_similarity);
    if (similarity.signed_rank_correlation) signed_ranks.push_back(*similarity.signed_rank_correlation);
  }
  StageSimilarity summary{.rank_correlation = estimate(ranks),
                          .signed_rank_correlation = std::nullopt,
                          .structural_similarity = estimate(structures)};
  if (!signed_ranks.empty()) summary.signed_rank_correlation = estimate(signed_ranks);
  return summary;
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

Verdict MethodSanity::verdict() const {
  if (stages.back().rank_correlation.mean >= changed_rank_correlation) return Verdict::fails;
  double sum = 0;
  for (const StageSimilarity& stage : stages) sum += stage.rank_correlation.mean;
  const double average = sum / static_cast<double>(stages.size());
  return average >= changed_rank_correlation ? Verdict::fails_in_part : Verdict::passes;
}

Expected<std::optional<SanityCheck>> sanity_check(std::map<std::string, weights::NamedTensor> tensors,
                                                  std::span<const CascadeStage> stages,
                                                  std::span<const ExplainedPhoto> photos, std::uint64_t seed,
                                                  nn::ThreadPool& pool, const PassesDone& passes_done) {
  SanityCheck check;
  for (const explain::Method method : saliency_methods) check.methods.push_back({method, {}});
  for (const CascadeStage& stage : stages) {
    randomise(stage, seed, tensors);
    const auto network = nn::ResNet18::create(tensors);
    if (!network) return tl::unexpected(network.error());
    const auto comparison = compare(*network, photos, pool, passes_done);
    if (!comparison) return std::nullopt;
    check.stages.push_back(stage.name);
    check.same_top_class.push_back(static_cast<double>(comparison->same_top_class) /
                                   static_cast<double>(photos.size()));
    for (std::size_t m = 0; m < saliency_methods.size(); ++m)
      check.methods[m].stages.push_back(summarise(*comparison, m));
  }
  return check;
}

}  // namespace deepcars::measure
