#include "native/data/mat_file.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

#include "native/base/files.h"
#include "native/base/unicode.h"

namespace deepcars::data {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t header_bytes = 128;
constexpr std::size_t max_file_bytes = std::size_t{64} << 20;
constexpr std::size_t max_inflated_bytes = std::size_t{64} << 20;
constexpr int max_nested = 8;

enum DataType : std::uint32_t {
  mi_int8 = 1,
  mi_uint8 = 2,
  mi_int16 = 3,
  mi_uint16 = 4,
  mi_int32 = 5,
  mi_uint32 = 6,
  mi_single = 7,
  mi_double = 9,
  mi_int64 = 12,
  mi_uint64 = 13,
  mi_matrix = 14,
  mi_compressed = 15,
  mi_utf8 = 16,
  mi_utf16 = 17
};
enum ArrayClass : std::uint32_t { mx_cell = 1, mx_struct = 2, mx_char = 4, mx_double = 6, mx_uint64 = 15 };

struct Element {
  std::uint32_t type = 0;
  Bytes data;
};

template <typename T>
T load(Bytes bytes, std::size_t index) {
  T value;
  std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
  return value;
}

/// Takes the next element off the front of `rest`; nothing if its bytes are not all there.
std::optional<Element> next_element(Bytes& rest) {
  if (rest.size() < 8) return std::nullopt;
  const auto tag = load<std::uint32_t>(rest, 0);
  if (tag >> 16 != 0) {  // A small element: type, length and up to four bytes in the space of a tag.
    const std::size_t length = tag >> 16;
    if (length > 4) return std::nullopt;
    const Element element{tag & 0xFFFF, rest.subspan(4, length)};
    rest = rest.subspan(8);
    return element;
  }
  const std::size_t length = load<std::uint32_t>(rest, 1);
  if (length > rest.size() - 8) return std::nullopt;
  const Element element{tag, rest.subspan(8, length)};
  const std::size_t padded = tag == mi_compressed ? length : (length + 7) / 8 * 8;
  rest = rest.subspan(8 + std::min(padded, rest.size() - 8));
  return element;
}

template <typename T>
std::vector<double> convert(Bytes bytes) {
  std::vector<double> numbers(bytes.size() / sizeof(T));
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<double>(load<T>(bytes, i));
  return numbers;
}

std::optional<std::vector<double>> numbers_of(const Element& element) {
  switch (element.type) {
    case mi_int8:
      return convert<std::int8_t>(element.data);
    case mi_uint8:
    case mi_utf8:
      return convert<std::uint8_t>(element.data);
    case mi_int16:
      return convert<std::int16_t>(element.data);
    case mi_uint16:
    case mi_utf16:
      return convert<std::uint16_t>(element.data);
    case mi_int32:
      return convert<std::int32_t>(element.data);
    case mi_uint32:
      return convert<std::uint32_t>(element.data);
    case mi_single:
      return convert<float>(element.data);
    case mi_double:
      return convert<double>(element.data);
    case mi_int64:
      return convert<std::int64_t>(element.data);
    case mi_uint64:
      return convert<std::uint64_t>(element.data);
    default:
      return std::nullopt;
  }
}

/// The text without the NULs that pad it; nothing if there are others, which would cut a path.
std::optional<std::string> without_padding(std::string text) {
  text.erase(text.find_last_not_of('\0') + 1);
  return text.find('\0') == std::string::npos ? std::optional(std::move(text)) : std::nullopt;
}

/// A char array: UTF-8, or the code units of UTF-16 as numbers of any type.
std::optional<std::string> text_of(const Element& element) {
  if (element.type == mi_utf8)
    return without_padding(base::to_utf8(std::string(element.data.begin(), element.data.end())));
  const auto codes = numbers_of(element);
  if (!codes) return std::nullopt;
  std::vector<std::uint8_t> units;
  for (const double number : *codes) {
    if (!(number >= 0 && number < 0x10000)) return std::nullopt;
    const auto unit = static_cast<std::uint16_t>(number);
    units.push_back(static_cast<std::uint8_t>(unit & 0xFF));
    units.push_back(static_cast<std::uint8_t>(unit >> 8));
  }
  return without_padding(base::utf8_of_utf16(units, std::endian::little));
}

struct Named {
  std::string name;
  MatValue value;
};

std::optional<Named> parse_matrix(const Element& element, int nested);

/// `count` matrices one after the other. Each takes at least its tag's 8 bytes, which bounds what is
/// allocated.
std::optional<std::vector<MatValue>> parse_matrices(Bytes& rest, std::size_t count, int nested) {
  if (count > rest.size() / 8) return std::nullopt;
  std::vector<MatValue> values;
  values.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto element = next_element(rest);
    auto matrix = element ? parse_matrix(*element, nested) : std::nullopt;
    if (!matrix) return std::nullopt;
    values.push_back(std::move(matrix->value));
  }
  return values;
}

std::optional<MatValue> parse_struct(Bytes rest, std::size_t count, int nested) {
  const auto length_element = next_element(rest);
  const auto names = next_element(rest);
  if (!length_element || !names || length_element->type != mi_int32 || length_element->data.size() != 4) {
    return std::nullopt;
  }
  const auto length = load<std::int32_t>(length_element->data, 0);
  if (length < 1 || names->data.size() % static_cast<std::size_t>(length) != 0) return std::nullopt;
  const std::size_t fields = names->data.size() / static_cast<std::size_t>(length);
  if (fields == 0) return MatValue{};
  if (count > rest.size() / 8 / fields) return std::nullopt;
  auto values = parse_matrices(rest, count * fields, nested);
  if (!values) return std::nullopt;
  MatValue value;
  for (std::size_t field = 0; field < fields; ++field) {
    const Bytes padded =
        names->data.subspan(field * static_cast<std::size_t>(length), static_cast<std::size_t>(length));
    const std::string name(padded.begin(), std::find(padded.begin(), padded.end(), 0));
    // A name that stands twice would make one column longer than the others.
    if (value.columns.contains(name)) return std::nullopt;
    std::vector<MatValue>& column = value.columns[name];
    for (std::size_t i = 0; i < count; ++i) column.push_back(std::move((*values)[i * fields + field]));
  }
  return value;
}

/// The product of the dimensions; nothing if one is negative or the product is beyond what a file can hold.
std::optional<std::size_t> elements_of(const Element& dimensions) {
  if (dimensions.type != mi_int32 || dimensions.data.size() % 4 != 0) return std::nullopt;
  std::size_t count = 1;
  for (std::size_t i = 0; i < dimensions.data.size() / 4; ++i) {
    const auto size = load<std::int32_t>(dimensions.data, i);
    if (size < 0 || (size > 0 && count > max_inflated_bytes / static_cast<std::size_t>(size)))
      return std::nullopt;
    count *= static_cast<std::size_t>(size);
  }
  return count;
}

std::optional<Named> parse_matrix(const Element& element, int nested) {
  if (element.type != mi_matrix || nested > max_nested) return std::nullopt;
  if (element.data.empty()) return Named{};
  Bytes rest = element.data;
  const auto flags = next_element(rest);
  if (!flags || flags->data.size() != 8) return std::nullopt;
  const std::uint32_t array_class = load<std::uint32_t>(flags->data, 0) & 0xFF;
  if (array_class > mx_uint64) return Named{};  // Functions and opaque objects are laid out differently.
  const auto dimensions = next_element(rest);
  const auto name = next_element(rest);
  const auto count = dimensions ? elements_of(*dimensions) : std::nullopt;
  if (!count || !name) return std::nullopt;

  Named matrix{std::string(name->data.begin(), name->data.end()), {}};
  if (array_class == mx_cell) {
    auto cells = parse_matrices(rest, *count, nested + 1);
    if (!cells) return std::nullopt;
    matrix.value.cells = std::move(*cells);
  } else if (array_class == mx_struct) {
    auto value = parse_struct(rest, *count, nested + 1);
    if (!value) return std::nullopt;
    matrix.value = std::move(*value);
  } else if (array_class == mx_char || array_class >= mx_double) {
    const auto real = next_element(rest);
    if (!real) return std::nullopt;
    auto text = array_class == mx_char ? text_of(*real) : std::string();
    auto numbers = array_class == mx_char ? std::vector<double>() : numbers_of(*real);
    if (!text || !numbers || (array_class != mx_char && numbers->size() != *count)) return std::nullopt;
    matrix.value.text = std::move(*text);
    matrix.value.numbers = std::move(*numbers);
  }
  return matrix;
}

/// Nothing if the stream is damaged, or holds more than max_bytes.
std::optional<std::vector<std::uint8_t>> inflated(Bytes compressed, std::size_t max_bytes) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return std::nullopt;
  stream.next_in = const_cast<Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  std::vector<std::uint8_t> bytes;
  int state = Z_OK;
  while (state == Z_OK && bytes.size() < max_bytes) {
    constexpr std::size_t step = std::size_t{1} << 16;
    bytes.resize(bytes.size() + step);
    stream.next_out = bytes.data() + bytes.size() - step;
    stream.avail_out = step;
    state = inflate(&stream, Z_NO_FLUSH);
    bytes.resize(bytes.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  return state == Z_STREAM_END ? std::optional(std::move(bytes)) : std::nullopt;
}

/// Takes what it inflates off the bytes that are left for the file.
std::optional<Named> parse_variable(const Element& element, std::size_t& bytes_left) {
  if (element.type != mi_compressed) return parse_matrix(element, 0);
  const auto bytes = inflated(element.data, bytes_left);
  if (!bytes) return std::nullopt;
  bytes_left -= std::min(bytes_left, bytes->size());
  Bytes rest = *bytes;
  const auto inner = next_element(rest);
  return inner ? parse_matrix(*inner, 0) : std::nullopt;
}

}  // namespace

Expected<std::map<std::string, MatValue>> read_mat(const std::filesystem::path& path) {
  const auto bytes = base::read_file(path, max_file_bytes);
  if (!bytes) return tl::unexpected(bytes.error());
  constexpr std::size_t version_at = 124;
  const bool is_little_endian_mat =
      bytes->size() >= header_bytes && (*bytes)[version_at + 2] == 'I' && (*bytes)[version_at + 3] == 'M';
  if (!is_little_endian_mat || (*bytes)[version_at + 1] != 1) {
    return failure(ErrorCode::data_invalid, path.string() + " is not a MATLAB file of level 5",
                   "take the data set's own file, or save it anew in MATLAB with -v7");
  }
  std::map<std::string, MatValue> variables;
  std::size_t bytes_left = max_inflated_bytes;
  for (Bytes rest = Bytes(*bytes).subspan(header_bytes); !rest.empty();) {
    const std::size_t at = bytes->size() - rest.size();
    const auto element = next_element(rest);
    auto variable = element ? parse_variable(*element, bytes_left) : std::nullopt;
    if (!variable) {
      return failure(
          ErrorCode::data_invalid,
          path.string() + " is damaged: the variable at byte " + std::to_string(at) + " cannot be read",
          "download it again");
    }
    variables[variable->name] = std::move(variable->value);
  }
  return variables;
}

}  // namespace deepcars::data
