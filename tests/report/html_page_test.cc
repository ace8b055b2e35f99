#include "native/report/html_page.h"

#include <regex>

#include "native/report/page_assets.h"
#include "tests/report/hostile_report.h"

namespace deepcars::report {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
  return found;
}

class HtmlPage : public HostileReport {
 protected:
  std::string page() const { return html_page(report_json(data()), evaluation_); }
};

TEST_F(HtmlPage, NamesCannotBecomeMarkup) {
  const std::string html = page();
  EXPECT_EQ(html.find("<script>alert"), std::string::npos);
  EXPECT_EQ(html.find("<img src=x"), std::string::npos);
  EXPECT_EQ(html.find("<!--"), std::string::npos);
  EXPECT_NE(html.find("\\u003c/script\\u003e"), std::string::npos);
  // The ends of the report's JSON and of the page's own script.
  EXPECT_EQ(count(html, "<script type=\"application/json\""), 1u);
  EXPECT_EQ(count(html, "</script>"), 2u);
}

TEST_F(HtmlPage, TheReportComesThroughAsItWas) {
  const std::string html = page();
  const std::string start = "id=\"report\">";
  const auto from = html.find(start) + start.size();
  const auto embedded =
      nlohmann::ordered_json::parse(html.substr(from, html.find("</script>", from) - from), nullptr, false);
  ASSERT_TRUE(embedded.is_object());
  EXPECT_EQ(embedded, report_json(data()));
  EXPECT_EQ(embedded["photos"].size(), 3u);
  EXPECT_EQ(embedded["photos"][0]["source"], kHostile);
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
  EXPECT_EQ(html.find(" style=\""),
            html.find(" style=\"", html.find(page_script)));  // None in its own markup.
}

TEST_F(HtmlPage, WithoutJavaScriptItShowsTheMeasures) {
  const std::string html = page();
  const auto from = html.find("<noscript>");
  const std::string fallback = html.substr(from, html.find("</noscript>") - from);
  EXPECT_EQ(count(fallback, "<tr>"), 1 + measure::measures.size());
  for (const measure::Measure& measure : measure::measures) {
    EXPECT_NE(fallback.find(std::string("<td>") + measure.words + "</td>"), std::string::npos) << measure.key;
  }
  EXPECT_NE(fallback.find("<th>median year</th>"), std::string::npos);
  EXPECT_NE(fallback.find("66.7 %"), std::string::npos) << fallback;  // Two of three are right.
  EXPECT_EQ(fallback.find("alert"), std::string::npos);
}

}  // namespace
}  // namespace deepcars::report
