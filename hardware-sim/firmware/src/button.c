#include "button.h"

#define BOUNCE_MS 30U
#define LONG_MS 1000U

static uint16_t down_ms;
/* The press that is under way has stopped the chair: it starts nothing when it ends. */
static bool has_paused;

void button_init(void) {
  down_ms = 0;
  has_paused = false;
}

enum button button_take(bool is_down, bool is_armed, uint16_t elapsed_ms) {
  uint16_t before_ms = down_ms;
  if (!is_down) {
    bool is_start = before_ms >= BOUNCE_MS && before_ms < LONG_MS && !has_paused;
    button_init();
    return is_start ? BUTTON_START : BUTTON_NONE;
  }
  if (before_ms >= LONG_MS) return BUTTON_NONE;
  down_ms = (uint16_t)(before_ms + elapsed_ms);
  if (down_ms >= LONG_MS) return BUTTON_STOP;
  if (!is_armed || has_paused || down_ms < BOUNCE_MS) return BUTTON_NONE;
  has_paused = true;
  return BUTTON_PAUSE;
}
