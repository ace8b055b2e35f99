#include "native/info/description.h"

#include <algorithm>
#include <span>

#include "native/base/text.h"
#include "native/base/unicode.h"
#include "shared/error.h"

namespace deepcars::info {

void Description::add(const std::string& key, const std::string& text) {
  facts_.push_back({.key = key, .value = text, .text = text});
}

void Description::add(const std::string& key, std::int64_t number) {
  facts_.push_back({.key = key, .value = number, .text = std::to_string(number)});
}

void Description::add(const std::string& key, nlohmann::ordered_json value, std::string text) {
  facts_.push_back({.key = key, .value = std::move(value), .text = std::move(text)});
}

std::string Description::text() const {
  std::size_t width = 0;
  for (const Fact& fact : facts_) width = std::max(width, fact.text.empty() ? 0 : fact.key.size());
  std::string text = one_line(path_) + ": " + one_line(kind_) + "\n";
  for (const Fact& fact : facts_) {
    if (fact.text.empty()) continue;
    std::string words = fact.key;
    std::replace(words.begin(), words.end(), '_', ' ');
    text += "  " + words + std::string(width - words.size() + 2, ' ') + one_line(fact.text) + "\n";
  }
  return text;
}

nlohmann::ordered_json Description::json() const {
  nlohmann::ordered_json json = {{"path", base::path_text(path_)}, {"kind", kind_}};
  for (const Fact& fact : facts_) json[fact.key] = fact.value;
  return json;
}

std::string size_text(std::uint64_t bytes) {
  constexpr double kilo = 1e3, mega = 1e6;
  const auto size = static_cast<double>(bytes);
  if (size >= mega) return base::fixed(size / mega, 1) + " MB";
  return size >= kilo ? base::fixed(size / kilo, 1) + " kB" : std::to_string(bytes) + " bytes";
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 4;
  if (names.size() <= shown) return joined(names);
  return joined(std::span(names).first(shown)) + " and " + std::to_string(names.size() - shown) + " more";
}

}  // namespace deepcars::info
