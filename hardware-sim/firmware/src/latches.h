/* The faults that are in force. Some latch at once and wait for RESET, the others on the third within a minute. */
#ifndef LATCHES_H
#define LATCHES_H
#include <stdbool.h>
#include <stdint.h>

/* Takes a fault: every zone to 0. One that is in force already changes nothing. */
void latches_raise(uint8_t code, uint8_t zone, uint16_t value);

/* Tells every fault again. */
void latches_repeat(void);

/* Faults that are not latched clear by themselves when their cause is gone. */
void latches_clear_passed(void);

/* Those of over a minute ago no longer count towards a latch. Called at every tick: the clock must not wrap round to them. */
void latches_forget_old(void);

/* Clears those of this code and says so; false, and nothing changes, where a cause is still there. `answer` runs between. */
bool latches_reset(uint8_t code, void (*answer)(void));

#endif
