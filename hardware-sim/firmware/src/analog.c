#include "analog.h"

#include "flash.h"
#include "ntc_table.h"

#define REFERENCE_MV 5000
#define COUNTS_MAX 1023
#define CASE_MAX_DC 1200
#define CURRENT_MIN_MA (-1000)
#define CURRENT_MAX_MA 5200

static const FLASH uint16_t ntc[NTC_POINTS] = NTC_TABLE;

bool analog_case(uint16_t counts, int16_t *case_dc) {
  *case_dc = 0;
  if (counts > ntc[0] || counts <= ntc[NTC_POINTS - 1]) return false;
  uint8_t at = 0;
  while (counts <= ntc[at + 1]) at++;
  uint16_t drop = (uint16_t)(ntc[at] - ntc[at + 1]);
  uint16_t into = (uint16_t)(ntc[at] - counts);
  *case_dc = (int16_t)(NTC_FIRST_DC + at * NTC_STEP_DC + (int32_t)into * NTC_STEP_DC / drop);
  return *case_dc <= CASE_MAX_DC;
}

bool analog_current(uint16_t counts, int16_t *current_ma) {
  int32_t mv = (int32_t)counts * REFERENCE_MV / COUNTS_MAX;
  int32_t ma = (mv - REFERENCE_MV / 2) * 1000 / 185;
  *current_ma = (int16_t)(ma < 0 && ma > CURRENT_MIN_MA ? 0 : ma);
  return ma >= CURRENT_MIN_MA && ma <= CURRENT_MAX_MA;
}

int32_t analog_rail(uint16_t counts) { return (int32_t)counts * REFERENCE_MV / COUNTS_MAX * 8; }
