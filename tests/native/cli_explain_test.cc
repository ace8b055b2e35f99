#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "tests/native/model_fixture.h"

namespace deepcars::testing {
namespace {

constexpr int kPanelPx = 64;
constexpr int kGapPx = 8;

class CliExplain : public ModelFixture {
 protected:
  ProgramRun explain(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"explain", photo_, "--model", model_, "--output", output_,
                                         "--panel-size", std::to_string(kPanelPx)});
    return run_deepcars(arguments);
  }

  std::string photo_ = draw("car.png", 3);
  std::string output_ = folder_ / "why.png";
};

TEST_F(CliExplain, DrawsThreePanelsOfThePhotosShape) {
  const ProgramRun run = explain({});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const cv::Mat sheet = cv::imread(output_);
  EXPECT_EQ(sheet.cols, 3 * kPanelPx + 2 * kGapPx);
  EXPECT_EQ(sheet.rows, kPanelPx * kHeightPx / kWidthPx);
  // The car's body, well inside its paint, is in the left panel as it is in the photo.
  const cv::Mat photo = cv::imread(photo_);
  const auto body = photo.at<cv::Vec3b>(35, 40), drawn = sheet.at<cv::Vec3b>(28, 32);
  for (int channel = 0; channel < 3; ++channel) EXPECT_NEAR(drawn[channel], body[channel], 2);
  // The overlay is half photo, half saliency.
  const int step = kPanelPx + kGapPx;
  for (int channel = 0; channel < 3; ++channel) {
    const int heat = sheet.at<cv::Vec3b>(28, 32 + step)[channel];
    EXPECT_NEAR(sheet.at<cv::Vec3b>(28, 32 + 2 * step)[channel], (drawn[channel] + heat) / 2.0, 0.51);
  }
}

TEST_F(CliExplain, EveryMethodAndTargetWritesItsOwnHeatMap) {
  std::vector<cv::Mat> maps;
  for (const std::string method : {"gradient", "signed-gradient", "guided-backpropagation"}) {
    for (const std::string target : {"0", "expected-year"}) {
      const std::string path = folder_ / (method + target + ".png");
      const ProgramRun run = explain({"--method", method, "--target", target, "--heat-map", path});
      ASSERT_EQ(run.exit_status, 0) << run.err;
      const cv::Mat map = cv::imread(path, cv::IMREAD_UNCHANGED);
      ASSERT_EQ(map.type(), CV_8UC1);
      ASSERT_EQ(map.size(), cv::Size(kSizePx, kSizePx));
      double lowest = 0, highest = 0;
      cv::minMaxLoc(map, &lowest, &highest);
      EXPECT_TRUE(highest == 255 || lowest <= 1)
          << method;  // Normalised: something reaches the end of the scale.
      for (const cv::Mat& other : maps) EXPECT_GT(cv::norm(map, other, cv::NORM_L1), 0) << method << target;
      maps.push_back(map);
    }
  }
}

TEST_F(CliExplain, TheTargetCanBeABucketOrItsNumber) {
  const auto map_of = [&](const std::string& target) {
    const std::string path = folder_ / (target + ".png");
    EXPECT_EQ(explain({"--target", target, "--heat-map", path}).exit_status, 0);
    return read_text(path);
  };
  EXPECT_EQ(map_of("2004-2005"), map_of("2"));
  EXPECT_NE(map_of("2004-2005"), map_of("3"));
}

TEST_F(CliExplain, TheSummaryIsJson) {
  const ProgramRun run = explain({"--json", "--target", "4", "--heat-map", folder_ / "map.png"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const auto summary = run.json();
  EXPECT_EQ(summary["target"]["class_index"], 4) << run.out;
  EXPECT_EQ(summary["target"]["years"], "2008-2009");
  EXPECT_EQ(summary["method"], "gradient");
  EXPECT_EQ(summary["heat_map"], folder_ / "map.png");
  EXPECT_EQ(summary["prediction"]["path"], photo_);
  const ProgramRun predicted = run_deepcars({"predict", "--model", model_, "--json", photo_});
  EXPECT_NEAR(summary["prediction"]["expected_year"], predicted.json()[0]["expected_year"], 1e-4);
}

TEST_F(CliExplain, MistakesAreOneSentenceAndLeaveAnEarlierPictureAlone) {
  write_text(output_, "earlier");
  expect_one_sentence(explain({"--target", "1950"}), {"1950", "2008-2009"});
  expect_one_sentence(explain({"--target", "5"}), {"no year bucket"});
  expect_one_sentence(explain({"--method", "magic"}), {"magic", "guided-backpropagation"});
  write_text(photo_, "no longer a photo");
  expect_one_sentence(explain({}), {"car.png"});
  EXPECT_EQ(read_text(output_), "earlier");
}

TEST_F(CliExplain, AnUnwritableOutputIsOneSentence) {
  write_text(folder_ / "file", "in the way");
  output_ = folder_ / "file/why.png";
  expect_one_sentence(explain({}), {"why.png", "cannot be written"});
}

}  // namespace
}  // namespace deepcars::testing
