#ifndef BUTTON_H
#define BUTTON_H
#include <stdbool.h>
#include <stdint.h>

enum button { BUTTON_NONE, BUTTON_START, BUTTON_PAUSE, BUTTON_STOP };

/* A contact that bounces; called at every tick. Of an armed chair a press pauses as soon as it is none of the contact's own; else it
 * starts when it ends. Held for a second it stops. */
enum button button_take(bool is_down, bool is_armed, uint16_t elapsed_ms);
void button_init(void);

#endif
