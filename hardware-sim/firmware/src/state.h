/* What the chair is and knows, below everything that decides: the others read and change it, and it calls none of them. One chair
 * a program, so its state is one object. */
#ifndef STATE_H
#define STATE_H
#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "figures.h"
#include "words.h"
#include "zone.h"

enum boot_reason { BOOT_POWER, BOOT_WATCHDOG, BOOT_BROWNOUT, BOOT_RESET };

/* What the sensors say. A reading that is not valid is nonsense, and a fault. */
struct readings {
  int16_t case_dc[ZONES];
  bool is_case_valid[ZONES];
  int16_t current_ma[ZONES]; /* from the supply */
  bool is_current_valid[ZONES];
  /* What the output did over the same time as its current was smoothed: of 255, a pump all of it. */
  uint8_t duty[ZONES];
  int32_t rail_mv;
  bool has_rail;
  bool is_occupied;
  bool is_emergency_open; /* the physical stop is pressed, or its wire is broken */
};

#define EARLIER_LOOKS (STALL_RISE_MS / LOOK_MS)
#define SURGE_LOOKS (SURGE_MS / LOOK_MS)

struct chair {
  uint32_t now_ms;
  uint16_t boot;
  char id[ID_LENGTH_MAX + 1];
  struct readings readings;
  struct zone zones[ZONES];
  struct latches latches;
  bool is_greeted;
  bool is_armed;
  uint32_t lease_ends_at_ms;
  uint8_t nonsense_ms[ZONES];
  /* Between HELLO, or a stop by the chair's own button, and the moment in which everything is still; not before `settles_at_ms`. */
  bool is_settling;
  uint32_t settles_at_ms;
  bool is_fast;
  uint32_t fast_until_ms;
  uint16_t period_ms;
  uint32_t told_at_ms;
  uint16_t rail_bad_ms;
  uint16_t unpowered_ms;
  uint16_t welded_ms;
  uint16_t ghost_ms;
  bool was_emergency_open;
  /* For telling a stall from an overload, and a start from both: currents of the windings and duties of the last STALL_RISE_MS, in a
   * ring. One look alone would be too young for a stall that began just before it. */
  int16_t earlier_ma[EARLIER_LOOKS][ZONES];
  uint8_t earlier_duty[EARLIER_LOOKS][ZONES];
  uint8_t earliest;
  uint16_t looked_ms_ago;
};

extern struct chair chair;

bool chair_is_moving(void);
/* Nothing drives, and every motor has come to rest. */
bool chair_is_still(void);

/* Stays quick for a while after STOP, HELLO, ESTOP and a fault, so that a host can see the chair come to rest. */
void chair_speak_fast(void);

/* True while this fault is in force. */
bool has_fault(uint8_t code, uint8_t zone);

static inline bool is_reached(uint32_t now_ms, uint32_t at_ms) { return (int32_t)(now_ms - at_ms) >= 0; }

#endif
