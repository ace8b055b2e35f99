#include "native/train/run/train_option.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <type_traits>

#include "native/base/json_text.h"
#include "native/base/text.h"
#include "native/base/unicode.h"
#include "native/data/planted_cue.h"
#include "shared/weights/planted_cue_json.h"

namespace deepcars::train {
namespace {

template <typename T>
struct MemberType;
template <typename T>
struct MemberType<T TrainOptions::*> {
  using type = T;
};

/// The one member that is named by a file on the command line and kept as an object in config.json.
template <typename T>
inline constexpr bool is_cue = std::is_same_v<T, std::optional<image::PlantedCue>>;

template <typename T>
inline constexpr bool is_list_type = false;
template <typename T>
inline constexpr bool is_list_type<std::vector<T>> = true;

/// A vector of an enum's values.
template <typename T>
inline constexpr bool is_word_list = false;
template <typename T>
inline constexpr bool is_word_list<std::vector<T>> = std::is_enum_v<T>;

/// "{adam,sgd,adamw}"
template <typename Enum>
std::string braced_words() {
  std::string known;
  for (const std::string& word : base::known_words<Enum>()) known += (known.empty() ? "{" : ",") + word;
  return known + "}";
}

/// The parts between the commas; of an empty text one empty part.
std::vector<std::string> parts_of(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();
       begin = std::min(text.find(',', begin), text.size()) + 1) {
    parts.push_back(text.substr(begin, text.find(',', begin) - begin));
  }
  return parts;
}

/// Reads a list of words. Errors: invalid_argument for an unknown one.
template <typename Enum>
Expected<std::vector<Enum>> values_of_words(const std::string& option,
                                            const std::vector<std::string>& texts) {
  std::vector<Enum> values;
  for (const std::string& text : texts) {
    const auto value = base::value_of_word<Enum>(option, text);
    if (!value) return tl::unexpected(value.error());
    values.push_back(*value);
  }
  return values;
}

/// Whether the text names a file or folder, so that its bytes must stay.
bool is_path(std::string TrainOptions::* member) {
  const std::array paths = {&TrainOptions::index, &TrainOptions::weights, &TrainOptions::init,
                            &TrainOptions::output, &TrainOptions::feature_cache};
  return std::find(paths.begin(), paths.end(), member) != paths.end();
}

tl::unexpected<Error> not_a(const TrainOption& option, const std::string& given, const std::string& wanted) {
  return failure(ErrorCode::data_invalid, option.name() + " is " + given + ", which is not " + wanted,
                 "give " + wanted);
}

template <typename T>
constexpr const char* wanted() {
  if constexpr (std::is_same_v<T, bool>) return "true or false";
  if constexpr (std::is_same_v<T, double>) return "a number";
  if constexpr (std::is_same_v<T, std::vector<int>>) return "a list of whole numbers";
  if constexpr (is_word_list<T>) return "a list of texts";
  if constexpr (is_cue<T>) return "an object or null";
  if constexpr (std::is_integral_v<T>) return "a whole number";
  return "a text";
}

template <typename T>
bool is_a(const nlohmann::json& value) {
  if constexpr (std::is_same_v<T, bool>) return value.is_boolean();
  if constexpr (std::is_same_v<T, double>) return value.is_number();
  if constexpr (std::is_same_v<T, std::uint64_t>) {
    return value.is_number_unsigned() || (value.is_number_integer() && value.get<std::int64_t>() >= 0);
  }
  if constexpr (std::is_same_v<T, int>) {
    return value.is_number_integer() && value == nlohmann::json(value.get<int>());
  }
  if constexpr (std::is_same_v<T, std::vector<int>>) {
    return value.is_array() && std::all_of(value.begin(), value.end(), is_a<int>);
  }
  if constexpr (is_word_list<T>) {
    return value.is_array() && std::all_of(value.begin(), value.end(), is_a<std::string>);
  }
  if constexpr (is_cue<T>) return value.is_object() || value.is_null();
  return value.is_string();
}

/// Errors: data_invalid.
Expected<void> set_cue(std::optional<image::PlantedCue>& cue, const nlohmann::json& value,
                       const std::string& name) {
  cue.reset();
  if (value.is_null()) return {};
  auto read = weights::planted_cue_from_json(value, name);
  if (!read) return failure(ErrorCode::data_invalid, read.error().message, "give --planted-cue FILE");
  cue = *std::move(read);
  return {};
}

/// Nothing if the text is anything else than a T.
template <typename T>
std::optional<T> parse(const std::string& text) {
  if constexpr (std::is_same_v<T, std::string>) {
    return text;
  } else if constexpr (std::is_same_v<T, bool>) {
    return text == "true" || text == "false" ? std::optional(text == "true") : std::nullopt;
  } else if constexpr (std::is_same_v<T, std::vector<int>>) {
    std::vector<int> numbers;
    for (const std::string& part : parts_of(text)) {
      const auto number = base::parse_integer(part);
      if (!number) return std::nullopt;
      numbers.push_back(*number);
    }
    return numbers;
  } else {
    T number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
  }
}

}  // namespace

std::string TrainOption::name() const {
  const std::size_t dashes = flags.find("--");
  return flags.empty() ? key : dashes == std::string::npos ? flags : flags.substr(dashes);
}

std::string TrainOption::type_name() const {
  return std::visit(
      [](auto at) -> std::string {
        using T = typename MemberType<decltype(at)>::type;
        if constexpr (std::is_enum_v<T>) return braced_words<T>();
        if constexpr (is_word_list<T>) return braced_words<typename T::value_type>();
        if constexpr (std::is_same_v<T, double>) return "FLOAT";
        if constexpr (std::is_same_v<T, std::string>) return "TEXT";
        if constexpr (is_cue<T>) return "FILE";
        if constexpr (std::is_same_v<T, std::uint64_t>) return "UINT";
        return "INT";
      },
      member);
}

bool TrainOption::is_list() const {
  return std::visit([](auto at) { return is_list_type<typename MemberType<decltype(at)>::type>; }, member);
}

nlohmann::json TrainOption::json(const TrainOptions& options) const {
  return std::visit(
      [&](auto at) -> nlohmann::json {
        using T = typename MemberType<decltype(at)>::type;
        if constexpr (std::is_enum_v<T>) {
          return base::word_of(options.*at);
        } else if constexpr (is_word_list<T>) {
          nlohmann::json words = nlohmann::json::array();
          for (const auto value : options.*at) words.push_back(base::word_of(value));
          return words;
        } else if constexpr (is_cue<T>) {
          return options.*at ? weights::planted_cue_to_json(*(options.*at)) : nlohmann::json();
        } else if constexpr (std::is_same_v<T, std::string>) {
          return base::path_text(options.*at);  // set() leaves only paths in other encodings than UTF-8.
        } else {
          return options.*at;
        }
      },
      member);
}

std::string TrainOption::text(const TrainOptions& options) const {
  const nlohmann::json value = json(options);
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "";
  if (is_list()) {
    std::string text;
    for (const auto& part : value) {
      text +=
          (text.empty() ? "" : ",") + (part.is_string() ? part.get<std::string>() : base::json_text(part));
    }
    return text;
  }
  const std::string text = base::json_text(value);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

Expected<void> TrainOption::set(TrainOptions& options, const nlohmann::json& value) const {
  return std::visit(
      [&](auto at) -> Expected<void> {
        using T = typename MemberType<decltype(at)>::type;
        if (!is_a<T>(value)) return not_a(*this, base::json_text(value), wanted<T>());
        if constexpr (std::is_enum_v<T>) {
          return set(options, value.get<std::string>());
        } else if constexpr (is_word_list<T>) {
          auto values =
              values_of_words<typename T::value_type>(name(), value.get<std::vector<std::string>>());
          if (!values) return tl::unexpected(values.error());
          options.*at = *std::move(values);
          return {};
        } else if constexpr (is_cue<T>) {
          return set_cue(options.*at, value, name());
        } else if constexpr (std::is_same_v<T, std::string>) {
          options.*at = base::path_of(value.get<std::string>()).string();
          return {};
        } else {
          options.*at = value.get<T>();
          return {};
        }
      },
      member);
}

Expected<void> TrainOption::set(TrainOptions& options, const std::string& text) const {
  return std::visit(
      [&](auto at) -> Expected<void> {
        using T = typename MemberType<decltype(at)>::type;
        if constexpr (std::is_enum_v<T>) {
          const auto value = base::value_of_word<T>(name(), text);
          if (!value) return tl::unexpected(value.error());
          options.*at = *value;
        } else if constexpr (is_word_list<T>) {
          auto values = values_of_words<typename T::value_type>(name(), parts_of(text));
          if (!values) return tl::unexpected(values.error());
          options.*at = *std::move(values);
        } else if constexpr (is_cue<T>) {
          auto cue = data::read_planted_cue(text);
          if (!cue) return tl::unexpected(cue.error());
          options.*at = *std::move(cue);
        } else {
          const auto value = parse<T>(text);
          if (!value) return not_a(*this, "\"" + text + "\"", wanted<T>());
          options.*at = *value;
          if constexpr (std::is_same_v<T, std::string>) {
            if (!is_path(at)) options.*at = base::to_utf8(*value);
          }
        }
        return {};
      },
      member);
}

}  // namespace deepcars::train
