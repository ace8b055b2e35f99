// Where the controls are on the canvas, for tests and for tools that cannot see it.
#pragma once

#include <imgui.h>

#include <string>
#include <utility>

namespace deepcars::ui {

/// A control's rectangle in CSS pixels from the canvas's upper left corner.
struct Widget {
  /// "method", "target", "opacity", "class:3" (a column of the bar chart), "picture:photo"; in an open list
  /// "method:gradient", "target:expected-year".
  std::string name;
  float x = 0;
  float y = 0;
  float width = 0;
  float height = 0;
};

/// The control that was drawn last.
inline Widget last_widget(std::string name) {
  const ImVec2 min = ImGui::GetItemRectMin(), size = ImGui::GetItemRectSize();
  return {.name = std::move(name), .x = min.x, .y = min.y, .width = size.x, .height = size.y};
}

}  // namespace deepcars::ui
