#include <cstring>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <sstream>

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
  /// The names of all methods, from the command's own help.
  static std::vector<std::string> methods() {
    std::vector<std::string> names;
    std::istringstream help(run_deepcars({"explain", "--help"}).out);
    bool in_table = false;
    for (std::string line; std::getline(help, line);) {
      if (line == "Methods:") {
        in_table = true;
      } else if (in_table && line.empty()) {
        break;
      } else if (in_table && line.size() > 2 && line[2] != ' ') {
        names.push_back(line.substr(2, line.find(' ', 2) - 2));
      }
    }
    return names;
  }

  std::string photo_ = draw("car.png", 3);
  std::string output_ = folder_ / "why.png";
};

TEST_F(CliExplain, DrawsThreePanelsOfThePhotosShape) {
  const ProgramRun run = explain({});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const cv::Mat sheet = cv::imread(output_);
  EXPECT_EQ(sheet.cols, 3 * kPanelPx + 2 * kGapPx);
  EXPECT_GT(sheet.rows, kPanelPx * kHeightPx / kWidthPx) << "the legend is below the panels";
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
  ASSERT_GE(methods().size(), 10u);
  for (const std::string& method : methods()) {
    for (const std::string target : {"0", "expected-year"}) {
      const std::string path = folder_ / (method + target + ".png");
      const ProgramRun run = explain(
          {"--method", method, "--target", target, "--heat-map", path, "--steps", "2", "--seed", "3"});
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

TEST_F(CliExplain, ValuesAreANumPyArrayInTheTargetsUnit) {
  const std::string npy = folder_ / "map.npy", csv = folder_ / "tiles.csv";
  const ProgramRun run = explain({"--method", "shapley-tiles", "--target", "expected-year", "--steps", "2",
                                  "--values", npy, "--tiles", csv, "--json"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  const std::string file = read_text(npy);
  ASSERT_EQ(file.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t header =
      10 + static_cast<unsigned char>(file[8]) + 256u * static_cast<unsigned char>(file[9]);
  EXPECT_EQ(header % 64, 0u);
  EXPECT_NE(file.find("'descr': '<f4', 'fortran_order': False, 'shape': (64, 64)"), std::string::npos);
  ASSERT_EQ(file.size(), header + 4 * kSizePx * kSizePx);
  std::vector<float> values(kSizePx * kSizePx);
  std::memcpy(values.data(), file.data() + header, 4 * values.size());

  const auto summary = run.json();
  EXPECT_EQ(summary["units"], "years");
  EXPECT_NEAR(summary["sum"], summary["total"], 1e-4);
  EXPECT_GE(summary["standard_error"], 0);
  EXPECT_GT(summary["passes"], 2 * 2 * 49);
  double shares = 0, sum = 0;
  for (const auto& row : summary["tile_shares"])
    for (const double share : row) shares += share;
  EXPECT_NEAR(shares, 1, 1e-6);
  // The table's first tile is the map's upper left corner, and the tiles add up to the total.
  std::istringstream table(read_text(csv));
  std::string line;
  std::getline(table, line);
  EXPECT_EQ(line, "row,column,value,standard_error");
  int tiles = 0;
  for (; std::getline(table, line); ++tiles) {
    const double value = std::stod(line.substr(line.find(',', line.find(',') + 1) + 1));
    if (tiles == 0) {
      EXPECT_NEAR(value, values[0], 1e-5);
    }
    sum += value;
  }
  EXPECT_EQ(tiles, 49);
  EXPECT_NEAR(sum, summary["total"], 1e-3);
}

TEST_F(CliExplain, TheSameSeedDrawsTheSameMapForAnyNumberOfThreads) {
  const auto values = [&](const std::string& seed, const std::string& threads) {
    const std::string path = folder_ / "map.npy";
    EXPECT_EQ(
        explain({"--method", "rise", "--steps", "5", "--seed", seed, "--threads", threads, "--values", path})
            .exit_status,
        0);
    return read_text(path);
  };
  EXPECT_EQ(values("7", "1"), values("7", "3"));
  EXPECT_NE(values("7", "1"), values("8", "1"));
}

TEST_F(CliExplain, AllMethodsComeInOneSheet) {
  const ProgramRun run = explain({"--all", "--steps", "1", "--json"});
  ASSERT_EQ(run.exit_status, 0) << run.err;
  EXPECT_EQ(run.json()["explanations"].size(), methods().size());
  const cv::Mat sheet = cv::imread(output_);
  EXPECT_GT(sheet.cols, 4 * kPanelPx);
  EXPECT_EQ(explain({"--all", "--method", "gradient"}).exit_status, 2);
}

TEST_F(CliExplain, TwoBucketsCanBeCompared) {
  const auto values = [&](const std::vector<std::string>& target) {
    const std::string path = folder_ / "map.npy";
    std::vector<std::string> arguments = {"--method", "cam", "--values", path};
    arguments.insert(arguments.end(), target.begin(), target.end());
    EXPECT_EQ(explain(arguments).exit_status, 0);
    return read_text(path);
  };
  EXPECT_EQ(values({"--compare-buckets", "2004-2005,2008-2009"}), values({"--compare-buckets", "2,4"}));
  EXPECT_EQ(values({"--compare-buckets", "2,4"}), values({"--target", "difference:2:4"}));
  EXPECT_NE(values({"--compare-buckets", "2,4"}), values({"--target", "2"}));
  expect_one_sentence(explain({"--compare-buckets", "2,2"}), {"2004-2005", "two different"});
  expect_one_sentence(explain({"--compare-buckets", "2"}), {"\"2\"", "comma"});
  expect_one_sentence(explain({"--compare-buckets", "2,1950"}), {"1950", "2008-2009"});
}

TEST_F(CliExplain, SeveralPhotosGoIntoAFolderAndABadOneIsNamed) {
  std::filesystem::create_directory(folder_ / "photos");
  draw("photos/one.png", 1);
  draw("photos/two.jpg", 2);
  write_text(folder_ / "photos/bad.jpg", "no photo");
  const ProgramRun run = run_deepcars({"explain", folder_ / "photos", photo_, "--model", model_, "--method",
                                       "cam", "--output", folder_ / "why", "--values", folder_ / "maps"});
  EXPECT_EQ(run.exit_status, 3) << run.err;
  EXPECT_NE(run.err.find("bad.jpg"), std::string::npos);
  EXPECT_NE(run.err.find("1 of 4"), std::string::npos) << run.err;
  for (const char* name : {"why/one.png", "why/two.png", "why/car.png", "maps/one.npy", "maps/two.npy"})
    EXPECT_TRUE(std::filesystem::exists(folder_ / name)) << name;
}

TEST_F(CliExplain, AMethodWithoutTilesSaysSo) {
  expect_one_sentence(explain({"--method", "gradient", "--tiles", folder_ / "tiles.csv"}),
                      {"gradient has no tiles", "shapley-tiles"});
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
  EXPECT_EQ(summary["units"], "logits");
  EXPECT_FALSE(summary["method"].get<std::string>().empty());
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
  expect_one_sentence(explain({"--method", "gradient"}), {"why.png", "cannot be written"});
}

}  // namespace
}  // namespace deepcars::testing
