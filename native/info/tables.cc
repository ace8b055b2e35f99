#include "native/info/tables.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "native/base/csv.h"
#include "native/data/index.h"
#include "native/data/split.h"
#include "native/info/describe.h"
#include "native/train/run/validation_answers.h"
#include "shared/text.h"

namespace deepcars::info {
namespace fs = std::filesystem;
namespace {

void add_sources(Description& index, const std::vector<data::Photo>& photos) {
  std::map<std::string, std::int64_t> by_source;
  for (const data::Photo& photo : photos) ++by_source[photo.source];
  std::vector<std::pair<std::string, std::int64_t>> sources(by_source.begin(), by_source.end());
  std::stable_sort(sources.begin(), sources.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  nlohmann::ordered_json counts = nlohmann::ordered_json::object();
  std::vector<std::string> texts;
  for (const auto& [name, count] : sources) {
    counts[name] = count;
    texts.push_back((name.empty() ? "(no name)" : name) + " " + std::to_string(count));
  }
  index.add("sources", counts, std::to_string(sources.size()) + ": " + some_of(texts));
}

void add_splits(Description& index, const std::vector<data::Photo>& photos) {
  nlohmann::ordered_json counts = nlohmann::ordered_json::object();
  std::vector<std::string> texts;
  for (const std::string_view name : data::split_names) {
    const auto count = std::count_if(photos.begin(), photos.end(),
                                     [&](const data::Photo& photo) { return photo.split == name; });
    if (count == 0) continue;
    counts[std::string(name)] = count;
    texts.push_back(std::string(name) + " " + std::to_string(count));
  }
  index.add("splits", counts, texts.empty() ? "none yet: see `deepcars split`" : joined(texts));
}

void add_missing_files(Description& index, const std::vector<data::Photo>& photos) {
  std::int64_t missing = 0;
  std::string first;
  for (const data::Photo& photo : photos) {
    std::error_code status;
    if (fs::is_regular_file(photo.path, status)) continue;
    if (missing++ == 0) first = photo.path.string();
  }
  index.add("missing_files", missing,
            std::to_string(missing) + (missing == 0 ? "" : ", the first is " + first));
}

Expected<Description> describe_index(const fs::path& path) {
  const auto photos = data::read_index(path);
  if (!photos) return tl::unexpected(photos.error());
  std::set<std::string> makes, groups;
  std::set<int> years;
  for (const data::Photo& photo : *photos) {
    makes.insert(photo.make);
    groups.insert(photo.split_group);
    years.insert(photo.year);
  }
  Description index(path.string(), "index of photos");
  index.add("photos", static_cast<std::int64_t>(photos->size()));
  index.add("years", {*years.begin(), *years.rbegin()},
            std::to_string(*years.begin()) + " to " + std::to_string(*years.rbegin()));
  index.add("makes", static_cast<std::int64_t>(makes.size()));
  index.add("split_groups", static_cast<std::int64_t>(groups.size()));
  add_sources(index, *photos);
  add_splits(index, *photos);
  add_missing_files(index, *photos);
  return index;
}

}  // namespace

Expected<Description> describe_table(const fs::path& path) {
  const auto table = base::read_csv(path);
  if (!table || table->header.size() < 2) return not_ours(path, "text, but neither JSON nor a CSV table");
  const auto logits =
      std::count_if(table->header.begin(), table->header.end(),
                    [](const std::string& column) { return column.starts_with(train::logit_column_start); });
  if (logits > 0) {
    Description answers(path.string(), "answers for validation photos");
    answers.add("photos", static_cast<std::int64_t>(table->rows.size()));
    answers.add("year_buckets", logits);
    return answers;
  }
  if (table->column("path") && table->column("split_group")) return describe_index(path);
  return not_ours(path, "a table, but not of deepCars; its columns are " + some_of(table->header));
}

}  // namespace deepcars::info
