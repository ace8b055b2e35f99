#include "native/measure/drawn_car.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "shared/random.h"

namespace deepcars::measure {
namespace {

/// The picture is drawn so many times larger and then averaged, so that edges are soft and each pixel still
/// depends on its own block alone.
constexpr int kOversampling = 4;

using Points = std::vector<cv::Point2d>;

const cv::Scalar kChrome(214, 218, 222), kDark(28, 28, 32), kRubber(44, 44, 46), kGlass(96, 112, 124),
    kLamp(246, 244, 226);

/// What the seed decides.
struct Scene {
  cv::Scalar paint, sky, ground;
  double left, top, scale;  ///< From the unit square of the car to that of the picture.
};

Scene scene_of(std::uint64_t seed) {
  Random random(seed);
  const auto color = [&](double low, double high) {
    return cv::Scalar(random.uniform(low, high), random.uniform(low, high), random.uniform(low, high));
  };
  const double scale = random.uniform(0.84, 0.96);
  return {.paint = color(40, 200),
          .sky = color(150, 225),
          .ground = color(90, 140),
          .left = random.uniform(0, 1 - scale),
          .top = random.uniform(0, 1 - scale),
          .scale = scale};
}

/// Draws shapes, in coordinates of the car's unit square, into a picture and into the region of a part.
class Brush {
 public:
  Brush(cv::Mat& picture, cv::Mat& region, const Scene& scene)
      : picture_(picture), region_(region), scene_(scene) {}

  const cv::Scalar& paint() const { return scene_.paint; }

  /// A closed outline; corners are cut so many times (Chaikin, 1974), which rounds them.
  void polygon(Points points, const cv::Scalar& color, int rounding = 0) {
    for (; rounding > 0; --rounding) points = cut_corners(points);
    std::vector<cv::Point> outline;
    for (const cv::Point2d& point : points) outline.push_back(pixel(point));
    fill(color, [&](cv::Mat& target, const cv::Scalar& value) {
      cv::fillPoly(target, std::vector<std::vector<cv::Point>>{outline}, value);
    });
  }

  void box(double x, double y, double width, double height, const cv::Scalar& color, int rounding = 0) {
    polygon({{x, y}, {x + width, y}, {x + width, y + height}, {x, y + height}}, color, rounding);
  }

  void ellipse(cv::Point2d centre, double radius_x, double radius_y, const cv::Scalar& color) {
    const cv::Size axes(length(radius_x), length(radius_y));
    fill(color, [&](cv::Mat& target, const cv::Scalar& value) {
      cv::ellipse(target, pixel(centre), axes, 0, 0, 360, value, cv::FILLED);
    });
  }

  void line(cv::Point2d from, cv::Point2d to, double width, const cv::Scalar& color) {
    fill(color, [&](cv::Mat& target, const cv::Scalar& value) {
      cv::line(target, pixel(from), pixel(to), value, std::max(1, length(width)));
    });
  }

 private:
  static Points cut_corners(const Points& points) {
    Points cut;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const cv::Point2d &a = points[i], &b = points[(i + 1) % points.size()];
      cut.push_back(0.75 * a + 0.25 * b);
      cut.push_back(0.25 * a + 0.75 * b);
    }
    return cut;
  }

  template <typename Draw>
  void fill(const cv::Scalar& color, Draw draw) {
    draw(picture_, color);
    draw(region_, cv::Scalar(255));
  }

  int length(double units) const {
    return static_cast<int>(std::lround(units * scene_.scale * picture_.cols));
  }
  cv::Point pixel(cv::Point2d point) const {
    return {static_cast<int>(std::lround((scene_.left + point.x * scene_.scale) * picture_.cols)),
            static_cast<int>(std::lround((scene_.top + point.y * scene_.scale) * picture_.rows))};
  }

  cv::Mat& picture_;
  cv::Mat& region_;
  const Scene& scene_;
};

// All parts fit the same car: its front face lies between x = 0.06 and 0.36, its wheels' centres are these.
const std::array<cv::Point2d, 2> kWheels = {cv::Point2d(0.46, 0.76), cv::Point2d(0.82, 0.74)};

void draw_body(Brush& brush, std::size_t era) {
  const cv::Scalar shade = brush.paint() * 0.72;
  switch (era) {
    case 0:  // Upright cabin, narrow bonnet, wings that stand apart, a running board.
      brush.polygon({{0.36, 0.30}, {0.42, 0.20}, {0.90, 0.20}, {0.94, 0.30}, {0.94, 0.70}, {0.36, 0.70}},
                    shade);
      brush.polygon({{0.10, 0.42}, {0.18, 0.38}, {0.58, 0.40}, {0.58, 0.70}, {0.10, 0.72}}, brush.paint());
      brush.box(0.60, 0.27, 0.13, 0.16, kGlass);
      brush.box(0.77, 0.27, 0.12, 0.16, kGlass);
      for (const cv::Point2d& wheel : kWheels)
        brush.ellipse({wheel.x, wheel.y - 0.03}, 0.13, 0.14, brush.paint());
      brush.box(0.52, 0.76, 0.26, 0.03, kDark);
      break;
    case 1:  // Bulging, with a round roof and a fin.
      brush.polygon({{0.34, 0.50}, {0.44, 0.30}, {0.74, 0.28}, {0.86, 0.50}}, shade, 3);
      brush.polygon({{0.06, 0.50}, {0.20, 0.44}, {0.84, 0.47}, {0.97, 0.36}, {0.97, 0.72}, {0.08, 0.76}},
                    brush.paint(), 2);
      brush.polygon({{0.45, 0.47}, {0.50, 0.35}, {0.70, 0.34}, {0.77, 0.47}}, kGlass, 2);
      brush.line({0.40, 0.60}, {0.95, 0.56}, 0.012, kChrome);
      break;
    case 2:  // Three boxes.
      brush.polygon({{0.42, 0.50}, {0.50, 0.33}, {0.78, 0.33}, {0.84, 0.50}}, shade);
      brush.polygon({{0.06, 0.50}, {0.36, 0.48}, {0.97, 0.49}, {0.96, 0.72}, {0.08, 0.76}}, brush.paint());
      brush.polygon({{0.47, 0.48}, {0.53, 0.36}, {0.64, 0.36}, {0.64, 0.48}}, kGlass);
      brush.polygon({{0.66, 0.48}, {0.66, 0.36}, {0.76, 0.36}, {0.80, 0.48}}, kGlass);
      brush.line({0.37, 0.62}, {0.96, 0.61}, 0.010, kDark);
      break;
    case 3:  // Soft curves, a short bonnet that falls forward.
      brush.polygon({{0.28, 0.54}, {0.46, 0.31}, {0.78, 0.30}, {0.92, 0.52}}, shade, 3);
      brush.polygon({{0.06, 0.60}, {0.22, 0.50}, {0.90, 0.46}, {0.97, 0.54}, {0.95, 0.74}, {0.08, 0.78}},
                    brush.paint(), 2);
      brush.polygon({{0.42, 0.49}, {0.51, 0.35}, {0.74, 0.34}, {0.83, 0.48}}, kGlass, 2);
      break;
    default:  // A wedge with a high belt line, narrow windows and creases.
      brush.polygon({{0.30, 0.48}, {0.50, 0.28}, {0.80, 0.29}, {0.95, 0.44}}, shade, 2);
      brush.polygon({{0.06, 0.52}, {0.24, 0.46}, {0.95, 0.40}, {0.97, 0.72}, {0.10, 0.80}}, brush.paint(), 1);
      brush.polygon({{0.45, 0.42}, {0.54, 0.33}, {0.76, 0.33}, {0.88, 0.40}}, kDark, 1);
      brush.line({0.38, 0.58}, {0.95, 0.50}, 0.008, shade);
      brush.line({0.52, 0.73}, {0.74, 0.72}, 0.014, kDark);
      break;
  }
}

void draw_bumpers(Brush& brush, std::size_t era) {
  switch (era) {
    case 0:  // Two thin bars.
      brush.box(0.05, 0.74, 0.31, 0.014, kChrome);
      brush.box(0.05, 0.77, 0.31, 0.014, kChrome);
      break;
    case 1:  // Heavy chrome with bullets.
      brush.box(0.04, 0.70, 0.34, 0.055, kChrome, 1);
      brush.ellipse({0.12, 0.71}, 0.022, 0.035, kChrome);
      brush.ellipse({0.28, 0.71}, 0.022, 0.035, kChrome);
      break;
    case 2:  // A straight beam with a rubber strip.
      brush.box(0.04, 0.71, 0.34, 0.05, kChrome);
      brush.box(0.04, 0.728, 0.34, 0.018, kRubber);
      break;
    case 3:  // In the car's colour, rounded.
      brush.box(0.05, 0.69, 0.33, 0.10, brush.paint() * 0.9, 2);
      brush.box(0.13, 0.745, 0.16, 0.022, kDark);
      break;
    default:  // In the car's colour, with intakes and a splitter.
      brush.polygon({{0.06, 0.68}, {0.36, 0.68}, {0.37, 0.81}, {0.09, 0.83}}, brush.paint() * 0.85);
      brush.polygon({{0.07, 0.72}, {0.12, 0.73}, {0.12, 0.79}, {0.09, 0.79}}, kDark);
      brush.polygon({{0.30, 0.73}, {0.35, 0.72}, {0.35, 0.79}, {0.31, 0.79}}, kDark);
      brush.line({0.09, 0.82}, {0.37, 0.80}, 0.012, kDark);
      break;
  }
}

void draw_grille(Brush& brush, std::size_t era) {
  switch (era) {
    case 0:  // Tall and narrow, upright bars.
      brush.ellipse({0.20, 0.56}, 0.055, 0.15, kChrome);
      brush.ellipse({0.20, 0.56}, 0.045, 0.135, kDark);
      for (int bar = -2; bar <= 2; ++bar)
        brush.line({0.20 + 0.016 * bar, 0.45}, {0.20 + 0.016 * bar, 0.67}, 0.004, kChrome);
      break;
    case 1:  // A wide mouth of chrome.
      brush.box(0.10, 0.58, 0.20, 0.10, kChrome, 2);
      brush.box(0.115, 0.60, 0.17, 0.06, kDark, 2);
      for (int bar = 0; bar < 5; ++bar)
        brush.line({0.13 + 0.035 * bar, 0.60}, {0.13 + 0.035 * bar, 0.66}, 0.008, kChrome);
      break;
    case 2:  // A flat rectangle of thin bars.
      brush.box(0.125, 0.56, 0.16, 0.11, kDark);
      for (int bar = 0; bar < 6; ++bar)
        brush.line({0.125, 0.57 + 0.018 * bar}, {0.285, 0.57 + 0.018 * bar}, 0.005, kChrome);
      break;
    case 3:  // A slot.
      brush.box(0.14, 0.615, 0.14, 0.03, kDark, 2);
      brush.ellipse({0.21, 0.63}, 0.012, 0.014, kChrome);
      break;
    default:  // A large dark hexagon with a mesh.
      brush.polygon({{0.12, 0.56}, {0.30, 0.56}, {0.32, 0.64}, {0.28, 0.77}, {0.14, 0.77}, {0.10, 0.64}},
                    kDark);
      for (int bar = 0; bar < 5; ++bar)
        brush.line({0.13, 0.60 + 0.034 * bar}, {0.29, 0.60 + 0.034 * bar}, 0.004, kRubber * 1.6);
      brush.ellipse({0.21, 0.62}, 0.022, 0.024, kChrome);
      break;
  }
}

void draw_lights(Brush& brush, std::size_t era) {
  for (const double x : {0.09, 0.32}) {
    switch (era) {
      case 0:  // Round, on stalks.
        brush.line({x, 0.52}, {x, 0.62}, 0.008, kDark);
        brush.ellipse({x, 0.50}, 0.042, 0.048, kChrome);
        brush.ellipse({x, 0.50}, 0.032, 0.038, kLamp);
        break;
      case 1:  // Round in chrome rings.
        brush.ellipse({x, 0.55}, 0.036, 0.042, kChrome);
        brush.ellipse({x, 0.55}, 0.027, 0.032, kLamp);
        break;
      case 2:  // Rectangles.
        brush.box(x - 0.032, 0.565, 0.064, 0.07, kChrome);
        brush.box(x - 0.026, 0.575, 0.052, 0.05, kLamp);
        break;
      case 3:  // Clear ovals.
        brush.ellipse({x, 0.59}, 0.042, 0.030, kGlass * 1.6);
        brush.ellipse({x, 0.59}, 0.020, 0.018, kLamp);
        break;
      default:  // Slits with a line of light.
        brush.polygon({{x - 0.035, 0.54}, {x + 0.035, 0.56}, {x + 0.03, 0.59}, {x - 0.03, 0.575}}, kDark);
        brush.line({x - 0.03, 0.562}, {x + 0.03, 0.58}, 0.007, kLamp);
        break;
    }
  }
}

/// So many spokes from the hub to the rim.
void draw_spokes(Brush& brush, cv::Point2d hub, cv::Size2d rim, int count, double width,
                 const cv::Scalar& color) {
  for (int spoke = 0; spoke < count; ++spoke) {
    const double angle = 2 * CV_PI * spoke / count;
    brush.line(hub, {hub.x + rim.width * std::cos(angle), hub.y + rim.height * std::sin(angle)}, width,
               color);
  }
}

void draw_wheels(Brush& brush, std::size_t era) {
  for (const cv::Point2d& hub : kWheels) {
    brush.ellipse(hub, 0.085, 0.115, kRubber * 0.7);
    switch (era) {
      case 0:  // Wire spokes behind a thin tyre.
        brush.ellipse(hub, 0.068, 0.094, brush.paint() * 0.5);
        draw_spokes(brush, hub, {0.066, 0.092}, 16, 0.004, kChrome);
        brush.ellipse(hub, 0.014, 0.019, kChrome);
        break;
      case 1:  // White walls and a hub cap.
        brush.ellipse(hub, 0.074, 0.101, {238, 238, 232});
        brush.ellipse(hub, 0.050, 0.068, kRubber);
        brush.ellipse(hub, 0.042, 0.058, kChrome);
        break;
      case 2:  // Plain steel.
        brush.ellipse(hub, 0.050, 0.068, {150, 152, 154});
        brush.ellipse(hub, 0.020, 0.028, kRubber);
        break;
      case 3:  // Five broad spokes.
        brush.ellipse(hub, 0.060, 0.082, kRubber);
        draw_spokes(brush, hub, {0.058, 0.079}, 5, 0.020, {188, 190, 194});
        break;
      default:  // A large rim in a flat tyre.
        brush.ellipse(hub, 0.076, 0.104, kDark);
        draw_spokes(brush, hub, {0.074, 0.101}, 10, 0.009, {200, 202, 206});
        brush.ellipse(hub, 0.012, 0.016, kDark);
        break;
    }
  }
}

using DrawPart = void (*)(Brush&, std::size_t era);
/// In the order of car_parts.
constexpr std::array<DrawPart, car_parts.size()> kDrawParts = {draw_body, draw_bumpers, draw_grille,
                                                               draw_lights, draw_wheels};

/// Grain as a camera has it, the same for every design.
image::Image with_grain(const cv::Mat& picture, std::uint64_t seed) {
  image::Image result{.width_px = picture.cols, .height_px = picture.rows, .rgb = {}};
  Random random(mix_seed(seed, 1));
  const auto values = static_cast<std::size_t>(picture.cols) * static_cast<std::size_t>(picture.rows) * 3;
  for (std::size_t i = 0; i < values; ++i) {
    const double value = picture.ptr<std::uint8_t>()[i] + random.uniform(-6, 6);
    result.rgb.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0))));
  }
  return result;
}

}  // namespace

std::string_view name(CarPart part) {
  switch (part) {
    case CarPart::body:
      return "body";
    case CarPart::bumpers:
      return "bumpers";
    case CarPart::grille:
      return "grille";
    case CarPart::lights:
      return "lights";
    case CarPart::wheels:
      return "wheels";
  }
  return "unknown";
}

CarDesign CarDesign::with(CarPart part, std::size_t era) const {
  CarDesign other = *this;
  other.eras_[static_cast<std::size_t>(part)] = era;
  return other;
}

DrawnCar draw_car(const CarDesign& design, int size_px, std::uint64_t seed) {
  const Scene scene = scene_of(seed);
  const int side = kOversampling * size_px;
  cv::Mat picture(side, side, CV_8UC3, scene.sky);
  cv::rectangle(picture, {0, side * 7 / 10, side, side}, scene.ground, cv::FILLED);

  DrawnCar car;
  for (std::size_t part = 0; part < car_parts.size(); ++part) {
    cv::Mat region = cv::Mat::zeros(side, side, CV_8UC1), small;
    Brush brush(picture, region, scene);
    kDrawParts[part](brush, design.era(car_parts[part]));
    // The largest value of each block: a pixel belongs to the region if any of it does.
    cv::dilate(region, region, cv::Mat::ones(kOversampling, kOversampling, CV_8UC1), {0, 0});
    cv::resize(region, small, {size_px, size_px}, 0, 0, cv::INTER_NEAREST);
    for (const std::uint8_t value : cv::Mat_<std::uint8_t>(small))
      car.regions[part].push_back(value > 0 ? 1 : 0);
  }
  cv::Mat small;
  cv::resize(picture, small, {size_px, size_px}, 0, 0, cv::INTER_AREA);
  car.picture = with_grain(small, seed);
  return car;
}

}  // namespace deepcars::measure
