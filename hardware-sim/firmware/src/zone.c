#include "zone.h"

#include <string.h>

#include "figures.h"
#include "words.h"

static const struct asked asked_off = {TECHNIQUE_OFF, 0, 0};

void zone_init(struct zone *zone) { memset(zone, 0, sizeof *zone); }

bool zone_is_same(const struct zone *zone, struct asked asked) {
  return zone->asked.technique == asked.technique && zone->asked.level == asked.level && zone->asked.rate == asked.rate;
}

static uint32_t rise_ms_of(uint16_t from, uint16_t to) { return ((uint32_t)(to - from) * FULL_RISE_MS + LEVEL_FULL - 1) / LEVEL_FULL; }

static void aim(struct zone *zone, uint16_t target, uint32_t ramp_ms) {
  if (target < zone->level && ramp_ms == 0) zone->level = target;
  if (target > zone->level && ramp_ms < rise_ms_of(zone->level, target)) ramp_ms = rise_ms_of(zone->level, target);
  zone->start = zone->level;
  zone->target = target;
  zone->ramp_ms = ramp_ms;
  zone->ramped_ms = 0;
}

static void begin(struct zone *zone, struct asked asked, uint32_t ramp_ms) {
  zone->has_next = false;
  zone->technique = asked.technique;
  zone->rate = asked.rate;
  aim(zone, (uint16_t)(asked.level * LEVEL_ONE), ramp_ms);
}

/* How long the fall that is under way would take from here to 0. */
static uint32_t present_fall_ms(const struct zone *zone) {
  uint16_t drop = (uint16_t)(zone->start - zone->target);
  return (uint32_t)zone->level * zone->ramp_ms / drop;
}

static void fall(struct zone *zone, uint32_t ramp_ms) {
  bool is_falling = zone->target < zone->level && zone->target < zone->start;
  if (is_falling && present_fall_ms(zone) < ramp_ms) ramp_ms = present_fall_ms(zone);
  aim(zone, 0, ramp_ms);
}

static void silence(struct zone *zone) {
  zone->technique = TECHNIQUE_OFF;
  zone->rate = 0;
  zone->driven = 0;
  zone->started_ms = 0;
  memset(&zone->out, 0, sizeof zone->out);
}

static void forget(struct zone *zone) {
  zone->asked = asked_off;
  zone->has_ttl = false;
  zone->has_next = false;
  zone->dwell_ms = 0;
}

static void wait(struct zone *zone, struct asked asked, uint32_t ramp_ms) {
  zone->has_next = true;
  zone->next = asked;
  zone->next_ramp_ms = ramp_ms;
}

void zone_drive(struct zone *zone, struct asked asked, uint32_t ramp_ms) {
  zone->asked = asked;
  bool is_on = zone->level > 0 || zone->driven > 0;
  if (is_on && zone->technique != asked.technique) {
    if (!zone->has_next) fall(zone, CHANGE_RAMP_MS);
    wait(zone, asked, ramp_ms);
    zone->dwell_ms = DWELL_MS;
  } else if (zone->level == 0 && (zone->dwell_ms > 0 || zone->air.vent_left_ms > 0)) {
    wait(zone, asked, ramp_ms);
    if (zone->air.vent_left_ms > zone->dwell_ms) zone->dwell_ms = zone->air.vent_left_ms;
  } else {
    zone->dwell_ms = 0;
    begin(zone, asked, ramp_ms);
  }
}

void zone_release(struct zone *zone, uint32_t ramp_ms) {
  forget(zone);
  fall(zone, ramp_ms);
  if (zone->level == 0) silence(zone);
}

void zone_lower(struct zone *zone, uint32_t ramp_ms) {
  bool is_changing = zone->has_next;
  forget(zone);
  if (is_changing) fall(zone, ramp_ms);
  else aim(zone, 0, ramp_ms);
  if (zone->level == 0) silence(zone);
}

void zone_cut(struct zone *zone) {
  forget(zone);
  zone->level = 0;
  zone->target = 0;
  silence(zone);
}

bool zone_has_just_started(const struct zone *zone) { return !is_air(zone->technique) && zone->started_ms < START_MS + STARTED_MS; }

static bool is_starting(const struct zone *zone) { return !is_air(zone->technique) && zone->started_ms < START_MS; }

static void ramp(struct zone *zone, uint16_t elapsed_ms) {
  /* The ramp waits for the start, and is then as steep as it was asked. */
  if (zone->level < zone->target && is_starting(zone)) return;
  if (zone->level != zone->target) {
    zone->ramped_ms += elapsed_ms;
    if (zone->ramped_ms >= zone->ramp_ms) zone->level = zone->target;
    else {
      int32_t way = (int32_t)zone->target - (int32_t)zone->start;
      zone->level = (uint16_t)(zone->start + way * (int32_t)zone->ramped_ms / (int32_t)zone->ramp_ms);
    }
    return;
  }
  if (zone->level > 0) return;
  zone->dwell_ms = zone->dwell_ms > elapsed_ms ? (uint16_t)(zone->dwell_ms - elapsed_ms) : 0;
  if (zone->has_next && zone->dwell_ms == 0) begin(zone, zone->next, zone->next_ramp_ms);
}

/* Blown up for as long as it may be: the SET stays in force, so that its renewals do not blow it up again. */
static void let_go(struct zone *zone) {
  zone->level = 0;
  zone->target = 0;
  silence(zone);
  zone->air.pump = false;
  zone->air.is_valve_closed = false;
  zone->air.vent_left_ms = AIR_VENT_MS;
}

/* The share of its level that a hot zone keeps, of 256. */
static uint16_t derating(int16_t case_dc) {
  if (case_dc <= CASE_DERATE_DC) return 256;
  if (case_dc >= CASE_STOP_DC) return DERATE_SHARE_MIN;
  uint32_t heat = (uint32_t)(case_dc - CASE_DERATE_DC);
  return (uint16_t)(256U - heat * (256U - DERATE_SHARE_MIN) / (CASE_STOP_DC - CASE_DERATE_DC));
}

/* Nothing is driven unseen: what is on is on at level 1 at least, also where heat would leave less of it. */
static uint16_t allowed_level(const struct zone *zone, int16_t case_dc) {
  if (zone->target <= zone->level && zone->level < LEVEL_LEAST) return 0;
  uint16_t left = (uint16_t)((uint32_t)zone->level * derating(case_dc) / 256U);
  return left > LEVEL_ONE ? left : LEVEL_ONE;
}

static uint8_t duty_of(uint8_t technique, uint16_t level) {
  uint8_t least = duty_min(technique);
  uint16_t over = level > LEVEL_ONE ? (uint16_t)(level - LEVEL_ONE) : 0;
  return (uint8_t)(least + (uint32_t)over * (255U - least) / (LEVEL_FULL - LEVEL_ONE));
}

/* A zone that cools down comes back no faster than any other rise. */
static void follow(struct zone *zone, int16_t case_dc, uint16_t elapsed_ms) {
  uint16_t allowed = allowed_level(zone, case_dc);
  uint16_t from = zone->driven > LEVEL_ONE ? zone->driven : LEVEL_ONE;
  uint32_t risen = is_starting(zone) ? LEVEL_ONE : (uint32_t)from + (uint32_t)29 * elapsed_ms;
  zone->driven = risen < allowed ? (uint16_t)risen : allowed;
}

/* Leads a motor through the band between standstill and its least duty, where it must not stay. */
static uint8_t motor_duty(struct zone *zone, uint16_t elapsed_ms) {
  if (zone_has_just_started(zone)) zone->started_ms = (uint16_t)(zone->started_ms + elapsed_ms);
  if (!is_starting(zone)) return duty_of(zone->technique, zone->driven);
  return (uint8_t)((uint16_t)duty_min(zone->technique) * zone->started_ms / START_MS);
}

static void move_outputs(struct zone *zone, int16_t case_dc, uint16_t elapsed_ms) {
  follow(zone, case_dc, elapsed_ms);
  if (zone->technique == TECHNIQUE_OFF || zone->driven == 0) {
    if (zone->level == 0 && zone->target == 0) silence(zone);
    zone->started_ms = 0;
    memset(&zone->out, 0, sizeof zone->out);
    return;
  }
  zone->out.pump = is_air(zone->technique) && zone->air.pump;
  zone->out.is_valve_closed = is_air(zone->technique) && zone->air.is_valve_closed;
  zone->out.duty = is_air(zone->technique) ? 0 : motor_duty(zone, elapsed_ms);
}

void zone_move(struct zone *zone, int16_t case_dc, uint16_t elapsed_ms) {
  ramp(zone, elapsed_ms);
  bool is_blown = is_air(zone->technique);
  bool is_over_held = air_move(&zone->air, is_blown ? zone->driven : 0, zone->rate, elapsed_ms);
  if (is_over_held && is_blown) let_go(zone);
  move_outputs(zone, case_dc, elapsed_ms);
}

uint8_t zone_shown_level(const struct zone *zone) { return (uint8_t)((zone->driven + LEVEL_ONE / 2) / LEVEL_ONE); }

uint16_t zone_shown_rate(const struct zone *zone) {
  if (zone_shown_level(zone) == 0) return 0;
  return zone->rate == 0 ? default_rate(zone->technique) : zone->rate;
}

bool zone_is_held_out(const struct zone *zone) {
  return zone->asked.level > 0 && zone->level == 0 && zone->target == 0 && !zone->has_next;
}

uint32_t zone_within_ttl(const struct zone *zone, uint32_t ramp_ms, uint32_t now_ms) {
  if (!zone->has_ttl) return ramp_ms;
  int32_t left_ms = (int32_t)(zone->ttl_ends_at_ms - now_ms);
  uint32_t most_ms = (left_ms > 0 ? (uint32_t)left_ms : 0) + OWN_RAMP_MS;
  return ramp_ms < most_ms ? ramp_ms : most_ms;
}
