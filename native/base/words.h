// The values of an enum and the words that people write for them, on the command line and in JSON.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/error.h"
#include "shared/text.h"

namespace deepcars::base {

/// One value of an enum and its word. Beside each enum, a function gives all of them, in the order in which help texts
/// list them:
///   constexpr auto words(Colour) { return std::array{Word{Colour::red, "red"}, Word{Colour::blue, "blue"}}; }
template <typename Enum>
struct Word {
  Enum value;
  std::string_view text;
};

/// The word of a value.
template <typename Enum>
std::string word_of(Enum value) {
  for (const Word<Enum>& word : words(Enum{})) {
    if (word.value == value) return std::string(word.text);
  }
  return "";
}

/// All words of an enum.
template <typename Enum>
std::vector<std::string> known_words() {
  std::vector<std::string> known;
  for (const Word<Enum>& word : words(Enum{})) known.emplace_back(word.text);
  return known;
}

/// The value of a word that `option` was given. Errors: invalid_argument, which lists the known words.
template <typename Enum>
Expected<Enum> value_of_word(std::string_view option, std::string_view text) {
  for (const Word<Enum>& word : words(Enum{})) {
    if (word.text == text) return word.value;
  }
  return failure(ErrorCode::invalid_argument,
                 std::string(option) + " does not know \"" + std::string(text) + "\"",
                 "use one of " + joined(known_words<Enum>()));
}

}  // namespace deepcars::base
