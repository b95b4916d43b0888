/* The line protocol: bytes to lines, lines to requests, requests to answers. docs/serial-protocol.md is its contract. */
#ifndef CLP_H
#define CLP_H
#include <stdint.h>

/* The emergency byte. Its output part is done in the receive interrupt; here it takes its line with it. */
#define EMERGENCY_BYTE 0x18

void clp_init(void);

/* One byte from the host, in its order. */
void clp_receive(uint8_t byte);

/* Bytes were lost or damaged on the way: the line that they belonged to counts for nothing. */
void clp_damaged(void);

#endif
