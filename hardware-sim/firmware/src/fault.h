/* The kinds of fault, and what is kept of those that came. */
#ifndef FAULT_H
#define FAULT_H
#include <stdbool.h>
#include <stdint.h>

#include "flash.h"
#include "words.h"

/* The first ones latch on the third within a minute. */
enum fault_code { OVERCURRENT, STALL, UNDERVOLT, OVERVOLT, PASSING_CODES, OVERTEMP = PASSING_CODES, SENSOR, ESTOP, LEASE, CONTRADICTION, FAULT_CODES };

#define NO_ZONE ZONES
/* More at once than a chair can have by accident; what comes after them stops it all the same. */
#define FAULTS_MAX 12
#define RECENT_MAX 3

struct fault {
  uint8_t code;
  uint8_t zone; /* NO_ZONE: the whole chair */
  bool is_latched;
  uint16_t value;
  uint32_t since_ms;
};

struct latches {
  struct fault faults[FAULTS_MAX];
  uint8_t count;
  /* When the faults of each code that does not latch at once came, newest last. */
  uint32_t recent[PASSING_CODES][RECENT_MAX];
  uint8_t recent_count[PASSING_CODES];
  uint32_t told_at_ms;
  uint32_t emergency_told_at_ms;
};

const FLASH char *fault_name(uint8_t code);

/* The code of this name, or FAULT_CODES. */
uint8_t fault_named(const char *word);

#endif
