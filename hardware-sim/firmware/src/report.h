/* What the chair says: whole lines with their check. */
#ifndef REPORT_H
#define REPORT_H
#include <stdbool.h>
#include <stdint.h>

#include "port.h"
#include "state.h"

/* A line in the making; one at a time. */
void line_begin(void);
void line_text(const FLASH char *text);
void line_number(uint32_t number);
void line_signed(int32_t number);
void line_char(char character);
void line_hex(uint8_t nibble);
/* Adds the check and the LF, and sends it. Gives the line, which stays until the next one begins. */
const char *line_end(enum port_claim claim, uint8_t *length);

void report_boot(enum boot_reason reason);
void report_fault(const struct fault *fault);
void report_clear(uint8_t code, uint8_t zone);
void report_button(const FLASH char *name);
void report_occupied(bool is_occupied);
void report_lease(void);
void report_ttl(uint8_t zone);
void report_telemetry(enum port_claim claim);

#endif
