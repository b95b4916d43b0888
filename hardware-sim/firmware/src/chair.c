#include "chair.h"

#include <string.h>

#include "latches.h"
#include "report.h"

/* Open inputs read nonsense: of a zone that is not there that is no fault. */
static void quiet_unfitted(struct readings *readings) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    if (is_fitted(zone)) continue;
    readings->case_dc[zone] = UNFITTED_CASE_DC;
    readings->current_ma[zone] = 0;
    readings->is_case_valid[zone] = readings->is_current_valid[zone] = true;
  }
}

void chair_init(uint16_t boot, const char *id, enum boot_reason reason, const struct readings *readings) {
  memset(&chair, 0, sizeof chair);
  for (uint8_t zone = 0; zone < ZONES; zone++) zone_init(&chair.zones[zone]);
  chair.boot = boot;
  strncpy(chair.id, id, ID_LENGTH_MAX);
  chair.period_ms = TELEMETRY_DEFAULT_MS;
  chair.readings = *readings;
  quiet_unfitted(&chair.readings);
  report_boot(reason);
}

void chair_stop_all(uint32_t ramp_ms) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    zone_release(&chair.zones[zone], zone_within_ttl(&chair.zones[zone], ramp_ms, chair.now_ms));
  }
  chair.is_armed = false;
  chair_speak_fast();
}

/* Bytes that come in a row are reported once in 100 ms. */
void chair_emergency_stop(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) zone_cut(&chair.zones[zone]);
  chair.is_armed = false;
  chair_speak_fast();
  if (!has_fault(ESTOP, NO_ZONE)) {
    latches_raise(ESTOP, NO_ZONE, 0);
    chair.latches.emergency_told_at_ms = chair.now_ms;
  } else if (chair.now_ms - chair.latches.emergency_told_at_ms >= EMERGENCY_REPEAT_MS) {
    struct fault again = {ESTOP, NO_ZONE, true, 0, 0};
    report_fault(&again);
    chair.latches.emergency_told_at_ms = chair.now_ms;
  }
}

void chair_settle(uint16_t least_ms) {
  uint32_t at_ms = chair.now_ms + least_ms;
  bool is_later = !chair.is_settling || is_reached(at_ms, chair.settles_at_ms);
  chair.is_settling = true;
  if (is_later) chair.settles_at_ms = at_ms;
}

/* Busy until telemetry has shown it: a host whose `E button` line was lost must not go on with its next SET. */
static void stop_by_itself(void) {
  chair_stop_all(STOP_RAMP_MS);
  chair_settle(OWN_STOP_BUSY_MS);
}

void chair_press(enum button button) {
  if (button == BUTTON_STOP) {
    report_button(TEXT("stop"));
    stop_by_itself();
  } else if (button == BUTTON_PAUSE) {
    report_button(TEXT("pause"));
    stop_by_itself();
  } else if (button == BUTTON_START) {
    report_button(TEXT("start"));
  }
}

/* No valid line for the lease while armed: everything to 0, and a latch of its own. */
static void guard_lease(void) {
  if (!chair.is_armed || !is_reached(chair.now_ms, chair.lease_ends_at_ms)) return;
  report_lease();
  latches_raise(LEASE, NO_ZONE, 0);
}

/* A SET that nobody renews lets go by itself. */
static void guard_ttl(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    struct zone *state = &chair.zones[zone];
    if (!state->has_ttl || !is_reached(chair.now_ms, state->ttl_ends_at_ms)) continue;
    zone_release(state, OWN_RAMP_MS);
    report_ttl(zone);
  }
}

static uint16_t counted(uint16_t ms, uint16_t elapsed_ms, uint16_t most_ms) {
  return ms + elapsed_ms < most_ms ? (uint16_t)(ms + elapsed_ms) : most_ms;
}

/* The rail is measured behind the relay of the emergency stop, which takes it away: low is right then, and anything else is a relay
 * that cannot cut any more. */
static bool is_unpowered(bool is_low, uint16_t elapsed_ms) {
  bool is_pressed = chair.readings.is_emergency_open;
  chair.welded_ms = is_pressed && !is_low ? counted(chair.welded_ms, elapsed_ms, WELDED_MS) : 0;
  if (is_pressed) chair.unpowered_ms = POWERED_MS;
  else if (!is_low) chair.unpowered_ms = 0;
  else chair.unpowered_ms = chair.unpowered_ms > elapsed_ms ? (uint16_t)(chair.unpowered_ms - elapsed_ms) : 0;
  return chair.unpowered_ms > 0;
}

static void guard_rail(uint16_t elapsed_ms) {
  if (!chair.readings.has_rail) return;
  int32_t rail_mv = chair.readings.rail_mv;
  bool is_low = rail_mv < RAIL_MV_MIN;
  bool is_low_rightly = is_unpowered(is_low, elapsed_ms) && is_low;
  if (chair.welded_ms >= WELDED_MS) latches_raise(CONTRADICTION, NO_ZONE, (uint16_t)rail_mv);
  if (is_low_rightly) {
    chair.rail_bad_ms = 0;
    return;
  }
  chair.rail_bad_ms = is_low || rail_mv > RAIL_MV_MAX ? (uint16_t)(chair.rail_bad_ms + elapsed_ms) : 0;
  if (chair.rail_bad_ms < RAIL_SAMPLED_MS) return;
  chair.rail_bad_ms = RAIL_SAMPLED_MS;
  latches_raise(is_low ? UNDERVOLT : OVERVOLT, NO_ZONE, (uint16_t)rail_mv);
}

static bool is_odd(uint8_t zone) {
  return chair.zones[zone].driven == 0 && chair.readings.is_current_valid[zone] &&
         chair.readings.current_ma[zone] > CONTRADICTION_MA;
}

/* Current with its outputs off cannot be. */
static void guard_contradiction(uint16_t elapsed_ms) {
  uint8_t odd = 0;
  while (odd < ZONES && !is_odd(odd)) odd++;
  if (odd == ZONES) {
    chair.ghost_ms = 0;
    return;
  }
  if (chair.ghost_ms < CONTRADICTION_MS) chair.ghost_ms = (uint16_t)(chair.ghost_ms + elapsed_ms);
  if (chair.ghost_ms >= CONTRADICTION_MS) latches_raise(CONTRADICTION, odd, (uint16_t)chair.readings.current_ma[odd]);
}

/* What flows in the winding: a driver that chops takes the share of it from the supply in which it is on. */
static int16_t winding_ma(uint8_t zone) {
  uint8_t duty = chair.readings.duty[zone];
  if (duty < DUTY_JUDGED_MIN) duty = DUTY_JUDGED_MIN;
  int32_t ma = (int32_t)chair.readings.current_ma[zone] * 255 / duty;
  return (int16_t)(ma < INT16_MAX ? ma : INT16_MAX);
}

static int16_t lowest_earlier_ma(uint8_t zone) {
  int16_t lowest_ma = chair.earlier_ma[0][zone];
  for (uint8_t look = 1; look < EARLIER_LOOKS; look++) {
    if (chair.earlier_ma[look][zone] < lowest_ma) lowest_ma = chair.earlier_ma[look][zone];
  }
  return lowest_ma;
}

static uint8_t lowest_duty_before_surge(uint8_t zone) {
  uint8_t lowest = chair.readings.duty[zone];
  for (uint8_t ago = 1; ago <= SURGE_LOOKS; ago++) {
    uint8_t duty = chair.earlier_duty[(uint8_t)(chair.earliest + EARLIER_LOOKS - ago) % EARLIER_LOOKS][zone];
    if (duty < lowest) lowest = duty;
  }
  return lowest;
}

static int16_t limit_ma(uint8_t zone) {
  uint8_t risen = (uint8_t)(chair.readings.duty[zone] - lowest_duty_before_surge(zone));
  uint16_t limit = (uint16_t)(CURRENT_LIMIT_MA + (uint32_t)SURGE_MA * risen / 255U);
  return (int16_t)(limit < SURGE_LIMIT_MA ? limit : SURGE_LIMIT_MA);
}

static void guard_current(uint8_t zone) {
  const struct outputs *out = &chair.zones[zone].out;
  bool is_driven = out->duty > 0 || out->pump;
  int16_t ma = winding_ma(zone);
  if (!chair.readings.is_current_valid[zone] || !is_driven || ma < limit_ma(zone)) return;
  bool is_sudden = ma - lowest_earlier_ma(zone) >= STALL_RISE_MA || zone_has_just_started(&chair.zones[zone]);
  latches_raise(is_sudden ? STALL : OVERCURRENT, zone, (uint16_t)ma);
}

static void guard_zone(uint8_t zone) {
  const struct readings *readings = &chair.readings;
  if (chair.nonsense_ms[zone] >= NONSENSE_MS) latches_raise(SENSOR, zone, 0);
  else if (readings->is_case_valid[zone] && readings->case_dc[zone] >= CASE_STOP_DC) {
    latches_raise(OVERTEMP, zone, (uint16_t)readings->case_dc[zone]);
  }
  guard_current(zone);
}

static void remember_looks(uint16_t elapsed_ms) {
  chair.looked_ms_ago = (uint16_t)(chair.looked_ms_ago + elapsed_ms);
  if (chair.looked_ms_ago < LOOK_MS) return;
  chair.looked_ms_ago = 0;
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    /* A start may hold a verdict off; what was before it came to the limit still tells a stall then. */
    int16_t ma = winding_ma(zone);
    if (ma < CURRENT_LIMIT_MA) chair.earlier_ma[chair.earliest][zone] = ma;
    chair.earlier_duty[chair.earliest][zone] = chair.readings.duty[zone];
  }
  chair.earliest = (uint8_t)((chair.earliest + 1U) % EARLIER_LOOKS);
}

/* The physical stop has cut the supply already; here is the latch that keeps the chair from going on when it is let go. */
static void guard_emergency_input(void) {
  bool is_open = chair.readings.is_emergency_open;
  if (is_open && !chair.was_emergency_open) report_button(TEXT("estop"));
  if (is_open && !has_fault(ESTOP, NO_ZONE)) chair_emergency_stop();
  chair.was_emergency_open = is_open;
}

static void guard(uint16_t elapsed_ms) {
  guard_emergency_input();
  guard_lease();
  guard_ttl();
  guard_rail(elapsed_ms);
  guard_contradiction(elapsed_ms);
  for (uint8_t zone = 0; zone < ZONES; zone++) guard_zone(zone);
  remember_looks(elapsed_ms);
  latches_clear_passed();
  latches_forget_old();
  if (chair.is_settling && chair_is_still() && is_reached(chair.now_ms, chair.settles_at_ms)) chair.is_settling = false;
}

static uint16_t period(void) {
  if (chair.is_fast && is_reached(chair.now_ms, chair.fast_until_ms + 1)) chair.is_fast = false;
  return chair.is_armed || chair_is_moving() || chair.is_fast ? TELEMETRY_FAST_MS : chair.period_ms;
}

static void speak(void) {
  if (chair.latches.count > 0 && chair.now_ms - chair.latches.told_at_ms >= FAULT_REPEAT_MS) latches_repeat();
  uint16_t period_ms = period();
  uint32_t since_ms = chair.now_ms - chair.told_at_ms;
  if (since_ms < period_ms) return;
  /* What the main loop came late is not added up from line to line. */
  chair.told_at_ms = since_ms < 2 * (uint32_t)period_ms ? chair.told_at_ms + period_ms : chair.now_ms;
  report_telemetry(PORT_TELEMETRY);
}

/* A reading that is nonsense for a moment is what it was before; for longer, it is a fault. */
static void take_readings(const struct readings *readings, uint16_t elapsed_ms) {
  const struct readings before = chair.readings;
  chair.readings = *readings;
  quiet_unfitted(&chair.readings);
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    if (!is_fitted(zone)) continue;
    bool is_sound = readings->is_case_valid[zone] && readings->is_current_valid[zone];
    chair.nonsense_ms[zone] = is_sound ? 0 : (uint8_t)counted(chair.nonsense_ms[zone], elapsed_ms, NONSENSE_MS);
    if (chair.nonsense_ms[zone] >= NONSENSE_MS) continue;
    if (!readings->is_case_valid[zone]) {
      chair.readings.case_dc[zone] = before.case_dc[zone];
      chair.readings.is_case_valid[zone] = before.is_case_valid[zone];
    }
    if (!readings->is_current_valid[zone]) {
      chair.readings.current_ma[zone] = before.current_ma[zone];
      chair.readings.is_current_valid[zone] = before.is_current_valid[zone];
    }
  }
}

void chair_tick(uint32_t now_ms, const struct readings *readings) {
  uint16_t elapsed_ms = (uint16_t)(now_ms - chair.now_ms);
  bool was_occupied = chair.readings.is_occupied;
  chair.now_ms = now_ms;
  take_readings(readings, elapsed_ms);
  for (uint8_t zone = 0; zone < ZONES; zone++) zone_move(&chair.zones[zone], chair.readings.case_dc[zone], elapsed_ms);
  if (readings->is_occupied != was_occupied) report_occupied(readings->is_occupied);
  guard(elapsed_ms);
  speak();
}
