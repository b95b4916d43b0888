/* Converter counts (10 bits, 5 V) to readings. False where the count is nonsense: an open or a shorted sensor. */
#ifndef ANALOG_H
#define ANALOG_H
#include <stdbool.h>
#include <stdint.h>

/* An NTC of 10 k (B 3950) to ground under 10 k; 0.1 degC, from -20 to 120 degC. */
bool analog_case(uint16_t counts, int16_t *case_dc);

/* An ACS712 of 5 A: 2.5 V at none, 185 mV/A; mA, from -1000 to 5200. */
bool analog_current(uint16_t counts, int16_t *current_ma);

/* A divider of 8; mV. */
int32_t analog_rail(uint16_t counts);

#endif
