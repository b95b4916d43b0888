#include "words.h"

#ifndef ZONES_FITTED
#define ZONES_FITTED 7
#endif
_Static_assert((ZONES_FITTED) >= 1 && (ZONES_FITTED) <= 7, "a chair has one to three zones");
uint8_t zones_fitted = ZONES_FITTED;

static const FLASH char zone_names[ZONES][5] = {"back", "seat", "legs"};
static const FLASH char technique_names[TECHNIQUES][9] = {"off", "knead", "tap", "compress", "roll", "press", "vibrate"};

static const FLASH struct rate_range ranges[ZONES][TECHNIQUES] = {
    [ZONE_BACK] = {[KNEAD] = {5, 60}, [TAP] = {100, 750}, [ROLL] = {2, 30}, [PRESS] = {2, 20}, [VIBRATE] = {20, 90}},
    [ZONE_SEAT] = {[COMPRESS] = {1, 20}, [VIBRATE] = {20, 90}},
    [ZONE_LEGS] = {[COMPRESS] = {1, 12}, [ROLL] = {2, 30}, [VIBRATE] = {20, 90}},
};

static const FLASH uint16_t default_rates[TECHNIQUES] = {[KNEAD] = 25, [TAP] = 300, [ROLL] = 12, [VIBRATE] = 45};
static const FLASH uint8_t duties_min[TECHNIQUES] = {
    [KNEAD] = 204, [TAP] = 135, [ROLL] = 145, [VIBRATE] = 77};

const FLASH char *zone_name(uint8_t zone) { return zone_names[zone]; }
const FLASH char *technique_name(uint8_t technique) { return technique_names[technique]; }

uint8_t zone_named(const char *word) {
  uint8_t zone = 0;
  while (zone < ZONES && !(is_fitted(zone) && flash_equals(word, zone_names[zone]))) zone++;
  return zone;
}

uint8_t technique_named(const char *word) {
  uint8_t technique = 0;
  while (technique < TECHNIQUES && !flash_equals(word, technique_names[technique])) technique++;
  return technique;
}

uint8_t count_zones(void) {
  uint8_t count = 0;
  for (uint8_t zone = 0; zone < ZONES; zone++) count = (uint8_t)(count + is_fitted(zone));
  return count;
}

struct rate_range rates_of(uint8_t zone, uint8_t technique) { return ranges[zone][technique]; }
uint16_t default_rate(uint8_t technique) { return default_rates[technique]; }
uint8_t duty_min(uint8_t technique) { return duties_min[technique]; }
