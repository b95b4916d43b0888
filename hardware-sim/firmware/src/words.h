/* The words of the line, and what this chair can do with them. */
#ifndef WORDS_H
#define WORDS_H
#include <stdbool.h>
#include <stdint.h>

#include "flash.h"

enum { ZONE_BACK, ZONE_SEAT, ZONE_LEGS, ZONES };

/* A bit for each zone that this chair has; the others are no word of its line, and their sensors are not read. */
extern uint8_t zones_fitted;
static inline bool is_fitted(uint8_t zone) { return (zones_fitted >> zone & 1U) != 0; }
uint8_t count_zones(void);

/* In the order in which CAPS names them. */
enum technique { TECHNIQUE_OFF, KNEAD, TAP, COMPRESS, ROLL, PRESS, VIBRATE, TECHNIQUES };

struct rate_range {
  uint16_t min;
  uint16_t max; /* 0: the zone does not have the technique */
};

const FLASH char *zone_name(uint8_t zone);
const FLASH char *technique_name(uint8_t technique);

/* The fitted zone or the technique of this name, or ZONES or TECHNIQUES. */
uint8_t zone_named(const char *word);
uint8_t technique_named(const char *word);

struct rate_range rates_of(uint8_t zone, uint8_t technique);

/* What a technique does at rate 0; air holds steadily instead. */
uint16_t default_rate(uint8_t technique);

/* Duty of 255 at level 1, where a motor just works; below it, it would stall and heat. A pump has none. */
uint8_t duty_min(uint8_t technique);

static inline bool is_air(uint8_t technique) { return technique == PRESS || technique == COMPRESS; }

#endif
