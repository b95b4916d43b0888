/* What the divider of a 10 k NTC (B 3950, to ground) and 10 k (to the reference) gives a 10-bit converter at -20 degC and every
 * ten degrees more. Falls with the temperature. */
#define NTC_FIRST_DC (-200)
#define NTC_STEP_DC 100
#define NTC_POINTS 16
#define NTC_TABLE { 934, 873, 788, 684, 569, 456, 354, 270, 204, 153, 115, 87, 67, 51, 40, 31 }
