/* One zone: what it was asked, and what its output stage drives. No hardware. Levels are in 1/256 of a percent, 0-25600. */
#ifndef ZONE_H
#define ZONE_H
#include <stdbool.h>
#include <stdint.h>

#include "air.h"

#define DUTY_MAX 255U
#define LEVEL_ONE 256U
#define LEVEL_FULL 25600U
/* Below it a level is 0 to whoever is told of it, and so it is to the output. */
#define LEVEL_LEAST 128U

/* What the host asks of a zone: level 0-100, rate in the technique's unit. */
struct asked {
  uint8_t technique;
  uint8_t level;
  uint16_t rate;
};

/* What goes to the pins. Duty 0-255 of the motor, which air leaves alone; an open valve has no current. */
struct outputs {
  uint8_t duty;
  bool pump;
  bool is_valve_closed;
};

struct zone {
  struct asked asked;
  bool has_ttl;
  uint32_t ttl_ends_at_ms;
  uint8_t technique;
  uint16_t rate;
  /* The ramp: from `start` to `target` in `ramp_ms`, of which `ramped_ms` have passed. */
  uint16_t level;
  uint16_t start;
  uint16_t target;
  uint32_t ramp_ms;
  uint32_t ramped_ms;
  /* What begins when the zone is at 0 and has dwelt there. */
  bool has_next;
  struct asked next;
  uint32_t next_ramp_ms;
  uint16_t dwell_ms;
  /* The level after derating. An output is on only above 0. */
  uint16_t driven;
  /* How long ago its motor was begun to be led up from standstill, as far as that matters. */
  uint16_t started_ms;
  struct air air;
  struct outputs out;
};

void zone_init(struct zone *zone);
bool zone_is_same(const struct zone *zone, struct asked asked);

/* A SET over 0 that is no renewal. Another technique goes by way of 0. */
void zone_drive(struct zone *zone, struct asked asked, uint32_t ramp_ms);

/* To 0, and what was asked is forgotten; a fall that is under way is never made longer. */
void zone_release(struct zone *zone, uint32_t ramp_ms);

/* A SET to off: its ramp counts from the present level. On the way to another technique it ends no later than that does, since a
 * stop may have begun the fall. */
void zone_lower(struct zone *zone, uint32_t ramp_ms);

/* Everything off at once; valves fall open. */
void zone_cut(struct zone *zone);

/* Moves the zone on by at most 50 ms. `case_dc` is the motor case in 0.1 degC. */
void zone_move(struct zone *zone, int16_t case_dc, uint16_t elapsed_ms);

/* 0-100, rounded to the nearest number: under 0.5 the last moment of a fall is off already. */
uint8_t zone_shown_level(const struct zone *zone);
uint16_t zone_shown_rate(const struct zone *zone);

/* True while a motor that does not turn is one that could not start. */
bool zone_has_just_started(const struct zone *zone);

/* Held off by the limit of steady pressure, while it is still asked for. */
bool zone_is_held_out(const struct zone *zone);

/* A fall that was asked for ends no later than the one that the SET's own TTL would bring. */
uint32_t zone_within_ttl(const struct zone *zone, uint32_t ramp_ms, uint32_t now_ms);

#endif
