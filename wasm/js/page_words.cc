// Prints the tables of methods and targets as JSON, for the page's HTML. Runs under node while the page is
// built. Output: {methods: [{name, label, answers}, ...], targets: [...]}.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "shared/explain/methods.h"
#include "shared/explain/target.h"

namespace {

template <typename Rows>
nlohmann::ordered_json table(const Rows& rows) {
  nlohmann::ordered_json result = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    result.push_back({{"name", row.name}, {"label", row.label}, {"answers", row.answers}});
  }
  return result;
}

}  // namespace

int main() {
  const nlohmann::ordered_json words = {{"methods", table(deepcars::explain::methods())},
                                        {"targets", table(deepcars::explain::target_kinds())}};
  std::printf("%s\n", words.dump(2).c_str());
}
