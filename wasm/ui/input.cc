#include "wasm/ui/input.h"

#include <imgui.h>

#include <cfloat>
#include <map>
#include <string_view>

namespace deepcars::ui {
namespace {

ImGuiMouseSource source_of(const std::string& type) {
  if (type == "touch") return ImGuiMouseSource_TouchScreen;
  return type == "pen" ? ImGuiMouseSource_Pen : ImGuiMouseSource_Mouse;
}

const std::map<std::string_view, ImGuiKey> keys = {
    {"ArrowLeft", ImGuiKey_LeftArrow}, {"ArrowRight", ImGuiKey_RightArrow},
    {"ArrowUp", ImGuiKey_UpArrow},     {"ArrowDown", ImGuiKey_DownArrow},
    {"Home", ImGuiKey_Home},           {"End", ImGuiKey_End},
    {"PageUp", ImGuiKey_PageUp},       {"PageDown", ImGuiKey_PageDown},
    {"Enter", ImGuiKey_Enter},         {" ", ImGuiKey_Space},
    {"Escape", ImGuiKey_Escape},
};

}  // namespace

void pointer_moved(const std::string& type, float x, float y) {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseSourceEvent(source_of(type));
  io.AddMousePosEvent(x, y);
}

void pointer_pressed(const std::string& type, float x, float y, bool down) {
  pointer_moved(type, x, y);
  ImGui::GetIO().AddMouseButtonEvent(ImGuiMouseButton_Left, down);
}

void pointer_gone() {
  ImGuiIO& io = ImGui::GetIO();
  io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
  io.AddMousePosEvent(-FLT_MAX, -FLT_MAX);
}

void wheel_turned(float horizontal, float vertical) {
  ImGui::GetIO().AddMouseWheelEvent(horizontal, vertical);
}

bool key_pressed(const std::string& key, bool down) {
  const auto known = keys.find(key);
  if (known == keys.end()) return false;
  ImGui::GetIO().AddKeyEvent(known->second, down);
  return true;
}

void focus_changed(bool focused) { ImGui::GetIO().AddFocusEvent(focused); }

}  // namespace deepcars::ui
