#include "button.h"

#define BOUNCE_MS 30U
#define LONG_MS 1000U

static uint16_t down_ms;
static bool is_told;

void button_init(void) {
  down_ms = 0;
  is_told = false;
}

enum button button_take(bool is_down, uint16_t elapsed_ms) {
  if (is_down) {
    if (down_ms < LONG_MS) down_ms = (uint16_t)(down_ms + elapsed_ms);
    if (down_ms < LONG_MS || is_told) return BUTTON_NONE;
    is_told = true;
    return BUTTON_STOP;
  }
  bool was_short = down_ms >= BOUNCE_MS && !is_told;
  button_init();
  return was_short ? BUTTON_START_PAUSE : BUTTON_NONE;
}
