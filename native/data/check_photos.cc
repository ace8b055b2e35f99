#include "native/data/check_photos.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "native/base/decode_photo.h"
#include "native/base/files.h"
#include "native/base/interrupts.h"
#include "native/base/progress.h"
#include "native/base/within_memory.h"
#include "native/data/near_duplicates.h"
#include "shared/nn/thread_pool.h"

namespace deepcars::data {
namespace {

constexpr const char* contradicting_years = "contradicting years";

struct Verdict {
  std::optional<Dropped> dropped = {};
  std::size_t hash = 0;
  std::size_t bytes = 0;
  std::optional<std::uint64_t> phash = {};
  bool is_damaged = false;
};

const char* reason_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::file_unreadable:
      return "file missing or unreadable";
    case ErrorCode::not_an_image:
      return "not a picture that can be decoded";
    case ErrorCode::image_damaged:
      return "picture damaged";
    case ErrorCode::image_unsupported:
      return "picture of a rare kind";
    case ErrorCode::internal:
      return "picture could not be hashed";
    default:
      return "file or picture too large";
  }
}

Verdict look_at(const Photo& photo, Damaged damaged) {
  if (auto plausible = check_plausible(photo.year); !plausible) {
    return {.dropped = Dropped{
                .path = photo.path, .reason = "year implausible", .detail = plausible.error().message}};
  }
  const auto drop = [&](const Error& error) {
    return Verdict{
        .dropped = Dropped{
            .path = photo.path, .reason = reason_of(error.code), .detail = error.message, .failed = true}};
  };
  const auto seen = base::within_memory(photo.path.string(), [&]() -> Expected<Verdict> {
    const auto bytes = base::read_file(photo.path, image::DecodeLimits{}.file_bytes);
    if (!bytes) return drop(bytes.error());
    const auto decoded = base::decode_photo(*bytes);
    if (!decoded) return drop(decoded.error());
    const std::string& damage = decoded->notes.damage;
    if (!damage.empty() && damaged == Damaged::drop)
      return Verdict{.dropped =
                         Dropped{.path = photo.path, .reason = "picture damaged in part", .detail = damage}};
    const auto phash = perceptual_hash(decoded->picture);
    if (!phash) return drop(phash.error());
    const std::string_view text(reinterpret_cast<const char*>(bytes->data()), bytes->size());
    return Verdict{.hash = std::hash<std::string_view>{}(text),
                   .bytes = bytes->size(),
                   .phash = *phash,
                   .is_damaged = !damage.empty()};
  });
  return seen ? *seen : drop(seen.error());
}

bool same_bytes(const Photo& a, const Photo& b) {
  const auto left = base::read_file(a.path);
  const auto right = base::read_file(b.path);
  return left && right && *left == *right;
}

/// "row 2 of cars.csv", or the path.
std::string place_of(const Photo& photo) { return photo.row.empty() ? photo.path.string() : photo.row; }

YearSpan years_of(const Photo& photo) {
  return photo.estimate.value_or(YearSpan{.first = photo.year, .last = photo.year});
}

bool contradict(const Photo& a, const Photo& b) {
  return years_of(a).last < years_of(b).first || years_of(b).last < years_of(a).first;
}

/// For each photo that is not dropped, the first with the same bytes: itself unless it is a copy.
std::vector<std::size_t> originals(const std::vector<Photo>& photos, const std::vector<Verdict>& verdicts) {
  std::vector<std::size_t> first(photos.size());
  std::unordered_multimap<std::size_t, std::size_t> by_hash;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    first[i] = i;
    if (verdicts[i].dropped) continue;
    const auto [begin, end] = by_hash.equal_range(verdicts[i].hash);
    const auto same = std::find_if(begin, end, [&](const auto& entry) {
      return verdicts[entry.second].bytes == verdicts[i].bytes && same_bytes(photos[entry.second], photos[i]);
    });
    if (same != end) {
      first[i] = same->second;
    } else {
      by_hash.emplace(verdicts[i].hash, i);
    }
  }
  return first;
}

/// Drops copies, and the originals too where the years contradict each other.
void drop_copies(const std::vector<Photo>& photos, std::vector<Verdict>& verdicts) {
  const std::vector<std::size_t> first = originals(photos, verdicts);
  const auto drop = [&](std::size_t i, std::size_t other, const char* reason, const std::string& detail) {
    if (verdicts[i].dropped) return;
    verdicts[i].dropped = Dropped{.path = photos[i].path,
                                  .reason = reason,
                                  .detail = (photos[i].row.empty() ? "" : photos[i].row + ": ") +
                                            "same bytes as " + place_of(photos[other]) + detail};
  };
  for (std::size_t i = 0; i < photos.size(); ++i) {
    const std::size_t original = first[i];
    if (original == i || !contradict(photos[original], photos[i])) continue;
    const auto years = [&](std::size_t here, std::size_t there) {
      return ", which says " + std::to_string(photos[there].year) + " and not " +
             std::to_string(photos[here].year);
    };
    drop(i, original, contradicting_years, years(i, original));
    drop(original, i, contradicting_years, years(original, i));
  }
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (first[i] != i) drop(i, first[i], "duplicate", " of " + std::to_string(photos[first[i]].year));
  }
}

}  // namespace

bool check_photos(Collected& collected, int threads, Damaged damaged) {
  const std::vector<Photo> photos = std::exchange(collected.photos, {});
  std::vector<Verdict> verdicts(photos.size());
  {
    base::Progress progress("checking photos", static_cast<std::int64_t>(photos.size()));
    std::mutex drawing;
    nn::ThreadPool pool(threads);
    pool.parallel_for(static_cast<int>(photos.size()), [&](int i) {
      if (base::interrupted()) return;
      verdicts[static_cast<std::size_t>(i)] = look_at(photos[static_cast<std::size_t>(i)], damaged);
      const std::lock_guard lock(drawing);
      progress.advance(1);
    });
  }

  if (base::interrupted()) return false;

  drop_copies(photos, verdicts);
  for (std::size_t i = 0; i < photos.size(); ++i) {
    Verdict& verdict = verdicts[i];
    if (verdict.dropped) {
      collected.dropped.push_back(std::move(*verdict.dropped));
    } else {
      collected.photos.push_back(photos[i]);
      collected.photos.back().phash = verdict.phash;
      collected.damaged_kept += verdict.is_damaged ? 1 : 0;
    }
  }
  return true;
}

}  // namespace deepcars::data
