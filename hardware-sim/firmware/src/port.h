/* Given by whoever owns the line. */
#ifndef PORT_H
#define PORT_H
#include <stdint.h>

/* PORT_ANSWER: somebody waits for it, or acts on it. PORT_TELEMETRY is lost where the line is slower than it is spoken, and
 * PORT_REFUSAL, of a line that nobody numbered, also from then on until telemetry fits again: lines that are none, without end, keep
 * the chair from nothing. */
enum port_claim { PORT_ANSWER, PORT_TELEMETRY, PORT_REFUSAL };

/* Takes a whole line with its LF. */
void port_send(const char *line, uint8_t length, enum port_claim claim);

#endif
