/* Plays a recorded line to the core, on a clock of its own: reads `MS HEX` from standard input, one a line, and prints what the
 * chair says as `MS LINE`. The sensors show a healthy chair with somebody in it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chair.h"
#include "clp.h"
#include "port.h"

#define TICK_MS 5U

static uint32_t now_ms;

void port_send(const char *line, uint8_t length, enum port_claim claim) {
  (void)claim;
  printf("%u %.*s", now_ms, length, line);
}

/* Motors that follow their duty as a sensor shows them that smooths over 22 ms. */
static int16_t sensed_ma[ZONES];

static int16_t current_ma(uint8_t zone) {
  uint8_t duty = chair.zones[zone].out.duty;
  int16_t aim_ma = duty == 0 ? 0 : (int16_t)(300 + 1700 * duty / 255);
  sensed_ma[zone] = (int16_t)(sensed_ma[zone] + (aim_ma - sensed_ma[zone]) / 5);
  return sensed_ma[zone];
}

static void measure(struct readings *readings) {
  memset(readings, 0, sizeof *readings);
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    readings->case_dc[zone] = 270;
    readings->is_case_valid[zone] = true;
    readings->is_current_valid[zone] = true;
    readings->duty[zone] = chair.zones[zone].out.duty;
    readings->current_ma[zone] = current_ma(zone);
  }
  readings->has_rail = true;
  readings->rail_mv = 24010;
  readings->is_occupied = true;
}

static void advance(uint32_t until_ms) {
  while (now_ms + TICK_MS <= until_ms) {
    struct readings readings;
    now_ms += TICK_MS;
    measure(&readings);
    chair_tick(now_ms, &readings);
  }
}

static int hex_value(char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; }

static void receive(const char *hex) {
  for (; hex[0] != '\0' && hex[1] != '\0' && hex[0] != '\n'; hex += 2) {
    clp_receive((uint8_t)(hex_value(hex[0]) * 16 + hex_value(hex[1])));
  }
}

int main(void) {
  static char line[8192];
  struct readings readings;
  measure(&readings);
  clp_init();
  chair_init(1, CHAIR_ID, BOOT_POWER, &readings);
  while (fgets(line, sizeof line, stdin) != NULL) {
    char *hex = line;
    advance((uint32_t)strtoul(line, &hex, 10));
    if (*hex == ' ') receive(hex + 1);
  }
  return 0;
}
