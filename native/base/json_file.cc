#include "native/base/json_file.h"

#include "native/base/files.h"
#include "shared/parse_json.h"

namespace deepcars::base {

Expected<nlohmann::json> read_json_object(const std::filesystem::path& path, const std::string& hint) {
  const auto bytes = read_file(path);
  if (!bytes) return tl::unexpected(bytes.error());
  auto json = parse_json({reinterpret_cast<const char*>(bytes->data()), bytes->size()});
  if (json.is_object()) return json;
  return failure(ErrorCode::data_invalid, path.string() + " is not a JSON object, or nests too deep", hint);
}

}  // namespace deepcars::base
