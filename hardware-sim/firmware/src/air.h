/* An air bag with a pump and a valve. Nothing measures its pressure: it is reckoned from the time that the pump has run. */
#ifndef AIR_H
#define AIR_H
#include <stdbool.h>
#include <stdint.h>

/* Of a full bag; a bag under the tenth part no longer squeezes. */
#define AIR_FULL ((uint32_t)96000)
#define AIR_EMPTY (AIR_FULL / 10)

struct air {
  uint16_t phase_ms;       /* within the cycle */
  uint16_t closed_ms;      /* without a vent */
  uint16_t vent_left_ms;   /* before the bag may be blown up again */
  uint32_t pressure;       /* 0 to AIR_FULL */
  bool pump;
  bool is_valve_closed;
};

/* Moves the bag on by at most 50 ms. `level` 0-25600 is its peak, 0 lets go; `rate` in cycles/min, 0 holds steadily. True when the
 * valve has been closed for as long as it may be. */
bool air_move(struct air *air, uint16_t level, uint16_t rate, uint16_t elapsed_ms);

#endif
