#include "button.h"
#include "chair.h"
#include "clp.h"
#include "hal.h"

/* Levels, lease and TTLs move in steps of this length. */
#define TICK_MS 5U
/* An occupancy switch bounces when somebody sits down. */
#define SEAT_MS 200U

static uint16_t seat_ms;

/* Takes a new state of the seat only when it has lasted. */
static void settle_seat(struct readings *readings, uint16_t elapsed_ms) {
  bool is_occupied = readings->is_occupied;
  seat_ms = is_occupied == chair.readings.is_occupied ? 0 : (uint16_t)(seat_ms + elapsed_ms);
  if (seat_ms < SEAT_MS) readings->is_occupied = chair.readings.is_occupied;
}

/* A host that never pauses must not keep the loop from its lease and its watchdog. */
#define BYTES_A_TURN 32

static void take_bytes(void) {
  for (uint8_t taken = 0; taken < BYTES_A_TURN; taken++) {
    uint8_t byte = 0;
    enum hal_byte got = hal_receive(&byte);
    if (got == HAL_NOTHING) return;
    if (got == HAL_DAMAGED) clp_damaged();
    else clp_receive(byte);
  }
}

/* What the interrupt has cut stays off until the chair's state says the same. */
static void take_cut(void) {
  if (!hal_is_cut()) return;
  chair_emergency_stop();
  hal_uncut();
}

static void tick(uint16_t elapsed_ms) {
  struct readings readings;
  hal_read(&readings);
  settle_seat(&readings, elapsed_ms);
  chair_tick(hal_now_ms(), &readings);
  chair_press(button_take(hal_is_button_down(), chair.is_armed, elapsed_ms));
}

_Static_assert(sizeof CHAIR_ID - 1 >= 1 && sizeof CHAIR_ID - 1 <= ID_LENGTH_MAX, "an id has 1 to 16 characters");

static void start(void) {
  struct readings readings;
  hal_init();
  button_init();
  while (!hal_has_sampled()) hal_sleep();
  hal_take_zeros();
  hal_read(&readings);
  clp_init();
  chair_init(hal_count_boot(), CHAIR_ID, hal_boot_reason(), &readings);
  chair.now_ms = hal_now_ms();
}

int main(void) {
  start();
  for (;;) {
    take_bytes();
    take_cut();
    uint32_t elapsed_ms = hal_now_ms() - chair.now_ms;
    if (elapsed_ms >= TICK_MS) {
      tick((uint16_t)elapsed_ms);
      hal_set_outputs(chair.zones);
      /* Only a loop that has just looked at the lease keeps the watchdog quiet. */
      hal_feed_watchdog();
    }
    hal_sleep();
  }
}
