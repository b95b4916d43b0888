#include "analog.h"

#include "flash.h"
#include "ntc_table.h"

#define REFERENCE_MV 5000
#define COUNTS_MAX 1023
#define CASE_MAX_DC 1200
#define CURRENT_MIN_MA (-1000)
#define CURRENT_MAX_MA 5200
#define FOURTHS 4
#define ZERO_COUNTS 512
/* 160 mA: what flows beyond that at power-up is no error of the sensor. */
#define ZERO_FOURTHS_MAX 24

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

uint16_t analog_smooth(uint16_t smooth, uint16_t counts) {
  if (smooth == 0) return (uint16_t)(counts * FOURTHS);
  return (uint16_t)(smooth + counts - smooth / FOURTHS);
}

int16_t analog_zero(uint16_t smooth) {
  int16_t offset = (int16_t)((int16_t)smooth - ZERO_COUNTS * FOURTHS);
  return offset >= -ZERO_FOURTHS_MAX && offset <= ZERO_FOURTHS_MAX ? offset : 0;
}

/* A current of so many fourths of a count over none, mA. */
static int32_t milliamperes(int32_t fourths) { return fourths * REFERENCE_MV / COUNTS_MAX * 1000 / (185 * FOURTHS); }

bool analog_current(uint16_t counts, uint16_t smooth, int16_t zero, int16_t *current_ma) {
  int32_t newest_ma = milliamperes(((int32_t)counts - ZERO_COUNTS) * FOURTHS);
  int32_t ma = milliamperes((int32_t)smooth - ZERO_COUNTS * FOURTHS - zero);
  *current_ma = (int16_t)(ma < 0 && ma > CURRENT_MIN_MA ? 0 : ma);
  return newest_ma >= CURRENT_MIN_MA && newest_ma <= CURRENT_MAX_MA;
}

int32_t analog_rail(uint16_t counts) { return (int32_t)counts * REFERENCE_MV / COUNTS_MAX * 8; }
