/* The pins of each board, by port and bit; the page of the wiring has the same table. They are no tables of the program: what cuts the
 * outputs in an interrupt depends on no byte of RAM. */
#ifndef BOARD_H
#define BOARD_H
#include <avr/io.h>

/* DO(port, bit, zone) for each. */
#if defined(__AVR_ATmega328P__)
/* Arduino Uno and Nano. */
#define EACH_MOTOR(DO) DO(B, 1, ZONE_BACK) DO(B, 2, ZONE_SEAT) DO(B, 3, ZONE_LEGS)
#define EACH_PUMP(DO) DO(D, 4, ZONE_BACK) DO(D, 5, ZONE_SEAT) DO(D, 6, ZONE_LEGS)
#define EACH_VALVE(DO) DO(D, 7, ZONE_BACK) DO(B, 0, ZONE_SEAT) DO(B, 4, ZONE_LEGS)
#define EMERGENCY(DO) DO(D, 2)
#define EMERGENCY_VECTOR INT0_vect
#define BUTTON(DO) DO(D, 3)
#define OCCUPANCY(DO) DO(B, 5)
#define RECEIVE_VECTOR USART_RX_vect
#define SEND_VECTOR USART_UDRE_vect
/* A Nano has an A6; the chip of an Uno has no such pin. */
#ifdef HAS_RAIL_INPUT
#define ANALOG_INPUTS 7
#define RAIL_INPUT 6
#else
#define ANALOG_INPUTS 6
#endif
#elif defined(__AVR_ATmega2560__)
/* Arduino Mega. */
#define EACH_MOTOR(DO) DO(B, 5, ZONE_BACK) DO(B, 6, ZONE_SEAT) DO(B, 4, ZONE_LEGS)
#define EACH_PUMP(DO) DO(A, 0, ZONE_BACK) DO(A, 1, ZONE_SEAT) DO(A, 2, ZONE_LEGS)
#define EACH_VALVE(DO) DO(A, 3, ZONE_BACK) DO(A, 4, ZONE_SEAT) DO(A, 5, ZONE_LEGS)
#define EMERGENCY(DO) DO(E, 4)
#define EMERGENCY_VECTOR INT4_vect
#define BUTTON(DO) DO(E, 5)
#define OCCUPANCY(DO) DO(A, 6)
#define RECEIVE_VECTOR USART0_RX_vect
#define SEND_VECTOR USART0_UDRE_vect
#define ANALOG_INPUTS 7
#define RAIL_INPUT 6
#else
#error "This board is not known: add its pins."
#endif

#define PIN_HIGH(port, bit, ...) PORT##port |= (uint8_t)(1U << (bit));
#define PIN_LOW(port, bit, ...) PORT##port &= (uint8_t)~(1U << (bit));
#define PIN_OUTPUT(port, bit, ...) DDR##port |= (uint8_t)(1U << (bit));
#define PIN_IS_HIGH(port, bit) ((PIN##port & (1U << (bit))) != 0)

/* Pumps and valves hang at modules that switch on with a high input, or, with SWITCHES_ACTIVE_LOW, at relay boards that switch on
 * with a low one; those need pull-ups, for a pin that floats must be off. */
#ifdef SWITCHES_ACTIVE_LOW
#define SWITCH_ON PIN_LOW
#define SWITCH_OFF PIN_HIGH
#else
#define SWITCH_ON PIN_HIGH
#define SWITCH_OFF PIN_LOW
#endif

#endif
