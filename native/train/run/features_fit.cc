#include "native/train/run/features_fit.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <span>
#include <string>

#include "native/base/files.h"
#include "native/base/model.h"
#include "native/base/photos.h"
#include "native/base/progress.h"
#include "native/train/run/familiarity_fit.h"
#include "native/train/run/neighbours_fit.h"
#include "native/train/run/run_folder.h"
#include "native/train/run/training_data.h"

namespace deepcars::train {
namespace {

/// The features of the photos that could be read.
struct PhotoFeatures {
  std::vector<data::Photo> photos;
  std::vector<std::vector<float>> layer3, layer4;  ///< As in nn::Output.
};

Expected<PhotoFeatures> features_of(const CarModel& model, std::span<const data::Photo> photos, int threads) {
  std::vector<base::PhotoEntry> entries;
  for (const data::Photo& photo : photos) entries.push_back({.path = photo.path.string()});
  nn::ThreadPool pool(threads);
  base::Progress progress("features of training photos", static_cast<std::int64_t>(photos.size()));
  PhotoFeatures result;
  std::size_t next = 0;
  const bool whole =
      base::score_photos(model, entries, pool, [&](const base::PhotoEntry&, Expected<Prediction> prediction) {
        const data::Photo& photo = photos[next++];
        progress.advance(1);
        if (!prediction) return;
        result.photos.push_back(photo);
        result.layer3.push_back(std::move(prediction->layer3));
        result.layer4.push_back(std::move(prediction->layer4));
      });
  if (whole && result.photos.empty()) {
    return failure(ErrorCode::data_invalid, "none of the training photos can be read any more",
                   "check that they are where they were");
  }
  if (whole) return result;
  return failure(ErrorCode::interrupted, "interrupted while computing the features of the training photos",
                 "run the same command again to go on");
}

/// Where each photo comes from: its source, or its car where all are of one source.
std::vector<std::string> origins_of(const std::vector<data::Photo>& photos) {
  std::set<std::string> sources;
  for (const data::Photo& photo : photos) sources.insert(photo.source);
  std::vector<std::string> origins;
  for (const data::Photo& photo : photos)
    origins.push_back(sources.size() > 1 ? photo.source : photo.split_group);
  return origins;
}

/// The index that the run was trained on, with its splits.
Expected<std::vector<data::Photo>> read_split(const RunFolder& folder, const TrainOptions& options) {
  std::error_code status;
  return data::read_index(std::filesystem::exists(folder.split(), status)
                              ? folder.split()
                              : std::filesystem::path(options.index));
}

}  // namespace

Expected<void> fit_features(const TrainOptions& options) {
  const RunFolder folder(options.output);
  const auto opened = base::open_model(folder.model().string());
  if (!opened) return tl::unexpected(opened.error());
  const CarModel& model = opened->model;
  std::error_code status;
  if (model.familiarity() && std::filesystem::exists(folder.neighbours(), status)) return {};
  auto photos = read_split(folder, options);
  if (!photos) return tl::unexpected(photos.error());
  const auto data = make_training_data(*photos, options);
  if (!data) return tl::unexpected(data.error());

  const auto features = features_of(model, data->photos(), options.threads);
  if (!features) return tl::unexpected(features.error());
  const auto neighbours = fit_neighbours(model.metadata().id, features->layer4, features->photos).write();
  if (!neighbours) return tl::unexpected(neighbours.error());
  if (auto written = base::write_file(folder.neighbours(), *neighbours); !written) return written;

  auto familiarity = fit_familiarity(features->layer3, origins_of(features->photos), options.seed);
  if (!familiarity) {
    std::fprintf(stderr, "deepcars: the model will not say which photos are unlike the training photos: %s\n",
                 familiarity.error().sentence().c_str());
    return {};
  }
  const auto bytes = weights::write_model_file({.metadata = model.metadata(),
                                                .tensors = model.network().tensors(),
                                                .familiarity = *std::move(familiarity)},
                                               weights::Storage::fp32);
  if (!bytes) return tl::unexpected(bytes.error());
  return base::write_file(folder.model(), *bytes);
}

}  // namespace deepcars::train
