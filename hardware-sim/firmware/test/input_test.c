#include <string.h>

#include "analog.h"
#include "boots.h"
#include "button.h"
#include "chair.h"
#include "check.h"

static bool is_near(int16_t value, int16_t wanted, int16_t most) { return value >= wanted - most && value <= wanted + most; }

static bool read_case(uint16_t counts, int16_t *reading) { return analog_case(counts, (uint16_t)(counts * PARTS), reading); }

static bool read_current(uint16_t counts, uint16_t smooth, int16_t zero, int16_t *reading) {
  struct current current = {counts, smooth, zero, false};
  return analog_current(&current, reading);
}

static void sensors_as_counts(void) {
  int16_t reading;
  it("reads the NTC within a degree at the points that matter");
  CHECK(read_case(512, &reading) && is_near(reading, 250, 5));
  CHECK(read_case(270, &reading) && is_near(reading, 500, 5));
  CHECK(read_case(153, &reading) && is_near(reading, 700, 5));

  it("[S11] calls an open and a shorted NTC nonsense at once, whatever it was before");
  CHECK(!analog_case(1023, 512 * PARTS, &reading) && !analog_case(0, 512 * PARTS, &reading));

  it("reads the current sensor, and at once calls one nonsense that is not there");
  CHECK(read_current(512, 512 * PARTS, 0, &reading) && is_near(reading, 0, 30));
  CHECK(read_current(625, 625 * PARTS, 0, &reading) && is_near(reading, 3000, 40));
  CHECK(!read_current(0, 512 * PARTS, 0, &reading) && !read_current(1023, 512 * PARTS, 0, &reading));

  it("believes a sensor while its motor is driven, but for more than it could give back");
  struct current high = {1023, 625 * PARTS, 0, true};
  struct current low = {0, 625 * PARTS, 0, true};
  CHECK(analog_current(&high, &reading) && !analog_current(&low, &reading));

  it("takes what a sensor shows at power-up for none, but not what it cannot show by itself");
  CHECK(read_current(507, 507 * PARTS, analog_zero(507 * PARTS), &reading) && reading == 0);
  CHECK(read_current(518, 518 * PARTS, analog_zero(518 * PARTS), &reading) && reading == 0);
  CHECK(analog_zero(522 * PARTS) == 0 && analog_zero(502 * PARTS) == 0);

  it("smooths noise away, and follows a stall within 50 ms");
  uint16_t smooth = analog_smooth(0, 512);
  for (int at = 0; at < 200; at++) smooth = analog_smooth(smooth, at % 2 == 0 ? 508 : 516);
  CHECK(read_current(512, smooth, 0, &reading) && reading < 60);
  for (int at = 0; at < 70; at++) smooth = analog_smooth(smooth, 660);
  CHECK(read_current(660, smooth, 0, &reading) && reading > 3000);

  it("smooths the duty that a current is judged by as it smooths the current");
  uint16_t duty = 0;
  smooth = analog_smooth(0, 512);
  for (int at = 0; at < 60; at++) {
    duty = analog_smooth_duty(duty, 128);
    smooth = analog_smooth(smooth, 512 + 64);
    int32_t share = (int32_t)(smooth - 512 * PARTS) * 128 / 64;
    CHECK(share - duty < 4 * PARTS && duty - share < 4 * PARTS);
  }

  it("reads the rail behind its divider");
  CHECK(analog_rail(614 * PARTS) > 23900 && analog_rail(614 * PARTS) < 24100);
}

static uint16_t slots[BOOT_SLOTS];
static uint16_t read_slot(uint8_t slot) { return slots[slot]; }

static void boots(void) {
  it("counts every boot from the last, and wears no cell of its memory more than another");
  unsigned writes[BOOT_SLOTS] = {0};
  memset(slots, 0xFF, sizeof slots);
  for (unsigned boot = 0; boot < 70000; boot++) {
    struct next_boot next = boots_next(read_slot);
    CHECK(next.boot == (uint16_t)boot);
    slots[next.slot] = next.boot;
    writes[next.slot]++;
  }
  for (uint8_t slot = 0; slot < BOOT_SLOTS; slot++) CHECK(writes[slot] <= 70000 / BOOT_SLOTS + 1);

  it("loses no count to a write that the power cut short");
  for (unsigned boot = 0; boot < 200; boot++) {
    struct next_boot next = boots_next(read_slot);
    slots[next.slot] = (uint16_t)(next.boot ^ 0x0100U);
    CHECK(boots_next(read_slot).boot == next.boot && boots_next(read_slot).slot == next.slot);
    slots[next.slot] = next.boot;
  }
}

static enum button hold(bool is_armed, unsigned ms) {
  enum button found = BUTTON_NONE;
  for (unsigned passed = 0; passed < ms; passed += 5) {
    enum button now = button_take(true, is_armed, 5);
    if (now != BUTTON_NONE) found = now;
  }
  return found;
}

static enum button let_go(bool is_armed) { return button_take(false, is_armed, 5); }

static void buttons(void) {
  it("takes no bounce for a press");
  button_init();
  CHECK(hold(false, 20) == BUTTON_NONE && let_go(false) == BUTTON_NONE);
  CHECK(hold(true, 20) == BUTTON_NONE && let_go(true) == BUTTON_NONE);

  it("starts at the end of a short press, and stops in a long one while it lasts, once");
  button_init();
  CHECK(hold(false, 200) == BUTTON_NONE && let_go(false) == BUTTON_START);
  CHECK(hold(false, 1000) == BUTTON_STOP);
  CHECK(hold(false, 2000) == BUTTON_NONE && let_go(false) == BUTTON_NONE);

  it("pauses an armed chair as soon as it is pressed, and starts nothing when it is let go");
  button_init();
  CHECK(hold(true, 30) == BUTTON_PAUSE);
  CHECK(hold(false, 200) == BUTTON_NONE && let_go(false) == BUTTON_NONE);
  CHECK(hold(true, 30) == BUTTON_PAUSE && hold(false, 970) == BUTTON_STOP && let_go(false) == BUTTON_NONE);
}

static void emergency_input(void) {
  it("[S3] latches the physical stop, and is not reset while it is pressed");
  new_chair();
  send("1 HELLO 1 test");
  send("2 SET legs vibrate 60 0 0 5000");
  pass(500);
  sensors.is_emergency_open = true;
  pass(5);
  CHECK(!chair_is_moving() && has_said("E button estop*") && has_said("E fault estop - 0*"));
  send("3 RESET estop");
  CHECK(has_said("3 ERR latched estop*"));
  sensors.is_emergency_open = false;
  pass(5);
  send("4 RESET estop");
  CHECK(has_said("4 OK*"));
}

/* Behind the relay that the stop opens; what is left in capacitors is gone within 4 s. */
static void relay(void) {
  it("finds a welded relay: the stop is pressed, and what it cuts still has its supply");
  new_chair();
  sensors.is_emergency_open = true;
  pass(3900);
  CHECK(!has_said("E fault contradiction"));
  pass(200);
  CHECK(has_said("E fault contradiction - 24010*"));
  send("1 HELLO 1 test");
  send("2 RESET contradiction");
  CHECK(has_said("2 ERR latched contradiction*"));
  sensors.is_emergency_open = false;
  pass(10);
  send("3 RESET contradiction");
  send("4 RESET estop");
  CHECK(has_said("3 OK*") && has_said("4 OK*"));

  it("misses no supply that the stop has cut, also while the relay brings it back");
  new_chair();
  for (int presses = 0; presses < 4; presses++) {
    sensors.is_emergency_open = true;
    pass(20);
    sensors.rail_mv = 300;
    pass(6000);
    sensors.is_emergency_open = false;
    pass(400);
    sensors.rail_mv = 24010;
    pass(100);
  }
  CHECK(!has_said("undervolt") && !has_said("contradiction"));
  sensors.rail_mv = 300;
  pass(30);
  CHECK(has_said("E fault undervolt - 300*"));

  it("misses a supply that does not come back");
  new_chair();
  sensors.is_emergency_open = true;
  pass(20);
  sensors.rail_mv = 300;
  sensors.is_emergency_open = false;
  pass(600);
  CHECK(has_said("E fault undervolt - 300*"));
}

void input_tests(void) {
  sensors_as_counts();
  boots();
  relay();
  buttons();
  emergency_input();
}
