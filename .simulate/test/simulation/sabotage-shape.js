export const shortStormMinutes = 6;
/** Long enough for rests and for the day's minutes. */
export const longStormMinutes = 40;
