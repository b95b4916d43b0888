#ifndef BUTTON_H
#define BUTTON_H
#include <stdbool.h>
#include <stdint.h>

enum button { BUTTON_NONE, BUTTON_START_PAUSE, BUTTON_STOP };

/* A contact that bounces; called at every tick. Gives what was pressed: a short press when it ends, a long one when it is long
 * enough. */
enum button button_take(bool is_down, uint16_t elapsed_ms);
void button_init(void);

#endif
