/* The whole chair but its pins: pure C, no hardware. One chair a program, so its state is one object. */
#ifndef CHAIR_H
#define CHAIR_H
#include <stdbool.h>
#include <stdint.h>

#include "figures.h"
#include "latches.h"
#include "words.h"
#include "zone.h"

enum boot_reason { BOOT_POWER, BOOT_WATCHDOG, BOOT_BROWNOUT, BOOT_RESET };
enum button { BUTTON_NONE, BUTTON_START_PAUSE, BUTTON_STOP };

/* What the sensors say. A reading that is not valid is nonsense, and a fault. */
struct readings {
  int16_t case_dc[ZONES];
  bool is_case_valid[ZONES];
  int16_t current_ma[ZONES];
  bool is_current_valid[ZONES];
  int32_t rail_mv;
  bool has_rail;
  bool is_occupied;
  bool is_emergency_open; /* the physical stop is pressed, or its wire is broken */
};

struct chair {
  uint32_t now_ms;
  uint16_t boot;
  char id[ID_LENGTH_MAX + 1];
  struct readings readings;
  struct zone zones[ZONES];
  struct latches latches;
  bool is_greeted;
  bool is_armed;
  uint32_t lease_ends_at_ms;
  /* Between HELLO, or a stop by the chair's own button, and the moment in which everything is still. */
  bool is_settling;
  uint32_t settles_at_ms;
  bool is_fast;
  uint32_t fast_until_ms;
  uint16_t period_ms;
  uint32_t told_at_ms;
  uint16_t rail_bad_ms;
  uint16_t ghost_ms;
  bool was_emergency_open;
  /* For telling a stall from an overload: the current of a moment ago. */
  int16_t earlier_ma[ZONES];
  uint16_t earlier_age_ms;
};

extern struct chair chair;

/* Power-up: outputs are 0. Says `E boot` by itself. */
void chair_init(uint16_t boot, const char *id, enum boot_reason reason, const struct readings *readings);

/* Moves everything on to `now_ms` (a counter that may wrap), at most 50 ms after the last time, and speaks. */
void chair_tick(uint32_t now_ms, const struct readings *readings);

/* The emergency byte, or its button: every output to 0 at once, and the latch. */
void chair_emergency_stop(void);

/* The chair's own button. */
void chair_press(enum button button);

/* Everything to 0 in at most `ramp_ms`, and disarmed. */
void chair_stop_all(uint32_t ramp_ms);

void chair_speak_fast(void);
bool chair_is_moving(void);
bool chair_is_still(void);

static inline bool is_reached(uint32_t now_ms, uint32_t at_ms) { return (int32_t)(now_ms - at_ms) >= 0; }

/* Given by whoever owns the line: takes a whole line with its LF. `is_droppable`: telemetry, which may be lost when the line is
 * slower than it is spoken. Never blocks. */
void port_send(const char *line, uint8_t length, bool is_droppable);

#endif
