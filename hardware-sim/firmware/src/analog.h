/* Converter counts (10 bits, 5 V) to readings. False where the newest count is nonsense: an open or a shorted sensor. */
#ifndef ANALOG_H
#define ANALOG_H
#include <stdbool.h>
#include <stdint.h>

/* Counts are smoothed in parts of one: at a look every 0.7 ms two thirds of a change are there after 22 ms. */
#define PARTS 32

/* Brushes and chopped currents are noisy. */
uint16_t analog_smooth(uint16_t smooth, uint16_t counts);

/* The duty that belongs to a smoothed current: smoothed alike, look by look. 0-255. */
uint16_t analog_smooth_duty(uint16_t smooth, uint8_t duty);
uint8_t analog_duty(uint16_t smooth);

/* An NTC of 10 k (B 3950) to ground under 10 k; 0.1 degC, from -20 to 120 degC. */
bool analog_case(uint16_t counts, uint16_t smooth, int16_t *case_dc);

/* What an ACS712 shows at power-up, when nothing can flow, is taken for none where that is near enough. */
int16_t analog_zero(uint16_t smooth);

struct current {
  uint16_t counts;
  uint16_t smooth;
  int16_t zero;
  /* A motor that is caught may take more than the sensor shows, and one that is slowed down gives some back. */
  bool is_driven;
};

/* The 5 A type: half the supply at none, 185 mV/A; mA, from -1000 to 5200, and from -5200 to whatever it shows while driven. */
bool analog_current(const struct current *current, int16_t *current_ma);

/* A divider of 8; mV. */
int32_t analog_rail(uint16_t smooth);

#endif
