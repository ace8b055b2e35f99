#include "wasm/ui/gauge.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "shared/explain/color_map.h"

namespace deepcars::ui {
namespace {

// The arc leaves a quarter of the circle open at the bottom. Angles run clockwise from the right.
constexpr float kStart = 0.75f * std::numbers::pi_v<float>, kSweep = 1.5f * std::numbers::pi_v<float>;
constexpr int kSegments = 72;

ImVec2 on_circle(ImVec2 centre, float radius, float angle) {
  return {centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)};
}

template <typename... Values>
std::string print(const char* format, Values... values) {
  char text[96];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

/// The colour that the heat map has at 0..1.
ImU32 heat_color(float position) {
  const explain::Color color = explain::viridis(position);
  return IM_COL32(color[0], color[1], color[2], 255);
}

void draw_arc(const Theme& theme, ImVec2 centre, float radius, float thickness, float filled) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  for (int i = 0; i < kSegments; ++i) {
    const float from = static_cast<float>(i) / kSegments, to = static_cast<float>(i + 1) / kSegments;
    const bool reached = (from + to) / 2 <= filled;
    // A little past its end, so that neighbouring segments leave no gap.
    list.PathArcTo(centre, radius, kStart + kSweep * from, kStart + kSweep * std::min(1.0f, to + 0.004f), 4);
    list.PathStroke(reached ? heat_color(from) : theme.palette().control_hovered, 0, thickness);
  }
}

void draw_needle(const Theme& theme, ImVec2 centre, float radius, float thickness, float position) {
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const ImVec2 tip = on_circle(centre, radius, kStart + kSweep * position);
  list.AddCircleFilled(tip, thickness * 0.78f, theme.palette().card);
  list.AddCircleFilled(tip, thickness * 0.58f, theme.palette().text);
}

void draw_years(const Theme& theme, const ViewState& state, const score::Score& score, const Box& box) {
  const Palette& palette = theme.palette();
  float y = box.min.y;
  auto line = [&](ImFont* font, ImU32 color, const std::string& text, float gap) {
    y += draw_wrapped_text(font, {box.min.x, y}, box.width(), color, text) + theme.length(gap);
  };
  line(theme.small(), palette.muted_text, "Expected year", 0);
  line(theme.large(), palette.text, print("%.0f", score.expected_year), 0);
  const std::string share = "8 in 10:", range = share + " " + state.range;
  if (text_size(theme.small(), range).x <= box.width()) {
    line(theme.small(), palette.text, range, 8);
  } else {
    line(theme.small(), palette.text, share, 0);
    line(theme.small(), palette.text, state.range, 4);
  }
  const auto top = static_cast<std::size_t>(score.top_class);
  line(theme.small(), palette.muted_text, "Most likely", 2);
  line(ImGui::GetFont(), palette.top_bar, state.buckets[top], 2);
  line(theme.small(), palette.muted_text, print("%.0f %% probable", 100.0 * score.probabilities[top]), 0);
}

}  // namespace

void draw_gauge(const Theme& theme, const ViewState& state, const Box& box) {
  draw_card(theme, box);
  const Palette& palette = theme.palette();
  const Box inner = box.inset(theme.length(18));
  const float thickness = theme.length(17);
  const float label = text_size(theme.small(), "0").y;
  // From the top of the arc to the lower edge of the labels at its ends: 1.8 radii, half the arc and a line.
  const float radius = std::min(inner.width() * 0.27f, (inner.height() - thickness / 2 - label) / 1.8f);
  const ImVec2 centre = {inner.min.x + radius + thickness / 2, inner.min.y + radius + thickness / 2};
  const float position = state.score ? static_cast<float>(state.score->modernity_percent) / 100 : 0;

  draw_arc(theme, centre, radius, thickness, state.score ? position : -1);
  const std::string number = state.score ? print("%.0f %%", state.score->modernity_percent) : "\xE2\x80\x93";
  const ImVec2 size = text_size(theme.large(), number);
  float y = centre.y - size.y * 0.72f;
  draw_text_aligned(theme.large(), centre.x, y, 0.5f, palette.text, number);
  y += size.y;
  draw_text_aligned(theme.small(), centre.x, y, 0.5f, palette.muted_text, "modernity");

  const float ends = centre.y + radius * 0.8f;
  draw_text_aligned(theme.small(), centre.x - radius * 0.7f, ends, 0.5f, palette.muted_text, "older");
  draw_text_aligned(theme.small(), centre.x + radius * 0.7f, ends, 0.5f, palette.muted_text, "newer");
  if (!state.score) return;

  draw_needle(theme, centre, radius, thickness, position);
  draw_text_aligned(theme.small(), centre.x, y + label, 0.5f, palette.muted_text,
                    print("%.1f of %d", state.score->modernity, static_cast<int>(state.buckets.size())));
  const float left = centre.x + radius + thickness / 2 + theme.length(24);
  draw_years(theme, state, *state.score, {{left, inner.min.y}, inner.max});
}

}  // namespace deepcars::ui
