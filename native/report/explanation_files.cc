#include "native/report/explanation_files.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "native/base/csv.h"
#include "native/base/text.h"
#include "shared/explain/place.h"
#include "shared/explain/tile_grid.h"

namespace deepcars::report {
namespace {

nlohmann::ordered_json target_json(const explain::Target& target, const score::Score& score,
                                   const score::YearBuckets& buckets) {
  using Kind = explain::Target::Kind;
  nlohmann::ordered_json result = {{"kind", explain::info(target.kind).name}};
  if (target.kind == Kind::expected_year) return result;
  result["class_index"] = target.kind == Kind::top_class ? score.top_class : target.class_index;
  if (target.kind == Kind::difference) result["other_index"] = target.other_index;
  result["years"] = explain::text(target, score.top_class, buckets);
  return result;
}

}  // namespace

std::vector<std::uint8_t> npy_file(const explain::HeatMap& map) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(map.height_px) +
                       ", " + std::to_string(map.width_px) + "), }";
  // Magic string, version and length take 10 bytes; the values begin at a multiple of 64, after a newline.
  header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 10, ' ');
  header.back() = '\n';
  std::vector<std::uint8_t> file(10 + header.size() + map.values.size() * sizeof(float));
  const std::array<std::uint8_t, 10> start = {0x93,
                                              'N',
                                              'U',
                                              'M',
                                              'P',
                                              'Y',
                                              1,
                                              0,
                                              static_cast<std::uint8_t>(header.size() & 0xFF),
                                              static_cast<std::uint8_t>(header.size() >> 8)};
  std::ranges::copy(start, file.begin());
  std::ranges::copy(header, file.begin() + start.size());
  std::memcpy(file.data() + start.size() + header.size(), map.values.data(),
              map.values.size() * sizeof(float));
  return file;
}

std::string tiles_csv(const explain::Tiles& tiles) {
  std::string text = base::csv_line({"row", "column", "value", "standard_error"});
  for (std::size_t t = 0; t < tiles.values.size(); ++t) {
    const std::size_t columns = static_cast<std::size_t>(tiles.columns);
    text += base::csv_line({std::to_string(t / columns), std::to_string(t % columns),
                            base::fixed(tiles.values[t], 6),
                            tiles.standard_errors.empty() ? "" : base::fixed(tiles.standard_errors[t], 6)});
  }
  return text;
}

nlohmann::ordered_json explanation_json(const ExplanationRecord& record, const score::Score& score,
                                        const score::YearBuckets& buckets) {
  const explain::Explained& explained = record.explained;
  nlohmann::ordered_json json = {{"method", record.method.name},
                                 {"target", target_json(record.target, score, buckets)},
                                 {"units", explain::units(record.method, record.unit)},
                                 {"value", record.value}};
  if (explained.completeness) {
    json["total"] = explained.completeness->expected;
    json["sum"] = explained.completeness->sum;
    json["completeness_gap"] = explained.completeness->gap();
  }
  if (explained.standard_error) json["standard_error"] = *explained.standard_error;
  const std::vector<double> shares =
      explain::weight_shares(explained.map, explain::tiles_per_side, explain::tiles_per_side);
  for (auto row = shares.begin(); row != shares.end(); row += explain::tiles_per_side)
    json["tile_shares"].push_back(std::vector<double>(row, row + explain::tiles_per_side));
  json["place"] = explain::place_sentence(explained.map);
  json["passes"] = record.passes;
  json["milliseconds"] = record.milliseconds;
  return json;
}

}  // namespace deepcars::report
