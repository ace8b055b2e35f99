#include "tests/native/model_fixture.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/random_model.h"

namespace deepcars::testing {
namespace {

std::string random_model_file(int classes, int size_px) {
  const auto file =
      weights::write_model_file(random_model(classes, size_px, 5), weights::Storage::fp16).value();
  return {file.begin(), file.end()};
}

}  // namespace

ModelFixture::ModelFixture() : model_(folder_ / "model.safetensors") {
  static const std::string file = random_model_file(kClasses, kSizePx);
  write_text(model_, file);
}

ProgramRun ModelFixture::predict(std::vector<std::string> arguments, const std::string& input) const {
  arguments.insert(arguments.begin(), {"predict", "--model", model_});
  return run_deepcars(arguments, input);
}

std::string ModelFixture::draw(const std::string& name, int seed) const {
  cv::Mat photo(kHeightPx, kWidthPx, CV_8UC3, cv::Scalar(230, 200, 40 + 20 * (seed % 10)));
  const cv::Scalar paint(30 * (seed % 8), 90, 250 - 40 * (seed % 6));
  cv::rectangle(photo, {10, 30, 60, 15}, paint, cv::FILLED);
  cv::rectangle(photo, {25, 18, 25 + seed % 10, 12}, paint, cv::FILLED);
  cv::circle(photo, {22, 46}, 7, cv::Scalar(20, 20, 20), cv::FILLED);
  cv::circle(photo, {58, 46}, 7, cv::Scalar(20, 20, 20), cv::FILLED);
  const std::string path = folder_ / name;
  write_text(path, "");
  EXPECT_TRUE(cv::imwrite(path, photo)) << path;
  return path;
}

std::string ModelFixture::draw_truncated(const std::string& name) const {
  const std::string path = draw(name, 1);
  const std::string whole = read_text(path);
  write_text(path, whole.substr(0, whole.size() / 2));
  return path;
}

void ModelFixture::expect_one_sentence(const ProgramRun& run, const std::vector<std::string>& texts) {
  EXPECT_EQ(run.exit_status, 1) << run.err;
  const auto lines = run.error_lines();
  ASSERT_EQ(lines.size(), 1u) << run.err;
  EXPECT_TRUE(lines[0].starts_with("deepcars: ")) << lines[0];
  EXPECT_TRUE(lines[0].ends_with(".")) << lines[0];
  for (const std::string& text : texts)
    EXPECT_NE(lines[0].find(text), std::string::npos) << text << " in " << lines[0];
}

}  // namespace deepcars::testing
