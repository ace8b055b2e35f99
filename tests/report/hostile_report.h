// A whole report of three photos whose every name tries to become markup.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "native/report/report_json.h"
#include "native/report/thumbnails.h"
#include "shared/weights/metadata.h"

namespace deepcars::report {

inline constexpr const char* kHostile =
    "</script><script>alert('x')</script><img src=x onerror=alert(1)> \"&<!--";

class HostileReport : public ::testing::Test {
 protected:
  HostileReport() {
    const std::vector<double> class_years = weights::centre_years(buckets_);
    for (int i = 0; i < 3; ++i) {
      const std::vector<float> logits = {i == 0 ? 3.0f : 0.0f, i == 1 ? 3.0f : 0.0f, 0.0f};
      photos_.push_back({.path = kHostile,
                         .source = kHostile,
                         .truth = {.year = 2000 + 2 * i, .label = i},
                         .score = score::score(logits, class_years, 1.0),
                         .make = kHostile,
                         .model = kHostile,
                         .split_group = "group " + std::to_string(i)});
      index_.push_back({.path = kHostile,
                        .year = 2000 + 2 * i,
                        .make = kHostile,
                        .model = kHostile,
                        .split_group = "group",
                        .source = kHostile,
                        .split = "test"});
    }
    evaluation_ =
        measure::evaluate(photos_, measure::baseline_statistics(std::vector<int>{2000, 2003}, buckets_),
                          buckets_, class_years, {.resamples = 50, .seed = 1});
  }

  ReportData data() const {
    const image::Image grey{2, 2, std::vector<std::uint8_t>(12, 128)};
    const Picture picture{
        .data_uri = jpeg_data_uri(grey, 64).value(), .alternative = kHostile, .caption = {kHostile}};
    return {.title = {.model = kHostile, .index = kHostile, .split = "test", .unreadable_photos = 0},
            .buckets = buckets_,
            .index = index_,
            .photos = photos_,
            .evaluation = evaluation_,
            .learning_curves = curves_,
            .galleries = {.typical = {picture}, .best = {}, .worst = {}, .surprising = {}, .explained = {}}};
  }

  score::YearBuckets buckets_ = score::YearBuckets::uniform(2000, 2005, 2).value();
  std::vector<measure::EvaluatedPhoto> photos_;
  std::vector<data::Photo> index_;
  measure::Evaluation evaluation_;
  std::optional<LearningCurves> curves_;
};

}  // namespace deepcars::report
