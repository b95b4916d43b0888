#include "check.h"

#include <stdio.h>
#include <string.h>

#include "button.h"
#include "chair.h"
#include "clp.h"
#include "crc.h"
#include "port.h"

#define TICK_MS 5U
#define SAID_MAX 65536U

static unsigned passed;
static unsigned failed;
static bool is_failing;
static bool is_first = true;
static const char *promised = "";
static char heard[SAID_MAX];
static size_t heard_length;
static uint32_t started_at_ms;
static uint32_t now_ms;
struct readings sensors;
bool are_motors_free;

static void finish(void) {
  if (!is_first) {
    if (is_failing) failed++;
    else passed++;
  }
  is_first = false;
  is_failing = false;
}

void it(const char *promise) {
  finish();
  promised = promise;
}

void check_that(bool holds, const char *what, const char *file, int line) {
  if (holds) return;
  if (!is_failing) printf("FAILED: it %s (with a clock that starts at %u)\n", promised, started_at_ms);
  printf("  %s:%d: %s\n", file, line, what);
  is_failing = true;
}

void port_send(const char *line, uint8_t length, enum port_claim claim) {
  (void)claim;
  if (heard_length + length >= SAID_MAX) return;
  memcpy(heard + heard_length, line, length);
  heard_length += length;
  heard[heard_length] = '\0';
}

const char *said(void) { return heard; }
bool has_said(const char *text) { return strstr(heard, text) != NULL; }

void forget_said(void) {
  heard_length = 0;
  heard[0] = '\0';
}

void new_chair(void) {
  memset(&sensors, 0, sizeof sensors);
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    sensors.case_dc[zone] = 270;
    sensors.is_case_valid[zone] = true;
    sensors.is_current_valid[zone] = true;
  }
  sensors.has_rail = true;
  sensors.rail_mv = 24010;
  sensors.is_occupied = true;
  are_motors_free = true;
  now_ms = started_at_ms;
  forget_said();
  button_init();
  clp_init();
  chair_init(7, "TEST0001", BOOT_POWER, &sensors);
  /* As after so long a rest: what the chair noted of the past is as old. */
  chair.now_ms = now_ms;
}

static void turn_motors(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    uint8_t duty = chair.zones[zone].out.duty;
    sensors.duty[zone] = duty;
    sensors.current_ma[zone] = duty == 0 ? 0 : (int16_t)(300 + 1700 * duty / 255);
  }
}

void pass(unsigned ms) {
  for (unsigned passed_ms = 0; passed_ms < ms; passed_ms += TICK_MS) {
    now_ms += TICK_MS;
    if (are_motors_free) turn_motors();
    chair_tick(now_ms, &sensors);
  }
}

void skip_to(uint32_t at_ms) { now_ms = at_ms; }

void send_raw(const char *bytes) {
  while (*bytes != '\0') clp_receive((uint8_t)*bytes++);
}

void send(const char *payload) {
  char check[8];
  uint16_t crc = CRC_INIT;
  for (const char *at = payload; *at != '\0'; at++) crc = crc_add(crc, (uint8_t)*at);
  snprintf(check, sizeof check, "*%04X\n", crc);
  send_raw(payload);
  send_raw(check);
}

/* A clock that has just begun, and one that comes to its middle or its end in each test, is just past it, or is about to be. */
static const uint32_t clock_starts_ms[] = {0, 0x80000000U - 2000U, 0x80000001U, 0U - 2000U, 0U - 1U};

int main(void) {
  for (size_t at = 0; at < sizeof clock_starts_ms / sizeof clock_starts_ms[0]; at++) {
    started_at_ms = clock_starts_ms[at];
    zone_tests();
    line_tests();
    chair_tests();
    motor_tests();
    input_tests();
  }
  finish();
  printf("%u passed, %u failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}
