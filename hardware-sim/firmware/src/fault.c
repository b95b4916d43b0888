#include "fault.h"

static const FLASH char names[FAULT_CODES][14] = {"overcurrent", "stall", "undervolt", "overvolt",     "overtemp",
                                                  "sensor",      "estop", "lease",     "contradiction"};

const FLASH char *fault_name(uint8_t code) { return names[code]; }

uint8_t fault_named(const char *word) {
  uint8_t code = 0;
  while (code < FAULT_CODES && !flash_equals(word, names[code])) code++;
  return code;
}
