#include "native/report/html_page.h"

#include <gtest/gtest.h>

#include <regex>

#include "native/measure/evaluation.h"
#include "native/report/page_assets.h"
#include "native/report/sections.h"
#include "native/report/showcase.h"
#include "native/report/thumbnails.h"
#include "shared/weights/metadata.h"

namespace deepcars::report {
namespace {

constexpr const char* kHostile = "</script><script>alert('x')</script><img src=x onerror=alert(1)> \"&<!--";

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

/// A whole report of three photos whose every name is hostile.
class HtmlPage : public ::testing::Test {
 protected:
  HtmlPage() {
    const std::vector<double> class_years = weights::centre_years(buckets_);
    for (int i = 0; i < 3; ++i) {
      const std::vector<float> logits = {i == 0 ? 3.0f : 0.0f, i == 1 ? 3.0f : 0.0f, 0.0f};
      photos_.push_back({kHostile,
                         kHostile,
                         {2000 + 2 * i, i},
                         score::score(logits, class_years, 1.0),
                         kHostile,
                         kHostile,
                         "group " + std::to_string(i)});
      index_.push_back({kHostile, 2000 + 2 * i, kHostile, kHostile, "group", kHostile, "test"});
    }
    evaluation_ =
        measure::evaluate(photos_, measure::baseline_statistics(std::vector<int>{2000, 2003}, buckets_),
                          buckets_, class_years, {50, 1});
  }

  std::string page() {
    const image::Image grey{2, 2, std::vector<std::uint8_t>(12, 128)};
    Galleries galleries;
    galleries.typical = {
        "From old to new", "Typical.", {{jpeg_data_uri(grey, 64).value(), kHostile, {kHostile}}}};
    const EvaluationTitle title{kHostile, kHostile, "test", 0};
    const ReportData data{title, buckets_, index_, photos_, evaluation_, curves_, galleries};
    return html_page(kHostile, kHostile, report_sections(data));
  }

  score::YearBuckets buckets_ = score::YearBuckets::uniform(2000, 2005, 2).value();
  std::vector<measure::EvaluatedPhoto> photos_;
  std::vector<native::Photo> index_;
  measure::Evaluation evaluation_;
  std::optional<LearningCurves> curves_;
};

TEST_F(HtmlPage, NamesCannotBecomeMarkup) {
  const std::string html = page();
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  EXPECT_EQ(html.find("<img src=x"), std::string::npos);
  EXPECT_EQ(html.find("<!--"), std::string::npos);
  EXPECT_NE(html.find("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)"), std::string::npos);
  EXPECT_NE(html.find("\\u003c/script\\u003e"), std::string::npos);
  // As many ends as the page's own script and one script of data per chart.
  EXPECT_EQ(count(html, "</script>"), 1 + count(html, "<script type=\"application/json\""));
}

TEST_F(HtmlPage, ChartDataComesThroughAsItWas) {
  const std::string html = page();
  const std::string start = "id=\"years-chart-1\">";
  const auto from = html.find(start) + start.size();
  const auto spec =
      nlohmann::json::parse(html.substr(from, html.find("</script>", from) - from), nullptr, false);
  ASSERT_TRUE(spec.is_object());
  EXPECT_EQ(spec["data"]["values"].size(), 3u);
  EXPECT_EQ(spec["data"]["values"][0]["source"], kHostile);
  EXPECT_FALSE(spec["description"].get<std::string>().empty());
}

TEST_F(HtmlPage, NeedsNothingButItself) {
  std::string html = page();
  for (const std::string_view part : {page_script, page_style}) {
    const auto at = html.find(part);
    ASSERT_NE(at, std::string::npos);
    html.erase(at, part.size());
  }
  EXPECT_EQ(html.find("http:"), std::string::npos);
  EXPECT_EQ(html.find("https:"), std::string::npos);
  EXPECT_EQ(html.find("<link"), std::string::npos);
  EXPECT_EQ(html.find("url("), std::string::npos);
  const std::regex reference("<[^>]*[ ](src|href)=\"([^\"]*)\"");
  for (std::sregex_iterator it(html.begin(), html.end(), reference), end; it != end; ++it) {
    const std::string target = (*it)[2];
    EXPECT_TRUE(target.starts_with("#") || target.starts_with("data:image/jpeg;base64,")) << target;
  }
}

TEST_F(HtmlPage, ThePolicyAllowsTheEmbeddedScriptAndNothingElse) {
  const std::string html = page();
  EXPECT_NE(html.find("default-src 'none'; img-src data:; script-src '" + std::string(page_script_hash) +
                      "'; style-src '" + std::string(page_style_hash) + "'"),
            std::string::npos);
  EXPECT_EQ(html.find("unsafe"), html.find("unsafe", html.find("</head>")));  // None in the head.
  EXPECT_EQ(html.find(" style=\""), std::string::npos);
}

TEST_F(HtmlPage, EveryChartHasItsNumbersAndWords) {
  std::string html = page();
  html.resize(html.find(page_script));  // The library's own text has markup in it too.
  const std::size_t charts = count(html, "data-chart=");
  EXPECT_GE(charts, 8u);
  EXPECT_EQ(count(html, "<details>"), charts);
  EXPECT_EQ(count(html, "<img "), count(html, " alt=\""));
}

TEST_F(HtmlPage, SaysWhatIsMissing) {
  const std::string html = page();
  EXPECT_NE(html.find("does not say from which viewpoint"), std::string::npos);
  EXPECT_NE(html.find("no training run"), std::string::npos);
  index_[0].viewpoint = "90";
  curves_ = LearningCurves{"run", {{"Train", 1, 60, 2.5, 0.2}}, {{"Val", 1, 0, 2.5, 0.2}}, 1};
  const std::string full = page();
  EXPECT_NE(full.find("Photos per viewpoint"), std::string::npos);
  EXPECT_NE(full.find("Loss by time in minutes"), std::string::npos);
  EXPECT_EQ(full.find("no training run"), std::string::npos);
}

TEST(Thumbnails, AreJpegFilesReducedToTheirLongestSide) {
  const image::Image wide{40, 20, std::vector<std::uint8_t>(40 * 20 * 3, 200)};
  const std::string whole = jpeg_data_uri(wide, 100).value(), small = jpeg_data_uri(wide, 8).value();
  EXPECT_TRUE(whole.starts_with("data:image/jpeg;base64,/9j/")) << whole;  // FF D8 FF, as every JPEG begins.
  EXPECT_LE(small.size(), whole.size());
}

TEST(Showcase, ChoosesByRuleAndShowsACarOnce) {
  const auto photo = [](int year, std::optional<int> label, std::vector<float> probabilities, double expected,
                        const char* group) {
    score::Score score{std::move(probabilities), 0, expected - 2000, 0, expected, 1};
    score.top_class = score.probabilities[1] > score.probabilities[0] ? 1 : 0;
    return measure::EvaluatedPhoto{"", "", {year, label}, score, "", "", group};
  };
  const std::vector<measure::EvaluatedPhoto> photos = {
      photo(2000, 0, {0.9f, 0.1f}, 2001, "a"), photo(2000, 0, {0.9f, 0.1f}, 2002, "b"),
      photo(2000, 0, {0.1f, 0.9f}, 2009, "c"), photo(2000, 0, {0.2f, 0.8f}, 2008, "c"),
      photo(2010, 1, {0.3f, 0.7f}, 2010, "d"), photo(1950, std::nullopt, {0.9f, 0.1f}, 2001, "e")};
  const Showcase showcase = choose_showcase(photos, 2);
  EXPECT_EQ(showcase.typical,
            (std::vector<std::size_t>{1, 4}));  // Of scores 1, 2, 8, 9 the second is the lower middle.
  EXPECT_EQ(showcase.best, (std::vector<std::size_t>{4, 0}));
  EXPECT_EQ(showcase.worst, (std::vector<std::size_t>{5, 2}));
  EXPECT_EQ(showcase.surprising, (std::vector<std::size_t>{2}));  // The other wrong one is the same car.
}

}  // namespace
}  // namespace deepcars::report
