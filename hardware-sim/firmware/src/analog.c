#include "analog.h"

#include "flash.h"
#include "ntc_table.h"

#define REFERENCE_MV 5000
#define COUNTS_MAX 1023
#define CASE_MAX_DC 1200
#define CURRENT_MIN_MA (-1000)
#define CURRENT_MAX_MA 5200
#define ZERO_COUNTS 512
/* 160 mA: what flows beyond that at power-up is no error of the sensor. */
#define ZERO_PARTS_MAX (6 * PARTS)
/* 2.5 A: what a look is further away than that counts as no further, so that a spike stays one. */
#define STEP_COUNTS_MAX 95

static const FLASH uint16_t ntc[NTC_POINTS] = NTC_TABLE;

static bool read_case(uint16_t counts, int16_t *case_dc) {
  *case_dc = 0;
  if (counts > ntc[0] || counts <= ntc[NTC_POINTS - 1]) return false;
  uint8_t at = 0;
  while (counts <= ntc[at + 1]) at++;
  uint16_t drop = (uint16_t)(ntc[at] - ntc[at + 1]);
  uint16_t into = (uint16_t)(ntc[at] - counts);
  *case_dc = (int16_t)(NTC_FIRST_DC + at * NTC_STEP_DC + (int32_t)into * NTC_STEP_DC / drop);
  return *case_dc <= CASE_MAX_DC;
}

bool analog_case(uint16_t counts, uint16_t smooth, int16_t *case_dc) {
  return read_case(counts, case_dc) && read_case(smooth / PARTS, case_dc);
}

uint16_t analog_smooth(uint16_t smooth, uint16_t counts) {
  if (smooth == 0) return (uint16_t)(counts * PARTS);
  int16_t step = (int16_t)(counts - (smooth + PARTS / 2) / PARTS);
  if (step > STEP_COUNTS_MAX) step = STEP_COUNTS_MAX;
  if (step < -STEP_COUNTS_MAX) step = -STEP_COUNTS_MAX;
  return (uint16_t)((int16_t)smooth + step);
}

uint16_t analog_smooth_duty(uint16_t smooth, uint8_t duty) { return (uint16_t)(smooth + duty - smooth / PARTS); }
uint8_t analog_duty(uint16_t smooth) { return (uint8_t)(smooth / PARTS); }

int16_t analog_zero(uint16_t smooth) {
  int16_t offset = (int16_t)((int16_t)smooth - ZERO_COUNTS * PARTS);
  return offset >= -ZERO_PARTS_MAX && offset <= ZERO_PARTS_MAX ? offset : 0;
}

/* A current of so many parts of a count over none, mA. */
static int32_t milliamperes(int32_t parts) { return parts * REFERENCE_MV / COUNTS_MAX * 1000 / (185 * PARTS); }

bool analog_current(const struct current *current, int16_t *current_ma) {
  int32_t newest_ma = milliamperes(((int32_t)current->counts - ZERO_COUNTS) * PARTS);
  int32_t ma = milliamperes((int32_t)current->smooth - ZERO_COUNTS * PARTS - current->zero);
  *current_ma = (int16_t)(ma < 0 ? 0 : ma);
  if (current->is_driven) return newest_ma >= -CURRENT_MAX_MA;
  return newest_ma >= CURRENT_MIN_MA && newest_ma <= CURRENT_MAX_MA;
}

int32_t analog_rail(uint16_t smooth) { return (int32_t)smooth * REFERENCE_MV / COUNTS_MAX * 8 / PARTS; }
