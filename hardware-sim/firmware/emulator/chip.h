/* The emulated chip: its registers seen as pins, and voltages put on its inputs. */
#ifndef CHIP_H
#define CHIP_H
#include <stdbool.h>
#include <stdint.h>
#include <simavr/sim_avr.h>

#include "model.h"

enum reset_cause { RESET_POWER = 1, RESET_PIN = 2, RESET_BROWNOUT = 4, RESET_WATCHDOG = 8 };

struct chip {
  avr_t *avr;
  bool is_mega;
  bool is_active_low; /* pumps and valves hang at a board that switches on with a low input */
  uint8_t wired[8]; /* pins of the ports A to H that something holds, and how */
  uint8_t levels[8];
  bool is_line_free; /* the receiver takes another byte */
  bool is_overrun;   /* the receiver says of every byte that others before it were lost */
  void (*on_byte)(void *context, uint8_t byte);
  void *context;
};

/* Loads the firmware. False, with a word on standard error, where that cannot be. */
bool chip_open(struct chip *chip, const char *mcu, const char *firmware);

/* Runs the chip for so many microseconds of its own time. False when it has crashed. */
bool chip_run(struct chip *chip, uint32_t time_us);

double chip_now_ms(const struct chip *chip);
void chip_read_pins(const struct chip *chip, struct pins pins[ZONES]);
void chip_set_inputs(struct chip *chip, const struct model *model);
void chip_receive(struct chip *chip, uint8_t byte);
void chip_reset(struct chip *chip, enum reset_cause cause);

#endif
