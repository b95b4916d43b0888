#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "analog.h"
#include "board.h"
#include "clp.h"
#include "hal.h"
#include "port.h"

#ifndef BAUD
#define BAUD 115200UL
#endif

static const struct pin motors[ZONES] = MOTOR_PINS;
static const struct pin pumps[ZONES] = PUMP_PINS;
static const struct pin valves[ZONES] = VALVE_PINS;
static const struct pin emergency = EMERGENCY_PIN;
static const struct pin button = BUTTON_PIN;
static const struct pin occupancy = OCCUPANCY_PIN;

static uint16_t EEMEM stored_boot = 0;

/* Enough for the smoothing to settle: 20 ms. */
#define ROUNDS_BEFORE_START 32

#define RECEIVED_MAX 128U
#define SENT_MAX 256U
static volatile uint8_t received[RECEIVED_MAX];
static volatile uint8_t received_in;
static volatile uint8_t received_out;
static volatile bool is_damaged;
static volatile uint8_t sent[SENT_MAX];
static volatile uint8_t sent_in;
static volatile uint8_t sent_out;

/* Motor pins that no timer drives follow their ports, which are low. */
#define FAST_PWM_1 (1 << WGM10)
#define FAST_PWM_2 ((1 << WGM21) | (1 << WGM20))

static volatile uint32_t now_ms;
static volatile bool is_cut;
static uint16_t samples[ANALOG_INPUTS];
static uint16_t smooth[ZONES];
static int16_t zeros[ZONES];
static uint8_t sampling;
static uint8_t rounds;

/* Kept from before main: the watchdog goes on after a reset of its own, and the boot loader may have cleared the register. */
static uint8_t boot_flags __attribute__((section(".noinit")));

void quiet_start(void) __attribute__((naked, used, section(".init3")));
void quiet_start(void) {
  boot_flags = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

static inline void pin_set(struct pin pin, bool is_high) {
  if (is_high) PORT_OF(pin) |= (uint8_t)(1U << pin.bit);
  else PORT_OF(pin) &= (uint8_t)~(1U << pin.bit);
}

static inline bool pin_read(struct pin pin) { return (PIN_OF(pin) & (1U << pin.bit)) != 0; }

/* Takes the motor pins off their timers and everything low. Short, for it runs in interrupts. */
static inline void cut(void) {
  is_cut = true;
  TCCR1A = FAST_PWM_1;
  TCCR2A = FAST_PWM_2;
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    pin_set(motors[zone], false);
    pin_set(pumps[zone], false);
    pin_set(valves[zone], false);
  }
}

static void init_outputs(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    const struct pin pins[] = {motors[zone], pumps[zone], valves[zone]};
    for (uint8_t at = 0; at < 3; at++) {
      pin_set(pins[at], false);
      DDR_OF(pins[at]) |= (uint8_t)(1U << pins[at].bit);
    }
  }
}

static void init_inputs(void) {
  pin_set(emergency, true);
  pin_set(button, true);
#if defined(__AVR_ATmega328P__)
  EICRA = (1 << ISC01) | (1 << ISC00);
  EIFR = (1 << INTF0);
  EIMSK = (1 << INT0);
#else
  EICRB = (1 << ISC41) | (1 << ISC40);
  EIFR = (1 << INTF4);
  EIMSK = (1 << INT4);
#endif
}

/* Fast PWM of 7.8 kHz on timers 1 and 2, which no driver board is too slow for; a tick of 1 ms on timer 0. */
static void init_timers(void) {
  TCCR1A = FAST_PWM_1;
  TCCR1B = (1 << WGM12) | (1 << CS11);
  TCCR2A = FAST_PWM_2;
  TCCR2B = (1 << CS21);
  TCCR0A = (1 << WGM01);
  TCCR0B = (1 << CS01) | (1 << CS00);
  OCR0A = F_CPU / 64UL / 1000UL - 1UL;
  TIMSK0 = (1 << OCIE0A);
}

static void init_line(void) {
  UCSR0A = (1 << U2X0);
  UBRR0 = (uint16_t)((F_CPU + BAUD * 4UL) / (BAUD * 8UL) - 1UL);
  UCSR0C = (1 << UCSZ01) | (1 << UCSZ00);
  UCSR0B = (1 << RXEN0) | (1 << TXEN0) | (1 << RXCIE0);
}

static void select_input(uint8_t input) {
  ADMUX = (uint8_t)((1 << REFS0) | input);
  ADCSRA |= (1 << ADSC);
}

void hal_init(void) {
  init_outputs();
  init_inputs();
  init_timers();
  init_line();
  ADCSRA = (1 << ADEN) | (1 << ADPS2) | (1 << ADPS1) | (1 << ADPS0);
  select_input(0);
  set_sleep_mode(SLEEP_MODE_IDLE);
  wdt_enable(WDTO_250MS);
  sei();
}

ISR(TIMER0_COMPA_vect) { now_ms++; }

ISR(EMERGENCY_VECTOR) { cut(); }

/* The emergency byte acts here, before anything else of the line is looked at. */
ISR(RECEIVE_VECTOR) {
  uint8_t state = UCSR0A;
  uint8_t byte = UDR0;
  if ((state & ((1 << FE0) | (1 << DOR0))) != 0) is_damaged = true;
  else if (byte == EMERGENCY_BYTE) cut();
  uint8_t next = (uint8_t)((received_in + 1U) % RECEIVED_MAX);
  if (next == received_out) {
    is_damaged = true;
    return;
  }
  received[received_in] = byte;
  received_in = next;
}

ISR(SEND_VECTOR) {
  UDR0 = sent[sent_out];
  sent_out++;
  if (sent_out == sent_in) UCSR0B &= (uint8_t)~(1 << UDRIE0);
}

uint32_t hal_now_ms(void) {
  uint32_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = now_ms; }
  return now;
}

enum boot_reason hal_boot_reason(void) {
  if ((boot_flags & (1 << WDRF)) != 0) return BOOT_WATCHDOG;
  if ((boot_flags & (1 << PORF)) != 0) return BOOT_POWER;
  if ((boot_flags & (1 << BORF)) != 0) return BOOT_BROWNOUT;
  return BOOT_RESET;
}

uint16_t hal_count_boot(void) {
  uint16_t boot = (uint16_t)(eeprom_read_word(&stored_boot) + 1U);
  eeprom_update_word(&stored_boot, boot);
  return boot;
}

void hal_sample(void) {
  if ((ADCSRA & (1 << ADSC)) != 0) return;
  samples[sampling] = ADC;
  uint8_t zone = (uint8_t)(sampling - ZONES);
  if (zone < ZONES) smooth[zone] = analog_smooth(smooth[zone], samples[sampling]);
  sampling++;
  if (sampling == ANALOG_INPUTS) {
    sampling = 0;
    if (rounds < ROUNDS_BEFORE_START) rounds++;
  }
  select_input(sampling);
}

bool hal_has_sampled(void) { return rounds == ROUNDS_BEFORE_START; }

void hal_take_zeros(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) zeros[zone] = analog_zero(smooth[zone]);
}

void hal_read(struct readings *readings) {
  for (uint8_t zone = 0; zone < ZONES; zone++) {
    readings->is_case_valid[zone] = analog_case(samples[zone], &readings->case_dc[zone]);
    readings->is_current_valid[zone] = analog_current(samples[ZONES + zone], smooth[zone], zeros[zone], &readings->current_ma[zone]);
  }
#ifdef RAIL_INPUT
  readings->has_rail = true;
  readings->rail_mv = analog_rail(samples[RAIL_INPUT]);
#else
  readings->has_rail = false;
#endif
  readings->is_occupied = pin_read(occupancy);
  readings->is_emergency_open = pin_read(emergency);
}

bool hal_is_button_down(void) { return !pin_read(button); }

enum hal_byte hal_receive(uint8_t *byte) {
  bool was_damaged;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    was_damaged = is_damaged;
    is_damaged = false;
  }
  if (was_damaged) return HAL_DAMAGED;
  if (received_out == received_in) return HAL_NOTHING;
  *byte = received[received_out];
  received_out = (uint8_t)((received_out + 1U) % RECEIVED_MAX);
  return HAL_BYTE;
}

static uint8_t room_to_send(void) { return (uint8_t)(sent_out - sent_in - 1U); }

/* Telemetry that does not fit is lost; an answer waits, for the line moves on by itself: 160 bytes take 14 ms. */
void port_send(const char *line, uint8_t length, bool is_droppable) {
  while (room_to_send() < length) {
    if (is_droppable) return;
  }
  for (uint8_t at = 0; at < length; at++) sent[sent_in++] = (uint8_t)line[at];
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { UCSR0B |= (1 << UDRIE0); }
}

static void set_motors(const struct zone zones[ZONES]) {
  uint8_t timer1 = FAST_PWM_1;
  uint8_t timer2 = FAST_PWM_2;
  OCR1A = zones[ZONE_BACK].out.duty;
  OCR1B = zones[ZONE_SEAT].out.duty;
  OCR2A = zones[ZONE_LEGS].out.duty;
  if (zones[ZONE_BACK].out.duty > 0) timer1 |= (1 << COM1A1);
  if (zones[ZONE_SEAT].out.duty > 0) timer1 |= (1 << COM1B1);
  if (zones[ZONE_LEGS].out.duty > 0) timer2 |= (1 << COM2A1);
  TCCR1A = timer1;
  TCCR2A = timer2;
}

void hal_set_outputs(const struct zone zones[ZONES]) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (!is_cut) {
      set_motors(zones);
      for (uint8_t zone = 0; zone < ZONES; zone++) {
        pin_set(pumps[zone], zones[zone].out.pump);
        pin_set(valves[zone], zones[zone].out.is_valve_closed);
      }
    }
  }
}

bool hal_is_cut(void) { return is_cut; }
void hal_uncut(void) { is_cut = false; }
void hal_feed_watchdog(void) { wdt_reset(); }

void hal_sleep(void) {
  cli();
  if (received_out == received_in) {
    sleep_enable();
    sei();
    sleep_cpu();
    sleep_disable();
  }
  sei();
}
