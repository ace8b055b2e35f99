#include "wasm/ui/bars.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace deepcars::ui {
namespace {

std::string percent(float probability) {
  char text[32];
  std::snprintf(text, sizeof text, probability < 0.0995f ? "%.1f %%" : "%.0f %%", 100.0 * probability);
  return text;
}

/// Labels as many columns as fit, at equal distances; those at the ends are moved inwards, if there is room.
void draw_labels(const Theme& theme, const ViewState& state, const Box& chart, float column) {
  float widest = 0;
  for (const std::string& bucket : state.buckets) {
    widest = std::max(widest, text_size(theme.small(), bucket).x);
  }
  const int step = std::max(1, static_cast<int>(std::ceil((widest + theme.length(10)) / column)));
  float free_from = chart.min.x;
  for (int k = 0; k < static_cast<int>(state.buckets.size()); k += step) {
    const std::string& bucket = state.buckets[static_cast<std::size_t>(k)];
    const float half = text_size(theme.small(), bucket).x / 2;
    const float middle = chart.min.x + column * (static_cast<float>(k) + 0.5f);
    const float x = std::clamp(middle, chart.min.x + half, chart.max.x - half);
    if (x - half < free_from) continue;
    free_from = x + half + theme.length(6);
    draw_text_aligned(theme.small(), x, chart.max.y + theme.length(7), 0.5f, theme.palette().muted_text,
                      bucket);
  }
}

explain::Target class_target(int k) { return {.kind = explain::Target::Kind::given_class, .class_index = k}; }

/// The invisible button of a column: a click, a tap or the keyboard explains its bucket.
bool column_pressed(ViewState& state, int k, ImVec2 at, ImVec2 size, bool& hovered) {
  ImGui::SetCursorScreenPos(at);
  ImGui::PushID(k);
  const bool pressed = ImGui::InvisibleButton("bucket", size);
  hovered = ImGui::IsItemHovered() || ImGui::IsItemFocused();
  if (ImGui::IsItemHovered()) {
    const auto index = static_cast<std::size_t>(k);
    ImGui::SetTooltip("%s: %s", state.buckets[index].c_str(),
                      percent(state.score->probabilities[index]).c_str());
  }
  state.widgets.push_back(last_widget(name(class_target(k))));
  ImGui::PopID();
  return pressed;
}

}  // namespace

void draw_bars(const Theme& theme, ViewState& state, const Box& box) {
  draw_card(theme, box);
  const Palette& palette = theme.palette();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Box inner = box.inset(theme.length(18));
  draw_text(theme.small(), inner.min, palette.muted_text, "Probability per year bucket");

  const float line = text_size(theme.small(), "0").y;
  const Box chart = {{inner.min.x, inner.min.y + line * 2 + theme.length(8)},
                     {inner.max.x, inner.max.y - line - theme.length(7)}};
  list.AddLine({chart.min.x, chart.max.y}, chart.max, palette.card_border);
  if (state.buckets.empty()) return;
  const auto classes = static_cast<float>(state.buckets.size());
  const float column = chart.width() / classes;
  draw_labels(theme, state, chart, column);
  if (!state.score) return;

  const score::Score& score = *state.score;
  const float largest = score.probabilities[static_cast<std::size_t>(score.top_class)];
  for (int k = 0; k < static_cast<int>(state.buckets.size()); ++k) {
    const float left = chart.min.x + column * static_cast<float>(k);
    bool hovered = false;
    if (column_pressed(state, k, {left, chart.min.y}, {column, chart.height()}, hovered)) {
      state.choice.target = class_target(k);
    }
    const float share = score.probabilities[static_cast<std::size_t>(k)] / largest;
    const float gap = std::min(column * 0.14f, theme.length(5));
    const ImVec2 min = {left + gap, chart.max.y - std::max(theme.length(2), chart.height() * share)};
    const ImVec2 max = {left + column - gap, chart.max.y};
    const bool top = k == score.top_class;
    const bool explained = state.choice.target == class_target(k);
    const ImU32 color = top ? palette.top_bar : hovered || explained ? palette.accent : palette.bar;
    list.AddRectFilled(min, max, color, theme.length(4), ImDrawFlags_RoundCornersTop);
    if (explained)
      list.AddRect({left, chart.min.y}, {left + column, chart.max.y}, palette.accent, theme.length(4));
  }
  const std::string text = state.buckets[static_cast<std::size_t>(score.top_class)] + "  " + percent(largest);
  const float half = text_size(ImGui::GetFont(), text).x / 2;
  const float x = chart.min.x + column * (static_cast<float>(score.top_class) + 0.5f);
  draw_text_aligned(ImGui::GetFont(), std::clamp(x, chart.min.x + half, chart.max.x - half),
                    chart.min.y - line - theme.length(8), 0.5f, palette.top_bar, text);
}

}  // namespace deepcars::ui
