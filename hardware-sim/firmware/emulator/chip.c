#include "chip.h"

#include <stdio.h>
#include <string.h>
#include <simavr/avr_adc.h>
#include <simavr/avr_extint.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_elf.h>

#define FREQUENCY_HZ 16000000UL
#define CYCLES_PER_US (FREQUENCY_HZ / 1000000UL)

/* Data addresses that both chips share. */
enum { PORTA = 0x22, PORTB = 0x25, PORTD = 0x2B, MCUSR = 0x54, TCCR1A = 0x80, OCR1A = 0x88, OCR1B = 0x8A, TCCR2A = 0xB0, OCR2A = 0xB3, UCSR0A = 0xC0 };
#define RECEIVED 0x80
#define DATA_OVERRUN 0x08
#define COM_A 0x80
#define COM_B 0x20

struct pin {
  uint8_t port;
  uint8_t bit;
};

struct board {
  struct pin motors[ZONES];
  struct pin pumps[ZONES];
  struct pin valves[ZONES];
  char emergency_port;
  int emergency_bit;
  char button_port;
  int button_bit;
  char seat_port;
  int seat_bit;
};

static const struct board uno = {{{PORTB, 1}, {PORTB, 2}, {PORTB, 3}},
                                 {{PORTD, 4}, {PORTD, 5}, {PORTD, 6}},
                                 {{PORTD, 7}, {PORTB, 0}, {PORTB, 4}},
                                 'D', 2, 'D', 3, 'B', 5};
static const struct board mega = {{{PORTB, 5}, {PORTB, 6}, {PORTB, 4}},
                                  {{PORTA, 0}, {PORTA, 1}, {PORTA, 2}},
                                  {{PORTA, 3}, {PORTA, 4}, {PORTA, 5}},
                                  'E', 4, 'E', 5, 'A', 6};

static const struct board *board_of(const struct chip *chip) { return chip->is_mega ? &mega : &uno; }

static void on_output(struct avr_irq_t *irq, uint32_t value, void *context) {
  (void)irq;
  struct chip *chip = context;
  chip->on_byte(chip->context, (uint8_t)value);
}

static void on_free(struct avr_irq_t *irq, uint32_t value, void *context) {
  (void)irq;
  if (value != 0) ((struct chip *)context)->is_line_free = true;
}

static void on_busy(struct avr_irq_t *irq, uint32_t value, void *context) {
  (void)irq;
  if (value != 0) ((struct chip *)context)->is_line_free = false;
}

/* The pace is the caller's: a chip that sleeps only moves its own time on. */
static void no_sleep(avr_t *avr, avr_cycle_count_t cycles) {
  (void)avr;
  (void)cycles;
}

/* The core looks at a low level-triggered input at every other cycle; the firmware uses edges. */
static void calm_inputs(avr_t *avr, bool is_mega) {
  for (uint8_t input = 0; input < (is_mega ? 8 : 2); input++) avr_extint_set_strict_lvl_trig(avr, input, 0);
}

static void connect_line(struct chip *chip) {
  avr_t *avr = chip->avr;
  uint32_t flags = 0;
  avr_ioctl(avr, AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
  flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
  avr_ioctl(avr, AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_output, chip);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XON), on_free, chip);
  avr_irq_register_notify(avr_io_getirq(avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUT_XOFF), on_busy, chip);
}

bool chip_open(struct chip *chip, const char *mcu, const char *firmware) {
  elf_firmware_t loaded;
  memset(&loaded, 0, sizeof loaded);
  if (elf_read_firmware(firmware, &loaded) != 0) {
    fprintf(stderr, "error: the firmware %s cannot be read\n", firmware);
    return false;
  }
  avr_t *avr = avr_make_mcu_by_name(mcu);
  if (avr == NULL) {
    fprintf(stderr, "error: the chip %s is not known\n", mcu);
    return false;
  }
  avr_init(avr);
  loaded.frequency = FREQUENCY_HZ;
  loaded.vcc = loaded.avcc = loaded.aref = 5000;
  avr_load_firmware(avr, &loaded);
  avr->sleep = no_sleep;
  avr->log = LOG_ERROR;
  chip->avr = avr;
  chip->is_mega = strcmp(mcu, "atmega2560") == 0;
  chip->is_line_free = true;
  calm_inputs(avr, chip->is_mega);
  connect_line(chip);
  avr->data[MCUSR] = RESET_POWER;
  return true;
}

/* The mark stands beside a byte that has come, until it is read. */
static void mark_overrun(uint8_t *state) {
  if ((*state & RECEIVED) != 0) *state |= DATA_OVERRUN;
  else *state &= (uint8_t)~DATA_OVERRUN;
}

bool chip_run(struct chip *chip, uint32_t time_us) {
  avr_cycle_count_t until = chip->avr->cycle + (avr_cycle_count_t)time_us * CYCLES_PER_US;
  while (chip->avr->cycle < until) {
    if (chip->is_overrun) mark_overrun(&chip->avr->data[UCSR0A]);
    int state = avr_run(chip->avr);
    if (state == cpu_Done || state == cpu_Crashed) return false;
  }
  return true;
}

double chip_now_ms(const struct chip *chip) { return (double)chip->avr->cycle / (double)CYCLES_PER_US / 1000.0; }

/* A pin drives only where it is an output; the register before the port's says so. */
static bool is_high(const struct chip *chip, struct pin pin) {
  const uint8_t *data = chip->avr->data;
  uint8_t mask = (uint8_t)(1U << pin.bit);
  return (data[pin.port - 1] & mask) != 0 && (data[pin.port] & mask) != 0;
}

/* A pull-up holds off what a pin does not drive. */
static bool is_switched_on(const struct chip *chip, struct pin pin) {
  bool is_output = (chip->avr->data[pin.port - 1] & (1U << pin.bit)) != 0;
  return chip->is_active_low ? is_output && !is_high(chip, pin) : is_high(chip, pin);
}

/* A motor pin belongs to its timer while that compares, else to its port. */
static double duty_of(const struct chip *chip, int zone) {
  static const uint8_t controls[ZONES] = {TCCR1A, TCCR1A, TCCR2A};
  static const uint8_t compares[ZONES] = {OCR1A, OCR1B, OCR2A};
  static const uint8_t bits[ZONES] = {COM_A, COM_B, COM_A};
  struct pin pin = board_of(chip)->motors[zone];
  const uint8_t *data = chip->avr->data;
  bool is_output = (data[pin.port - 1] & (1U << pin.bit)) != 0;
  if (!is_output) return 0.0;
  if ((data[controls[zone]] & bits[zone]) != 0) return data[compares[zone]] / 255.0;
  return is_high(chip, pin) ? 1.0 : 0.0;
}

void chip_read_pins(const struct chip *chip, struct pins pins[ZONES]) {
  const struct board *board = board_of(chip);
  for (int zone = 0; zone < ZONES; zone++) {
    pins[zone].duty = duty_of(chip, zone);
    pins[zone].pump = is_switched_on(chip, board->pumps[zone]);
    pins[zone].valve = is_switched_on(chip, board->valves[zone]);
  }
}

/* What is wired to a pin wins over its pull-up: without this every write to the port would raise it again. */
static void hold_pin(struct chip *chip, char port, int bit, bool is_high_now) {
  avr_ioport_external_t external = {.name = (unsigned long)port};
  int at = port - 'A';
  chip->wired[at] |= (uint8_t)(1U << bit);
  chip->levels[at] = (uint8_t)((chip->levels[at] & ~(1U << bit)) | (is_high_now ? 1U << bit : 0U));
  external.mask = chip->wired[at];
  external.value = chip->levels[at];
  avr_ioctl(chip->avr, AVR_IOCTL_IOPORT_SET_EXTERNAL(port), &external);
}

static void set_pin(struct chip *chip, char port, int bit, bool is_high_now) {
  hold_pin(chip, port, bit, is_high_now);
  avr_raise_irq(avr_io_getirq(chip->avr, AVR_IOCTL_IOPORT_GETIRQ(port), bit), is_high_now ? 1 : 0);
}

static void set_voltage(struct chip *chip, int input, unsigned mv) {
  avr_raise_irq(avr_io_getirq(chip->avr, AVR_IOCTL_ADC_GETIRQ, ADC_IRQ_ADC0 + input), mv);
}

void chip_set_inputs(struct chip *chip, const struct model *model) {
  const struct board *board = board_of(chip);
  for (int zone = 0; zone < ZONES; zone++) {
    set_voltage(chip, zone, model_case_mv(&model->motors[zone]));
    set_voltage(chip, ZONES + zone, model_current_mv(&model->motors[zone]));
  }
  set_voltage(chip, 2 * ZONES, model_rail_mv(model));
  set_pin(chip, board->emergency_port, board->emergency_bit, model->is_emergency_open);
  set_pin(chip, board->button_port, board->button_bit, model->button_left_ms <= 0);
  set_pin(chip, board->seat_port, board->seat_bit, model->is_occupied);
}

void chip_receive(struct chip *chip, uint8_t byte) {
  avr_raise_irq(avr_io_getirq(chip->avr, AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), byte);
}

void chip_reset(struct chip *chip, enum reset_cause cause) {
  avr_reset(chip->avr);
  chip->avr->data[MCUSR] = (uint8_t)cause;
  chip->is_line_free = true;
}
