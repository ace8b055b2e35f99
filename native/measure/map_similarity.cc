#include "native/measure/map_similarity.h"

#include <opencv2/imgproc.hpp>

#include "shared/measure/rank_correlation.h"

namespace deepcars::measure {
namespace {

cv::Mat matrix(const explain::HeatMap& map) { return cv::Mat(map.values, true).reshape(1, map.height_px); }

cv::Mat windowed(const cv::Mat& values) {
  cv::Mat means;
  cv::GaussianBlur(values, means, {11, 11}, 1.5);
  return means;
}

}  // namespace

double structural_similarity(const explain::HeatMap& a, const explain::HeatMap& b) {
  constexpr double c1 = 0.01 * 0.01, c2 = 0.03 * 0.03;
  const cv::Mat x = matrix(a), y = matrix(b), mean_x = windowed(x), mean_y = windowed(y);
  const cv::Mat product = mean_x.mul(mean_y), squares = mean_x.mul(mean_x) + mean_y.mul(mean_y);
  const cv::Mat covariance = windowed(x.mul(y)) - product;
  const cv::Mat variances = windowed(x.mul(x)) + windowed(y.mul(y)) - squares;
  const cv::Mat above = (2 * product + c1).mul(2 * covariance + c2);
  const cv::Mat below = (squares + c1).mul(variances + c2);
  return cv::mean(above / below)[0];
}

MapSimilarity map_similarity(const explain::HeatMap& a, const explain::HeatMap& b) {
  const explain::HeatMap size_a = magnitudes(a), size_b = magnitudes(b);
  MapSimilarity similarity;
  similarity.rank_correlation = signed_rank_correlation(size_a, size_b);
  if (a.is_signed) similarity.signed_rank_correlation = signed_rank_correlation(a, b);
  similarity.structural_similarity =
      structural_similarity(explain::normalise(size_a), explain::normalise(size_b));
  return similarity;
}

}  // namespace deepcars::measure
