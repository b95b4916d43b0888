#include "report.h"

#include <string.h>

#include "crc.h"

/* The longest line fits; a longer one would be cut, and its check then be wrong. */
static char line[LINE_BYTES_MAX];
static uint8_t used;

#define CHECK_BYTES 6 /* the star, four digits and the LF */

void line_begin(void) { used = 0; }

void line_char(char character) {
  if (used < LINE_BYTES_MAX - CHECK_BYTES) line[used++] = character;
}

void line_text(const FLASH char *text) {
  while (*text != '\0') line_char(*text++);
}

void line_number(uint32_t number) {
  char digits[10];
  uint8_t count = 0;
  do {
    digits[count++] = (char)('0' + number % 10U);
    number /= 10U;
  } while (number > 0);
  while (count > 0) line_char(digits[--count]);
}

void line_signed(int32_t number) {
  if (number < 0) line_char('-');
  line_number(number < 0 ? (uint32_t)-number : (uint32_t)number);
}

static char hex_digit(uint8_t nibble) { return (char)(nibble < 10 ? '0' + nibble : 'A' + nibble - 10); }

void line_hex(uint8_t nibble) { line_char(hex_digit(nibble)); }

const char *line_end(enum port_claim claim, uint8_t *length) {
  uint16_t crc = CRC_INIT;
  for (uint8_t at = 0; at < used; at++) crc = crc_add(crc, (uint8_t)line[at]);
  line[used++] = '*';
  for (int8_t shift = 12; shift >= 0; shift = (int8_t)(shift - 4)) line[used++] = hex_digit((uint8_t)((crc >> shift) & 0x0FU));
  line[used++] = '\n';
  port_send(line, used, claim);
  if (length != NULL) *length = used;
  return line;
}

static void event(const FLASH char *name) {
  line_begin();
  line_text(TEXT("E "));
  line_text(name);
}

static void zone_or_dash(uint8_t zone) { line_text(zone == NO_ZONE ? TEXT("-") : zone_name(zone)); }

static void event_end(void) { (void)line_end(PORT_ANSWER, NULL); }

static void event_of(const FLASH char *name, const FLASH char *argument) {
  event(name);
  line_char(' ');
  line_text(argument);
  event_end();
}

void report_boot(enum boot_reason reason) {
  static const FLASH char reasons[][9] = {"power", "watchdog", "brownout", "reset"};
  event_of(TEXT("boot"), reasons[reason]);
}

void report_fault(const struct fault *fault) {
  event(TEXT("fault "));
  line_text(fault_name(fault->code));
  line_char(' ');
  zone_or_dash(fault->zone);
  line_char(' ');
  line_number(fault->value);
  event_end();
}

void report_clear(uint8_t code, uint8_t zone) {
  event(TEXT("clear "));
  line_text(fault_name(code));
  line_char(' ');
  zone_or_dash(zone);
  event_end();
}

void report_button(const FLASH char *name) { event_of(TEXT("button"), name); }
void report_occupied(bool is_occupied) { event_of(TEXT("occupied"), is_occupied ? TEXT("1") : TEXT("0")); }
void report_ttl(uint8_t zone) { event_of(TEXT("ttl"), zone_name(zone)); }

void report_lease(void) {
  event(TEXT("lease"));
  event_end();
}

static const FLASH char *mode(void) {
  const struct latches *latches = &chair.latches;
  for (uint8_t at = 0; at < latches->count; at++) {
    if (latches->faults[at].code == ESTOP) return TEXT("estop");
  }
  if (latches->count > 0) return TEXT("fault");
  if (chair.is_armed) return TEXT("run");
  return chair_is_moving() ? TEXT("stop") : TEXT("idle");
}

/* What is left of the lease; a chair that is not armed has all of it. */
static uint32_t lease_left(void) {
  if (!chair.is_armed) return LEASE_MS;
  return is_reached(chair.now_ms, chair.lease_ends_at_ms) ? 0 : chair.lease_ends_at_ms - chair.now_ms;
}

static void reading(bool is_valid, int32_t value) {
  if (is_valid) line_signed(value);
  else line_char('?');
}

static void flags(uint8_t zone) {
  const struct readings *readings = &chair.readings;
  uint8_t before = used;
  bool is_known = readings->is_case_valid[zone];
  if (is_known && readings->case_dc[zone] >= CASE_DERATE_DC) line_char('D');
  if (has_fault(STALL, zone)) line_char('S');
  if (is_known && readings->case_dc[zone] >= CASE_WARN_DC) line_char('H');
  if (zone_is_held_out(&chair.zones[zone])) line_char('L');
  if (used == before) line_char('-');
}

static void zone_group(uint8_t zone) {
  const struct zone *state = &chair.zones[zone];
  const struct readings *readings = &chair.readings;
  line_char(' ');
  line_text(zone_name(zone));
  line_char(':');
  line_text(technique_name(zone_shown_level(state) > 0 ? state->technique : TECHNIQUE_OFF));
  line_char(',');
  line_number(zone_shown_level(state));
  line_char(',');
  line_number(zone_shown_rate(state));
  line_char(',');
  reading(readings->is_case_valid[zone], readings->case_dc[zone]);
  line_char(',');
  reading(readings->is_current_valid[zone], readings->current_ma[zone]);
  line_char(',');
  flags(zone);
}

void report_telemetry(enum port_claim claim) {
  line_begin();
  line_text(TEXT("T "));
  line_number(chair.now_ms);
  line_char(' ');
  line_text(mode());
  line_char(' ');
  line_number(lease_left());
  line_text(chair.readings.is_occupied ? TEXT(" 1 ") : TEXT(" 0 "));
  if (chair.readings.has_rail) line_signed(chair.readings.rail_mv);
  else line_char('-');
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    if (is_fitted(zone)) zone_group(zone);
  }
  (void)line_end(claim, NULL);
}
