#include "clp.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "chair.h"
#include "crc.h"
#include "request.h"

enum damage { NO_DAMAGE, BAD_BYTE, TOO_LONG };

/* The line that is not ended yet, without its LF. */
static char held[LINE_BYTES_MAX];
static uint8_t held_length;
static enum damage damage;
/* An emergency byte fell into the present line: nothing of it counts. */
static bool is_dead;

void clp_init(void) {
  held_length = 0;
  damage = NO_DAMAGE;
  is_dead = false;
  request_init();
}

static bool is_text(uint8_t byte) { return (byte >= 0x20 && byte <= 0x7E) || byte == '\r'; }

static void extend(uint8_t byte) {
  if (damage != NO_DAMAGE) return;
  if (!is_text(byte)) damage = BAD_BYTE;
  else if (held_length == LINE_BYTES_MAX - 1) damage = TOO_LONG;
  else held[held_length++] = (char)byte;
}

static int8_t hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return (int8_t)(digit - '0');
  if (digit >= 'A' && digit <= 'F') return (int8_t)(digit - 'A' + 10);
  return -1;
}

/* The check that a line ends with, or -1 where it has none. */
static int32_t check_of(const char *digits) {
  int32_t check = 0;
  for (uint8_t at = 0; at < 4; at++) {
    int8_t value = hex_value(digits[at]);
    if (value < 0) return -1;
    check = check * 16 + value;
  }
  return check;
}

/* Cuts the check off and gives it, or -1 where it is missing or wrong. */
static int32_t unframe(void) {
  if (held_length < 5 || held[held_length - 5] != '*') return -1;
  uint8_t length = (uint8_t)(held_length - 5);
  uint16_t crc = CRC_INIT;
  for (uint8_t at = 0; at < length; at++) {
    if (held[at] == '*') return -1;
    crc = crc_add(crc, (uint8_t)held[at]);
  }
  int32_t check = check_of(held + length + 1);
  if (check != (int32_t)crc) return -1;
  held[length] = '\0';
  return check;
}

/* Works without a check, so that a damaged link can still stop the chair. */
static bool is_bare_stop(void) { return held_length == 4 && memcmp(held, "STOP", 4) == 0; }

static void end_line(void) {
  if (damage == NO_DAMAGE && held_length > 0 && held[held_length - 1] == '\r') held_length--;
  if (damage == NO_DAMAGE && memchr(held, '\r', held_length) != NULL) damage = BAD_BYTE;
  if (damage != NO_DAMAGE) {
    request_refuse(damage == TOO_LONG ? TEXT("overflow") : TEXT("crc"));
    return;
  }
  if (held_length == 0) return;
  if (is_bare_stop()) {
    chair_stop_all(OWN_RAMP_MS);
    return;
  }
  int32_t check = unframe();
  if (check < 0) {
    request_refuse(TEXT("crc"));
    return;
  }
  /* Any line with the right check renews the lease, whatever it says. */
  chair.lease_ends_at_ms = chair.now_ms + LEASE_MS;
  request_take(held, (uint16_t)check);
}

void clp_receive(uint8_t byte) {
  if (byte == EMERGENCY_BYTE) {
    is_dead = true;
    chair_emergency_stop();
    return;
  }
  if (byte != '\n') {
    if (!is_dead) extend(byte);
    return;
  }
  if (!is_dead) end_line();
  held_length = 0;
  damage = NO_DAMAGE;
  is_dead = false;
}

void clp_damaged(void) {
  if (damage == NO_DAMAGE) damage = BAD_BYTE;
}
