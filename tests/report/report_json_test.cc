#include "native/report/report_json.h"

#include <cmath>

#include "native/report/showcase.h"
#include "tests/report/hostile_report.h"

namespace deepcars::report {
namespace {

using ReportJson = HostileReport;

TEST_F(ReportJson, HoldsTheMetricsAndTheWordsForThem) {
  const auto report = report_json(data());
  EXPECT_EQ(report["metrics"], metrics_json(data()));
  EXPECT_EQ(report["metrics"]["model"], kHostile);
  ASSERT_EQ(report["measures"].size(), measure::measures.size());
  for (const auto& measure : report["measures"]) {
    EXPECT_TRUE(report["metrics"]["metrics"].contains(measure["key"].get<std::string>())) << measure;
    EXPECT_FALSE(measure["words"].get<std::string>().empty()) << measure;
  }
  EXPECT_EQ(report["baselines"][2]["words"], "median year");
}

TEST_F(ReportJson, CountsTheIndexByYearViewpointAndSplit) {
  index_[0].split = "train";
  index_[1].year = 2000;
  index_[2].viewpoint = "90";
  const auto index = report_json(data())["index"];
  EXPECT_EQ(index["photos"], 3);
  ASSERT_EQ(index["by_year"].size(), 3u);
  EXPECT_EQ(index["by_year"][0], (nlohmann::ordered_json{{"year", 2000}, {"split", "train"}, {"photos", 1}}));
  EXPECT_EQ(index["by_year"][1], (nlohmann::ordered_json{{"year", 2000}, {"split", "test"}, {"photos", 1}}));
  EXPECT_EQ(index["by_year"][2]["year"], 2004);
  ASSERT_EQ(index["by_viewpoint"].size(), 1u);
  EXPECT_EQ(index["by_viewpoint"][0]["viewpoint"], "90");
}

TEST_F(ReportJson, HasARowPerPhotoRoundedToHundredths) {
  const auto photos = report_json(data())["photos"];
  ASSERT_EQ(photos.size(), 3u);
  EXPECT_EQ(photos[1]["year"], 2002);
  EXPECT_NEAR(photos[1]["expected_year"].get<double>(), photos_[1].score.expected_year, 0.005);
  EXPECT_EQ(100 * photos[1]["expected_year"].get<double>(),
            std::round(100 * photos[1]["expected_year"].get<double>()));
}

TEST_F(ReportJson, WhatWasNotMeasuredIsNull) {
  auto report = report_json(data());
  EXPECT_TRUE(report["learning_curves"].is_null());
  EXPECT_TRUE(report["saliency_curves"].is_null());
  EXPECT_FALSE(report["metrics"].contains("saliency"));
  curves_ =
      LearningCurves{.run = "run",
                     .by_epoch = {{.phase = "Train", .step = 1, .time_s = 60, .loss = 2.5, .accuracy = 0.2}},
                     .by_batch = {{.phase = "Val", .step = 1, .time_s = 0, .loss = 2.5, .accuracy = 0.2}},
                     .batches_per_point = 1};
  report = report_json(data());
  EXPECT_EQ(report["learning_curves"]["by_epoch"][0]["time_s"], 60);
  EXPECT_EQ(report["learning_curves"]["by_batch"][0]["phase"], "Val");
}

TEST_F(ReportJson, GalleriesCarryTheirPicturesAndCaptions) {
  const auto galleries = report_json(data())["galleries"];
  ASSERT_EQ(galleries["typical"].size(), 1u);
  EXPECT_TRUE(galleries["typical"][0]["data_uri"].get<std::string>().starts_with("data:image/jpeg;base64,"));
  EXPECT_EQ(galleries["typical"][0]["caption"][0], kHostile);
  EXPECT_EQ(galleries["surprising"].size(), 0u);
  EXPECT_EQ(galleries["confident_from"], confident_from);
}

}  // namespace
}  // namespace deepcars::report
