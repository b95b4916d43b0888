/* The requests of the host. */
#ifndef REQUEST_H
#define REQUEST_H
#include <stdint.h>

#include "flash.h"

void request_init(void);

/* A payload with the right check; it is cut into its words. */
void request_take(char *payload, uint16_t check);

/* A line that was discarded. */
void request_refuse(const FLASH char *code);

#endif
