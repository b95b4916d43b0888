#include "state.h"

struct chair chair;

bool chair_is_moving(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    if (chair.zones[zone].driven > 0) return true;
  }
  return false;
}

bool chair_is_still(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    if (!chair.readings.is_current_valid[zone] || chair.readings.current_ma[zone] >= STILL_CURRENT_MA) return false;
  }
  return !chair_is_moving();
}

void chair_speak_fast(void) {
  chair.is_fast = true;
  chair.fast_until_ms = chair.now_ms + TELEMETRY_FAST_AFTER_MS;
}

bool has_fault(uint8_t code, uint8_t zone) {
  for (uint8_t at = 0; at < chair.latches.count; at++) {
    const struct fault *fault = &chair.latches.faults[at];
    if (fault->code == code && fault->zone == zone) return true;
  }
  return false;
}
