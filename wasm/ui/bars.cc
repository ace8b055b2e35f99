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

/// Names as many columns as fit, always at the same distance.
void draw_labels(const Theme& theme, const Model& model, const Box& chart, float column) {
  float widest = 0;
  for (const std::string& bucket : model.buckets) {
    widest = std::max(widest, text_size(theme.small(), bucket).x);
  }
  const int step = std::max(1, static_cast<int>(std::ceil((widest + theme.length(10)) / column)));
  for (int k = 0; k < static_cast<int>(model.buckets.size()); k += step) {
    const std::string& bucket = model.buckets[static_cast<std::size_t>(k)];
    const float half = text_size(theme.small(), bucket).x / 2;
    const float middle = chart.min.x + column * (static_cast<float>(k) + 0.5f);
    const float x = std::clamp(middle, chart.min.x + half, chart.max.x - half);
    draw_text_aligned(theme.small(), x, chart.max.y + theme.length(7), 0.5f, theme.palette().muted_text,
                      bucket);
  }
}

/// The invisible button of a column: a click, a tap or the keyboard explains its bucket.
bool column_pressed(Model& model, int k, ImVec2 at, ImVec2 size, bool& hovered) {
  ImGui::SetCursorScreenPos(at);
  ImGui::PushID(k);
  const bool pressed = ImGui::InvisibleButton("bucket", size);
  hovered = ImGui::IsItemHovered() || ImGui::IsItemFocused();
  if (ImGui::IsItemHovered()) {
    const auto index = static_cast<std::size_t>(k);
    ImGui::SetTooltip("%s: %s", model.buckets[index].c_str(),
                      percent(model.answer->probabilities[index]).c_str());
  }
  ImGui::PopID();
  return pressed;
}

}  // namespace

void draw_bars(const Theme& theme, Model& model, const Box& box) {
  draw_card(theme, box);
  const Palette& palette = theme.palette();
  ImDrawList& list = *ImGui::GetWindowDrawList();
  const Box inner = box.inset(theme.length(18));
  draw_text(theme.small(), inner.min, palette.muted_text, "Probability per year bucket");

  const float line = text_size(theme.small(), "0").y;
  const Box chart = {{inner.min.x, inner.min.y + line * 2 + theme.length(8)},
                     {inner.max.x, inner.max.y - line - theme.length(7)}};
  list.AddLine({chart.min.x, chart.max.y}, chart.max, palette.card_border);
  if (model.buckets.empty()) return;
  const auto classes = static_cast<float>(model.buckets.size());
  const float column = chart.width() / classes;
  draw_labels(theme, model, chart, column);
  if (!model.answer) return;

  const Answer& answer = *model.answer;
  const float largest = answer.probabilities[static_cast<std::size_t>(answer.top_class)];
  for (int k = 0; k < static_cast<int>(model.buckets.size()); ++k) {
    const float left = chart.min.x + column * static_cast<float>(k);
    bool hovered = false;
    if (column_pressed(model, k, {left, chart.min.y}, {column, chart.height()}, hovered)) {
      model.choice.target = "class";
      model.choice.class_index = k;
    }
    const float share = answer.probabilities[static_cast<std::size_t>(k)] / largest;
    const float gap = std::min(column * 0.14f, theme.length(5));
    const ImVec2 min = {left + gap, chart.max.y - std::max(theme.length(2), chart.height() * share)};
    const ImVec2 max = {left + column - gap, chart.max.y};
    const bool top = k == answer.top_class;
    const bool explained = model.choice.target == "class" && model.choice.class_index == k;
    const ImU32 color = top ? palette.top_bar : hovered || explained ? palette.accent : palette.bar;
    list.AddRectFilled(min, max, color, theme.length(4), ImDrawFlags_RoundCornersTop);
    if (explained)
      list.AddRect({left, chart.min.y}, {left + column, chart.max.y}, palette.accent, theme.length(4));
  }
  const std::string text =
      model.buckets[static_cast<std::size_t>(answer.top_class)] + "  " + percent(largest);
  const float half = text_size(ImGui::GetFont(), text).x / 2;
  const float x = chart.min.x + column * (static_cast<float>(answer.top_class) + 0.5f);
  draw_text_aligned(ImGui::GetFont(), std::clamp(x, chart.min.x + half, chart.max.x - half),
                    chart.min.y - line - theme.length(8), 0.5f, palette.top_bar, text);
}

}  // namespace deepcars::ui
