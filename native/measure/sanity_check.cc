#include "native/measure/sanity_check.h"

#include <utility>

namespace deepcars::measure {
namespace {

StageSimilarity stage_similarity(std::span<const PhotoSanity> photos, std::size_t method) {
  std::vector<double> ranks, signed_ranks, structures;
  for (const PhotoSanity& photo : photos) {
    const MapSimilarity& similarity = photo.methods[method];
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

Verdict MethodSanity::verdict() const {
  std::vector<double> means;
  for (const StageSimilarity& stage : stages) means.push_back(stage.rank_correlation.mean);
  return measure::verdict(means);
}

RandomisedModel::RandomisedModel(const CarModel& trained)
    : file_{.metadata = trained.metadata(), .tensors = trained.network().tensors()} {}

void RandomisedModel::randomise(const CascadeStage& stage, std::uint64_t seed) {
  measure::randomise(stage, seed, file_.tensors);
}

Expected<CarModel> RandomisedModel::load(nn::ThreadPool& pool) const {
  const auto bytes = weights::write_model_file(file_, weights::Storage::fp32);
  if (!bytes) return tl::unexpected(bytes.error());
  return CarModel::load(*bytes, pool);
}

Expected<std::optional<std::vector<explain::HeatMap>>> bucket_maps(
    const CarModel& model, const PhotoToExplain& photo, std::span<const explain::Method* const> methods,
    int bucket, nn::ThreadPool& pool, const PassesDone& passes_done) {
  const explain::Target target{.kind = explain::Target::Kind::given_class, .class_index = bucket};
  std::vector<explain::HeatMap> maps;
  for (const explain::Method* method : methods) {
    auto found = method_map(model, photo, *method, target, pool);
    if (!found) return tl::unexpected(found.error());
    maps.push_back(std::move(found->map));
    if (!passes_done(found->passes)) return std::nullopt;
  }
  return maps;
}

Expected<std::optional<PhotoSanity>> photo_sanity(const CarModel& randomised, const image::Image& picture,
                                                  std::span<const explain::Method* const> methods, int bucket,
                                                  std::span<const explain::HeatMap> originals,
                                                  nn::ThreadPool& pool, const PassesDone& passes_done) {
  const PhotoToExplain photo = photo_to_explain(randomised, picture, pool);
  const auto maps = bucket_maps(randomised, photo, methods, bucket, pool, passes_done);
  if (!maps) return tl::unexpected(maps.error());
  if (!*maps) return std::nullopt;
  PhotoSanity sanity{.same_top_class = photo.prediction.score.top_class == bucket,
                     .methods = std::vector<MapSimilarity>(methods.size())};
  pool.parallel_for(static_cast<int>(methods.size()), [&](int task) {
    const auto m = static_cast<std::size_t>(task);
    sanity.methods[m] = map_similarity(originals[m], (**maps)[m]);
  });
  return sanity;
}

std::int64_t expected_sanity_passes(std::span<const explain::Method* const> methods) {
  std::int64_t passes = 0;
  for (const explain::Method* method : methods) passes += expected_passes(*method);
  return passes;
}

SanityCheck summarise(std::span<const CascadeStage> stages, std::span<const explain::Method* const> methods,
                      std::span<const std::vector<PhotoSanity>> by_stage) {
  SanityCheck check;
  check.photos = by_stage.front().size();
  for (const explain::Method* method : methods) check.methods.push_back({method, {}});
  for (std::size_t s = 0; s < stages.size(); ++s) {
    std::size_t same = 0;
    for (const PhotoSanity& photo : by_stage[s]) same += photo.same_top_class ? 1 : 0;
    check.stages.push_back(stages[s].name);
    check.same_top_class.push_back(static_cast<double>(same) / static_cast<double>(check.photos));
    for (std::size_t m = 0; m < methods.size(); ++m)
      check.methods[m].stages.push_back(stage_similarity(by_stage[s], m));
  }
  return check;
}

}  // namespace deepcars::measure
