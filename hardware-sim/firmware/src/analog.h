/* Converter counts (10 bits, 5 V) to readings. False where the count is nonsense: an open or a shorted sensor. */
#ifndef ANALOG_H
#define ANALOG_H
#include <stdbool.h>
#include <stdint.h>

/* An NTC of 10 k (B 3950) to ground under 10 k; 0.1 degC, from -20 to 120 degC. */
bool analog_case(uint16_t counts, int16_t *case_dc);

/* An ACS712 is noisy, and a little off at none. Its counts are smoothed over a few looks, in fourths of a count, and what it shows
 * at power-up, when nothing can flow, is taken for none where that is near enough. */
uint16_t analog_smooth(uint16_t smooth, uint16_t counts);
int16_t analog_zero(uint16_t smooth);

/* The 5 A type: half the supply at none, 185 mV/A; mA, from -1000 to 5200. `counts` is the newest look: nonsense is no matter of
 * smoothing. */
bool analog_current(uint16_t counts, uint16_t smooth, int16_t zero, int16_t *current_ma);

/* A divider of 8; mV. */
int32_t analog_rail(uint16_t counts);

#endif
