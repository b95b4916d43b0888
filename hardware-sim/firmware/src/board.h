/* The pins of each board; the README has the same table. */
#ifndef BOARD_H
#define BOARD_H
#include <avr/io.h>

struct pin {
  volatile uint8_t *port;
  uint8_t bit;
};

/* The registers of a port follow each other: PIN, DDR, PORT. */
#define PIN_OF(pin) (*((pin).port - 2))
#define DDR_OF(pin) (*((pin).port - 1))
#define PORT_OF(pin) (*(pin).port)

#if defined(__AVR_ATmega328P__)
/* Arduino Uno and Nano. */
#define MOTOR_PINS {{&PORTB, PB1}, {&PORTB, PB2}, {&PORTB, PB3}}
#define PUMP_PINS {{&PORTD, PD4}, {&PORTD, PD5}, {&PORTD, PD6}}
#define VALVE_PINS {{&PORTD, PD7}, {&PORTB, PB0}, {&PORTB, PB4}}
#define EMERGENCY_PIN {&PORTD, PD2}
#define EMERGENCY_VECTOR INT0_vect
#define BUTTON_PIN {&PORTD, PD3}
#define OCCUPANCY_PIN {&PORTB, PB5}
#define RECEIVE_VECTOR USART_RX_vect
#define SEND_VECTOR USART_UDRE_vect
#define ANALOG_INPUTS 6
#elif defined(__AVR_ATmega2560__)
/* Arduino Mega. */
#define MOTOR_PINS {{&PORTB, PB5}, {&PORTB, PB6}, {&PORTB, PB4}}
#define PUMP_PINS {{&PORTA, PA0}, {&PORTA, PA1}, {&PORTA, PA2}}
#define VALVE_PINS {{&PORTA, PA3}, {&PORTA, PA4}, {&PORTA, PA5}}
#define EMERGENCY_PIN {&PORTE, PE4}
#define EMERGENCY_VECTOR INT4_vect
#define BUTTON_PIN {&PORTE, PE5}
#define OCCUPANCY_PIN {&PORTA, PA6}
#define RECEIVE_VECTOR USART0_RX_vect
#define SEND_VECTOR USART0_UDRE_vect
#define ANALOG_INPUTS 7
#define RAIL_INPUT 6
#else
#error "This board is not known: add its pins."
#endif

#endif
