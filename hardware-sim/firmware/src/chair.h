/* What the chair does but its pins and its line: pure C, no hardware. */
#ifndef CHAIR_H
#define CHAIR_H
#include <stdint.h>

#include "button.h"
#include "state.h"

/* Power-up: outputs are 0. Says `E boot` by itself. */
void chair_init(uint16_t boot, const char *id, enum boot_reason reason, const struct readings *readings);

/* Moves everything on to `now_ms` (a counter that may wrap), at most 50 ms after the last time, and speaks. */
void chair_tick(uint32_t now_ms, const struct readings *readings);

/* The emergency byte, or its button: every output to 0 at once, and the latch. */
void chair_emergency_stop(void);

/* The chair's own button. */
void chair_press(enum button button);

/* A SET over 0 is busy until everything is still, and for at least so long. */
void chair_settle(uint16_t least_ms);

/* Everything to 0 in at most `ramp_ms`, and disarmed. */
void chair_stop_all(uint32_t ramp_ms);

#endif
