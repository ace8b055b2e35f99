#include "native/base/unicode.h"

#include <gtest/gtest.h>

#include <vector>

#include "native/base/json_text.h"

namespace deepcars::base {
namespace {
namespace fs = std::filesystem;

TEST(Unicode, KnowsUtf8) {
  for (const char* good : {"", "plain", "Citro\u00ebn", "\u20ac", "\U0001F697"})
    EXPECT_TRUE(is_utf8(good)) << good;
  // A byte of Latin-1, an overlong slash, half a surrogate pair, beyond the last character, and one that is cut off.
  for (const char* bad : {"Citro\xebn", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_FALSE(is_utf8(bad)) << bad;
  }
}

TEST(Unicode, ReadsOtherTextAsWindows1252) {
  EXPECT_EQ(to_utf8("Citro\u00ebn"), "Citro\u00ebn");
  EXPECT_EQ(to_utf8("Citro\xebn \x80 \x96"), "Citro\u00ebn \u20ac \u2013");
}

TEST(Unicode, ReadsUtf16OfBothOrders) {
  const std::vector<std::uint8_t> little = {'A', 0, 0xAC, 0x20, 0x3D, 0xD8, 0x97, 0xDE};
  const std::vector<std::uint8_t> big = {0, 'A', 0x20, 0xAC, 0xD8, 0x3D, 0xDE, 0x97};
  EXPECT_EQ(utf8_of_utf16(little, std::endian::little), "A\u20ac\U0001F697");
  EXPECT_EQ(utf8_of_utf16(big, std::endian::big), "A\u20ac\U0001F697");
  const std::vector<std::uint8_t> half = {0x3D, 0xD8, 'A', 0, 'B'};
  EXPECT_EQ(utf8_of_utf16(half, std::endian::little), "\uFFFDA");
}

TEST(PathText, GivesTheSamePathBack) {
  for (const char* path : {"cars/a.jpg", "Citro\u00ebn/a b.jpg", "/cars/100%25/a.jpg"}) {
    EXPECT_EQ(path_text(path), path);
    EXPECT_EQ(path_of(path), path);
  }
  for (const std::string path : {"/cars/Citro\xebn/a%b #1.jpg", "/\xff"}) {
    const std::string text = path_text(path);
    EXPECT_TRUE(text.starts_with("file:///")) << text;
    EXPECT_TRUE(is_utf8(text));
    EXPECT_EQ(path_of(text).native(), path) << text;
  }
  EXPECT_EQ(path_of(path_text("Citro\xebn/a.jpg")), fs::current_path() / "Citro\xebn/a.jpg");
}

TEST(PathText, ReadsUrlsOfOtherPrograms) {
  EXPECT_EQ(path_of("file://localhost/cars/a%20b.jpg"), "/cars/a b.jpg");
  EXPECT_EQ(path_of("file:/cars/a.jpg"), "/cars/a.jpg");
  EXPECT_EQ(path_of("FILE:///C:/cars/a.jpg"), "C:/cars/a.jpg");
  EXPECT_EQ(path_of("file:///cars/100%.jpg"), "/cars/100%.jpg") << "a percent sign that stands for itself";
  EXPECT_EQ(path_of("file:///cars/a%00.jpg"), "/cars/a%00.jpg") << "no path holds a NUL";
  EXPECT_EQ(path_of("http://cars.example/a.jpg"), "http://cars.example/a.jpg");
}

TEST(JsonText, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_text(nlohmann::json("\u00C5land \u2026")), "\"\u00C5land \u2026\"")
      << "bytes of letters are no control characters";
  EXPECT_EQ(json_text(nlohmann::json("a\x7F\u0085\u061C\u202Eb")), R"("a\u007f\u0085\u061c\u202eb")");
  EXPECT_EQ(json_text(nlohmann::json{{"make", "Citro\xebn"}}), "{\"make\":\"Citro\uFFFDn\"}");
}

}  // namespace
}  // namespace deepcars::base
