// Tables of photos: their encoding and dialect, the index, a person's own columns, and tables that are read row by row.
#include "native/base/csv.h"

#include <array>
#include <string_view>

#include "native/data/index.h"
#include "native/data/sources.h"
#include "tests/fuzz/fuzz.h"

using namespace deepcars;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static fuzz::MemoryFile file;
  const std::filesystem::path path = file.holding({data, size});

  const auto table = base::read_csv(path);
  if (fuzz::answered(table)) {
    for (std::size_t row = 0; row < table->rows.size(); ++row) table->cell(row, table->header.size() - 1);
  }
  constexpr std::array<std::string_view, 2> columns = {"path", "year"};
  fuzz::answered(base::scan_csv(path, columns, [](std::size_t, std::span<const std::string>) {}));

  // What an index says is what it says after it is written and read again.
  static fuzz::MemoryFile copy;
  if (const auto photos = data::read_index(path); fuzz::answered(photos)) {
    const auto text = data::index_csv(copy.path(), *photos);
    if (fuzz::answered(text)) {
      const auto again =
          data::read_index(copy.holding({reinterpret_cast<const std::uint8_t*>(text->data()), text->size()}));
      fuzz::require(again.has_value(),
                    again ? "" : "an index that cannot be read back: " + again.error().sentence());
      fuzz::require(again->size() == photos->size(), "an index that loses rows");
      for (std::size_t i = 0; i < photos->size(); ++i) {
        const data::Photo &before = (*photos)[i], &after = (*again)[i];
        fuzz::require(after.year == before.year && after.phash == before.phash && after.split == before.split,
                      "an index that changes what it holds");
      }
    }
  }
  if (const auto found = data::collect_csv(path, {}); fuzz::answered(found)) {
    for (const data::Photo& photo : found->photos)
      fuzz::require(photo.path.native().find('\0') == std::string::npos, "a path that a NUL cuts");
  }
  return 0;
}
