// The page's events for Dear ImGui. The page passes on events of the canvas only, so that Tab still leaves
// the canvas and a finger still scrolls the page. A window library's own listeners would prevent both.
#pragma once

#include <string>

namespace deepcars::ui {

/// A mouse, pen or finger at a place on the canvas, in CSS pixels. type is PointerEvent.pointerType.
void pointer_moved(const std::string& type, float x, float y);
void pointer_pressed(const std::string& type, float x, float y, bool down);
/// The pointer left the canvas, or the browser took a touch over to scroll.
void pointer_gone();
/// Wheel movement in lines; positive is up and left, as Dear ImGui has it.
void wheel_turned(float horizontal, float vertical);
/// key is KeyboardEvent.key. False if the canvas has no use for it, so that the page keeps it.
bool key_pressed(const std::string& key, bool down);
void focus_changed(bool focused);

}  // namespace deepcars::ui
