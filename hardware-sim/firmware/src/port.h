/* Given by whoever owns the line. */
#ifndef PORT_H
#define PORT_H
#include <stdbool.h>
#include <stdint.h>

/* Takes a whole line with its LF. `is_droppable`: telemetry, which may be lost when the line is slower than it is spoken. Never
 * blocks. */
void port_send(const char *line, uint8_t length, bool is_droppable);

#endif
