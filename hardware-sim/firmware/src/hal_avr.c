#include <avr/eeprom.h>
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "analog.h"
#include "board.h"
#include "boots.h"
#include "clp.h"
#include "hal.h"
#include "port.h"

#ifndef BAUD
#define BAUD 115200UL
#endif

/* What the clock shows at power-up: something else than 0 only where a test wants to see it wrap. */
#ifndef CLOCK_STARTS_AT_MS
#define CLOCK_STARTS_AT_MS 0
#endif

static uint16_t EEMEM stored_boots[BOOT_SLOTS];

/* Enough for the smoothing to settle, and for the middle of a sensor's noise: 60 ms. */
#define ROUNDS_BEFORE_START 100

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

static volatile uint32_t now_ms = CLOCK_STARTS_AT_MS;
static volatile bool is_cut;
static volatile uint16_t samples[ANALOG_INPUTS];
static volatile uint16_t smooth[ANALOG_INPUTS];
static volatile uint8_t duties[ZONES];
static volatile uint16_t smooth_duties[ZONES];
static int16_t zeros[ZONES];
static volatile uint8_t sampling;
static volatile uint8_t rounds;

/* Kept from before main: the watchdog goes on after a reset of its own, and the boot loader may have cleared the register. */
static uint8_t boot_flags __attribute__((section(".noinit")));

void quiet_start(void) __attribute__((naked, used, section(".init3")));
void quiet_start(void) {
  boot_flags = MCUSR;
  MCUSR = 0;
  wdt_disable();
}

/* Takes the motor pins off their timers and everything off. Short, for it runs in interrupts. */
static inline __attribute__((always_inline)) void cut(void) {
  is_cut = true;
  TCCR1A = FAST_PWM_1;
  TCCR2A = FAST_PWM_2;
  EACH_MOTOR(PIN_LOW)
  EACH_PUMP(SWITCH_OFF)
  EACH_VALVE(SWITCH_OFF)
}

static void init_outputs(void) {
  cut();
  is_cut = false;
  EACH_MOTOR(PIN_OUTPUT)
  EACH_PUMP(PIN_OUTPUT)
  EACH_VALVE(PIN_OUTPUT)
}

static void init_inputs(void) {
  EMERGENCY(PIN_HIGH)
  BUTTON(PIN_HIGH)
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
  ADCSRA = (1 << ADEN) | (1 << ADIE) | (1 << ADPS2) | (1 << ADPS1) | (1 << ADPS0);
  select_input(0);
  set_sleep_mode(SLEEP_MODE_IDLE);
  wdt_enable(WDTO_250MS);
  sei();
}

ISR(TIMER0_COMPA_vect) { now_ms++; }

ISR(EMERGENCY_VECTOR) { cut(); }

/* The converter keeps its own pace: an input every 104 us, each of them every 0.7 ms, whatever the line keeps the main loop busy
 * with. */
ISR(ADC_vect) {
  uint8_t input = sampling;
  uint16_t counts = ADC;
  uint8_t zone = (uint8_t)(input - ZONES);
  samples[input] = counts;
  smooth[input] = analog_smooth(smooth[input], counts);
  if (zone < ZONES) smooth_duties[zone] = analog_smooth_duty(smooth_duties[zone], duties[zone]);
  input++;
  if (input == ANALOG_INPUTS) {
    input = 0;
    if (rounds < ROUNDS_BEFORE_START) rounds++;
  }
  sampling = input;
  select_input(input);
}

/* The emergency byte acts here, before anything else of the line is looked at, and however damaged that is. */
ISR(RECEIVE_VECTOR) {
  uint8_t state = UCSR0A;
  uint8_t byte = UDR0;
  if (byte == EMERGENCY_BYTE) cut();
  if ((state & ((1 << FE0) | (1 << DOR0))) != 0) is_damaged = true;
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

static uint16_t read_boot(uint8_t slot) { return eeprom_read_word(&stored_boots[slot]); }

uint16_t hal_count_boot(void) {
  struct next_boot next = boots_next(read_boot);
  eeprom_update_word(&stored_boots[next.slot], next.boot);
  return next.boot;
}

bool hal_has_sampled(void) { return rounds == ROUNDS_BEFORE_START; }

/* Two bytes that an interrupt changes together. */
static uint16_t whole(const volatile uint16_t *value) {
  uint16_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = *value; }
  return now;
}

void hal_take_zeros(void) {
  for (uint8_t zone = 0; zone < ZONES; zone++) zeros[zone] = analog_zero(whole(&smooth[ZONES + zone]));
}

static void read_zone(struct readings *readings, uint8_t zone) {
  readings->is_case_valid[zone] = analog_case(whole(&samples[zone]), whole(&smooth[zone]), &readings->case_dc[zone]);
  readings->duty[zone] = analog_duty(whole(&smooth_duties[zone]));
  struct current current = {whole(&samples[ZONES + zone]), whole(&smooth[ZONES + zone]), zeros[zone], readings->duty[zone] > 0};
  readings->is_current_valid[zone] = analog_current(&current, &readings->current_ma[zone]);
}

void hal_read(struct readings *readings) {
  for (uint8_t zone = 0; zone < ZONES; zone++) read_zone(readings, zone);
#ifdef RAIL_INPUT
  readings->has_rail = true;
  readings->rail_mv = analog_rail(whole(&smooth[RAIL_INPUT]));
#else
  readings->has_rail = false;
#endif
  readings->is_occupied = OCCUPANCY(PIN_IS_HIGH);
  readings->is_emergency_open = EMERGENCY(PIN_IS_HIGH);
}

bool hal_is_button_down(void) { return !BUTTON(PIN_IS_HIGH); }

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

/* An answer waits for its room, for the line moves on by itself: 160 bytes take 14 ms. */
void port_send(const char *line, uint8_t length, enum port_claim claim) {
  static bool is_telemetry_owed;
  bool is_full = room_to_send() < length;
  if (claim == PORT_TELEMETRY) is_telemetry_owed = is_full;
  if (claim == PORT_TELEMETRY && is_full) return;
  if (claim == PORT_REFUSAL && (is_full || is_telemetry_owed)) return;
  while (room_to_send() < length) continue;
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

#define SWITCH(port, bit, is_on)           \
  if (is_on) { SWITCH_ON(port, bit) } \
  else { SWITCH_OFF(port, bit) }
#define SET_PUMP(port, bit, zone) SWITCH(port, bit, zones[zone].out.pump)
#define SET_VALVE(port, bit, zone) SWITCH(port, bit, zones[zone].out.is_valve_closed)

void hal_set_outputs(const struct zone zones[ZONES]) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (!is_cut) {
      set_motors(zones);
      EACH_PUMP(SET_PUMP)
      EACH_VALVE(SET_VALVE)
    }
  }
  for (uint8_t zone = 0; zone < ZONES; zone++) duties[zone] = zones[zone].out.pump ? DUTY_MAX : zones[zone].out.duty;
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
