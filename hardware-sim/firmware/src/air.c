#include "air.h"

#include "figures.h"

enum phase { INFLATE, HOLD, VENT };

static uint32_t period_of(uint16_t rate) { return (uint32_t)60000 / rate; }

/* Half of a cycle inflates, a fifth holds, the rest vents; no bag is closed for over 20 s. */
static enum phase phase_at(uint32_t at_ms, uint32_t period_ms) {
  uint32_t blow_ms = period_ms / 2 < AIR_INFLATE_MS ? period_ms / 2 : AIR_INFLATE_MS;
  uint32_t hold_ms = period_ms / 5;
  if (hold_ms > AIR_STEADY_MS_MAX - blow_ms) hold_ms = AIR_STEADY_MS_MAX - blow_ms;
  if (at_ms < blow_ms) return INFLATE;
  return at_ms < blow_ms + hold_ms ? HOLD : VENT;
}

static enum phase turn(struct air *air, bool is_on, uint16_t rate, uint16_t elapsed_ms) {
  if (!is_on || rate == 0) {
    air->phase_ms = 0;
    return is_on ? INFLATE : VENT;
  }
  uint32_t period_ms = period_of(rate);
  uint32_t at_ms = (uint32_t)air->phase_ms + elapsed_ms;
  while (at_ms >= period_ms) at_ms -= period_ms;
  air->phase_ms = (uint16_t)at_ms;
  return phase_at(at_ms, period_ms);
}

static void breathe(struct air *air, uint16_t elapsed_ms) {
  if (air->pump) {
    air->pressure += 16U * (uint32_t)elapsed_ms;
    if (air->pressure > AIR_FULL) air->pressure = AIR_FULL;
  } else if (!air->is_valve_closed) {
    uint32_t lost = air->pressure * elapsed_ms / AIR_DECAY_MS;
    air->pressure = air->pressure < AIR_FULL / 200 ? 0 : air->pressure - lost;
  }
}

static void count_closed(struct air *air, bool is_venting, uint16_t elapsed_ms) {
  bool is_empty = !air->is_valve_closed && air->vent_left_ms == 0 && (air->pressure < AIR_EMPTY || is_venting);
  if (is_empty) air->closed_ms = 0;
  else if (air->is_valve_closed && air->closed_ms < AIR_STEADY_MS_MAX) air->closed_ms = (uint16_t)(air->closed_ms + elapsed_ms);
}

bool air_move(struct air *air, uint16_t level, uint16_t rate, uint16_t elapsed_ms) {
  bool is_on = level > 0;
  enum phase now = turn(air, is_on, rate, elapsed_ms);
  uint32_t peak = AIR_FULL / 100 * level / 256;
  /* A closed bag does not let go of less than a twentieth over its aim, and no pump starts for less than one under it: each start
   * takes its locked current, and a ramp would bring one every few ms. */
  uint32_t slack = AIR_FULL / 20;
  uint32_t missing = slack < peak / 2 ? slack : peak / 2;
  bool is_wanted = air->pressure < (air->pump ? peak : peak - missing);
  air->is_valve_closed = now != VENT && air->pressure <= peak + slack;
  air->pump = air->is_valve_closed && now == INFLATE && is_wanted;
  breathe(air, elapsed_ms);
  air->vent_left_ms = air->vent_left_ms > elapsed_ms ? (uint16_t)(air->vent_left_ms - elapsed_ms) : 0;
  count_closed(air, is_on && now == VENT, elapsed_ms);
  return air->closed_ms >= AIR_STEADY_MS_MAX;
}
