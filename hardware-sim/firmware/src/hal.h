/* What the chair needs of its board. Everything else is the same on every board. */
#ifndef HAL_H
#define HAL_H
#include <stdbool.h>
#include <stdint.h>

#include "state.h"

/* Pins, timers, converter, line, watchdog. Outputs are off before and after it. */
void hal_init(void);

/* ms since power-up. */
uint32_t hal_now_ms(void);

enum boot_reason hal_boot_reason(void);

/* Counts this boot and gives its number. */
uint16_t hal_count_boot(void);

/* True when every input has been measured often enough since power-up. */
bool hal_has_sampled(void);
/* Outputs are off: what the current sensors show now is none. */
void hal_take_zeros(void);
void hal_read(struct readings *readings);
/* True while the button is down. */
bool hal_is_button_down(void);

enum hal_byte { HAL_NOTHING, HAL_BYTE, HAL_DAMAGED };
/* The next byte from the host, in its order. An emergency byte has cut the outputs already. */
enum hal_byte hal_receive(uint8_t *byte);

/* Sets the pins, unless an emergency has cut them: then they stay off until `hal_uncut`. */
void hal_set_outputs(const struct zone zones[ZONES]);
bool hal_is_cut(void);
/* The latch holds now: the outputs are the main loop's again. */
void hal_uncut(void);

/* The main loop is alive, and has just looked at the lease. */
void hal_feed_watchdog(void);

/* Until the next interrupt; at most a millisecond. */
void hal_sleep(void);

#endif
