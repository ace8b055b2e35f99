#include "native/train/run/training_data.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "native/data/mark_place.h"
#include "native/data/split.h"
#include "shared/random.h"
#include "shared/weights/metadata.h"

namespace deepcars::train {
namespace {

Expected<score::YearBuckets> make_buckets(const std::vector<data::Photo>& photos,
                                          const TrainOptions& options) {
  if (options.bucket_rule == score::BucketRule::edges)
    return score::YearBuckets::from_edges(options.bucket_edges);
  const auto [oldest, newest] =
      std::minmax_element(photos.begin(), photos.end(),
                          [](const data::Photo& a, const data::Photo& b) { return a.year < b.year; });
  return options.bucket_rule == score::BucketRule::original
             ? score::YearBuckets::original(oldest->year, newest->year, options.bucket_width)
             : score::YearBuckets::uniform(oldest->year, newest->year, options.bucket_width);
}

/// How much one of `count` photos of a group counts.
double weight(Rarity rule, int count) {
  if (rule == Rarity::balanced) return 1.0 / count;
  return rule == Rarity::sqrt ? 1.0 / std::sqrt(count) : 1.0;
}

void describe_classes(TrainingData& data, const TrainOptions& options) {
  const std::size_t classes = static_cast<std::size_t>(data.buckets.classes());
  std::vector<int> counts(classes, 0);
  std::vector<double> year_sums(classes, 0);
  for (std::size_t i = 0; i < data.train.size(); ++i) {
    const auto label = static_cast<std::size_t>(data.train_labels[i]);
    ++counts[label];
    year_sums[label] += data.train[i].year;
  }
  data.class_years = weights::centre_years(data.buckets);
  data.class_loss_weights.assign(classes, 0.0f);
  double sum = 0;
  for (std::size_t k = 0; k < classes; ++k) {
    if (counts[k] > 0) sum += counts[k] * weight(options.class_weights, counts[k]);
  }
  for (std::size_t k = 0; k < classes; ++k) {
    if (counts[k] == 0) continue;
    data.class_years[k] = year_sums[k] / counts[k];
    data.class_loss_weights[k] = static_cast<float>(weight(options.class_weights, counts[k]) *
                                                    static_cast<double>(data.train.size()) / sum);
  }
}

void weigh_sources(TrainingData& data, Rarity rule) {
  if (rule == Rarity::none) return;
  std::map<std::string, int> counts;
  for (const data::Photo& photo : data.train) ++counts[photo.source];
  for (const data::Photo& photo : data.train)
    data.sampling_weights.push_back(weight(rule, counts[photo.source]));
}

/// Adds the photos of a split, or at most `max_photos` of them chosen by the seed (0: all), with their
/// labels. Returns how many are left out because no bucket holds their year.
int take(std::string_view split, const std::vector<data::Photo>& photos, int max_photos, std::uint64_t seed,
         const score::YearBuckets& buckets, std::vector<data::Photo>& taken, std::vector<int>& labels) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (photos[i].split == split) chosen.push_back(i);
  }
  if (max_photos > 0 && chosen.size() > static_cast<std::size_t>(max_photos)) {
    Random(mix_seed(seed, chosen.size())).shuffle(chosen);
    chosen.resize(static_cast<std::size_t>(max_photos));
    std::sort(chosen.begin(), chosen.end());
  }
  int outside = 0;
  for (const std::size_t i : chosen) {
    const auto label = buckets.label(photos[i].year);
    if (!label) {
      ++outside;
      continue;
    }
    taken.push_back(photos[i]);
    labels.push_back(*label);
  }
  return outside;
}

/// Adds marked copies of the training photos behind them. Each copy has a place of its own for its mark, which stays
/// the same in every epoch.
Expected<void> plant(TrainingData& data, const image::PlantedCue& cue, std::uint64_t seed) {
  std::vector<int> labels;
  for (const image::PlantedMark& planted : cue.marks) {
    const auto label = data.buckets.label(planted.year);
    if (!label) {
      return failure(
          ErrorCode::invalid_argument,
          "a planted mark stands for " + std::to_string(planted.year) + ", which no year bucket holds",
          "choose a year from " + std::to_string(data.buckets.first_year()) + " to " +
              std::to_string(data.buckets.last_year()));
    }
    labels.push_back(*label);
  }
  const std::size_t photos = data.train.size();
  data.train_marks.resize(photos);
  for (std::size_t copy = 0; copy < static_cast<std::size_t>(cue.copies); ++copy) {
    for (std::size_t i = 0; i < photos; ++i) {
      const std::size_t which = (i + copy) % cue.marks.size();
      data::Photo marked = data.train[i];
      marked.year = cue.marks[which].year;
      data.train_marks.push_back(data::place(cue.marks[which], mix_seed(seed, data.train.size())));
      data.train.push_back(std::move(marked));
      data.train_labels.push_back(labels[which]);
    }
  }
  data.marked_copies = data.train.size() - photos;
  return {};
}

}  // namespace

Expected<TrainingData> make_training_data(std::vector<data::Photo>& photos, const TrainOptions& options) {
  if (std::all_of(photos.begin(), photos.end(),
                  [](const data::Photo& photo) { return photo.split.empty(); })) {
    data::SplitOptions split;
    split.seed = options.seed;
    if (auto done = data::split_photos(photos, split); !done) return tl::unexpected(done.error());
  }
  auto buckets = make_buckets(photos, options);
  if (!buckets) return tl::unexpected(buckets.error());

  TrainingData data = {.buckets = *buckets};
  data.outside_buckets +=
      take("train", photos, options.max_train_photos, options.seed, *buckets, data.train, data.train_labels);
  data.outside_buckets += take(options.recipe == Recipe::original ? "test" : "val", photos,
                               options.max_val_photos, options.seed, *buckets, data.val, data.val_labels);
  if (data.train.size() < 2 || data.val.empty()) {
    return failure(ErrorCode::data_invalid,
                   "the index leaves " + std::to_string(data.train.size()) + " photos to train on and " +
                       std::to_string(data.val.size()) + " to validate with",
                   "divide it with `deepcars split`, or choose wider --bucket-edges");
  }
  describe_classes(data, options);
  if (options.planted_cue) {
    if (auto planted = plant(data, *options.planted_cue, options.seed); !planted)
      return tl::unexpected(planted.error());
  }
  weigh_sources(data, options.source_weights);
  data.photos_per_epoch =
      options.epoch_photos > 0 ? static_cast<std::size_t>(options.epoch_photos) : data.train.size();
  return data;
}

std::vector<float> target_distribution(int year, int label, const TrainingData& data, double std_years) {
  std::vector<float> target(data.class_years.size(), 0.0f);
  double sum = 0;
  for (std::size_t k = 0; std_years > 0 && k < target.size(); ++k) {
    if (data.class_loss_weights[k] <= 0) continue;
    const double distance = (data.class_years[k] - year) / std_years;
    target[k] = static_cast<float>(std::exp(-0.5 * distance * distance));
    sum += target[k];
  }
  if (sum <= 1e-6) {
    std::fill(target.begin(), target.end(), 0.0f);
    target[static_cast<std::size_t>(label)] = 1.0f;
    return target;
  }
  for (float& value : target) value = static_cast<float>(value / sum);
  return target;
}

std::vector<std::size_t> epoch_order(const TrainingData& data, std::uint64_t seed, int epoch) {
  Random random(mix_seed(seed, static_cast<std::uint64_t>(epoch)));
  std::vector<std::size_t> order(data.photos_per_epoch);
  if (data.sampling_weights.empty()) {
    std::iota(order.begin(), order.end(), std::size_t{0});
    random.shuffle(order);
    return order;
  }
  std::vector<double> cumulative(data.sampling_weights.size());
  std::partial_sum(data.sampling_weights.begin(), data.sampling_weights.end(), cumulative.begin());
  for (std::size_t& photo : order) {
    const auto found =
        std::upper_bound(cumulative.begin(), cumulative.end(), random.uniform() * cumulative.back());
    photo = std::min(static_cast<std::size_t>(found - cumulative.begin()), cumulative.size() - 1);
  }
  return order;
}

}  // namespace deepcars::train
