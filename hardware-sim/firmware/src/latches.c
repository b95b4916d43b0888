#include "latches.h"

#include <string.h>

#include "report.h"
#include "state.h"

/* The third of its kind within a minute latches. */
static bool counts_as_latch(uint8_t code) {
  if (code >= PASSING_CODES) return true;
  struct latches *latches = &chair.latches;
  uint32_t *recent = latches->recent[code];
  uint8_t kept = latches->recent_count[code];
  if (kept == RECENT_MAX) {
    memmove(recent, recent + 1, sizeof recent[0] * (RECENT_MAX - 1));
    kept--;
  }
  recent[kept++] = chair.now_ms;
  latches->recent_count[code] = kept;
  return kept >= LATCH_COUNT;
}

void latches_forget_old(void) {
  struct latches *latches = &chair.latches;
  for (uint8_t code = 0; code < PASSING_CODES; code++) {
    uint32_t *recent = latches->recent[code];
    while (latches->recent_count[code] > 0 && chair.now_ms - recent[0] >= LATCH_WINDOW_MS) {
      latches->recent_count[code]--;
      memmove(recent, recent + 1, sizeof recent[0] * latches->recent_count[code]);
    }
  }
}

static void let_zones_go(uint8_t code, uint8_t zone) {
  for (uint8_t each = 0; each < ZONES; each++) {
    if (each == zone && (code == STALL || code == OVERCURRENT)) zone_cut(&chair.zones[each]);
    else zone_release(&chair.zones[each], OWN_RAMP_MS);
  }
}

void latches_raise(uint8_t code, uint8_t zone, uint16_t value) {
  struct latches *latches = &chair.latches;
  if (has_fault(code, zone)) return;
  chair.is_armed = false;
  chair_speak_fast();
  let_zones_go(code, zone);
  /* The last place is for the emergency stop. */
  if (latches->count >= FAULTS_MAX - (code == ESTOP ? 0 : 1)) return;
  struct fault *fault = &latches->faults[latches->count++];
  *fault = (struct fault){code, zone, counts_as_latch(code), value, chair.now_ms};
  latches->told_at_ms = chair.now_ms;
  report_fault(fault);
}

void latches_repeat(void) {
  chair.latches.told_at_ms = chair.now_ms;
  for (uint8_t at = 0; at < chair.latches.count; at++) report_fault(&chair.latches.faults[at]);
}

/* True where what raised the fault is no longer there. */
static bool is_gone(const struct fault *fault) {
  const struct readings *readings = &chair.readings;
  bool is_rested = chair.now_ms - fault->since_ms >= FAULT_CLEAR_MS && !chair_is_moving();
  switch (fault->code) {
    case ESTOP:
      return !chair_is_moving() && !readings->is_emergency_open;
    case LEASE:
      return true;
    case UNDERVOLT:
      return is_rested && readings->rail_mv >= RAIL_MV_MIN + RAIL_HYSTERESIS_MV;
    case OVERVOLT:
      return is_rested && readings->rail_mv <= RAIL_MV_MAX - RAIL_HYSTERESIS_MV;
    case CONTRADICTION:
      return fault->zone == NO_ZONE ? chair.welded_ms == 0 : chair.ghost_ms == 0;
    case OVERTEMP:
      return readings->is_case_valid[fault->zone] && readings->case_dc[fault->zone] < CASE_DERATE_DC;
    case SENSOR:
      return readings->is_case_valid[fault->zone] && readings->is_current_valid[fault->zone];
    default:
      return is_rested;
  }
}

static void remove_at(uint8_t at) {
  struct latches *latches = &chair.latches;
  latches->count--;
  memmove(&latches->faults[at], &latches->faults[at + 1], sizeof latches->faults[0] * (size_t)(latches->count - at));
}

void latches_clear_passed(void) {
  for (uint8_t at = 0; at < chair.latches.count;) {
    struct fault fault = chair.latches.faults[at];
    if (fault.is_latched || !is_gone(&fault)) {
      at++;
      continue;
    }
    remove_at(at);
    report_clear(fault.code, fault.zone);
  }
}

bool latches_reset(uint8_t code, void (*answer)(void)) {
  struct latches *latches = &chair.latches;
  bool was_latched = false;
  for (uint8_t at = 0; at < latches->count; at++) {
    const struct fault *fault = &latches->faults[at];
    if (fault->code != code) continue;
    if (!is_gone(fault)) return false;
    was_latched = was_latched || fault->is_latched;
  }
  uint8_t zones[ZONES + 1];
  uint8_t cleared = 0;
  for (uint8_t at = 0; at < latches->count;) {
    if (latches->faults[at].code != code) {
      at++;
      continue;
    }
    zones[cleared++] = latches->faults[at].zone;
    remove_at(at);
  }
  if (was_latched && code < PASSING_CODES) latches->recent_count[code] = 0;
  answer();
  for (uint8_t at = 0; at < cleared; at++) report_clear(code, zones[at]);
  return true;
}
