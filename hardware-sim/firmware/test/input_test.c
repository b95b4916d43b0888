#include "analog.h"
#include "button.h"
#include "chair.h"
#include "check.h"

static bool is_near(int16_t value, int16_t wanted, int16_t most) { return value >= wanted - most && value <= wanted + most; }

static void sensors_as_counts(void) {
  int16_t reading;
  it("reads the NTC within a degree at the points that matter");
  CHECK(analog_case(512, &reading) && is_near(reading, 250, 5));
  CHECK(analog_case(270, &reading) && is_near(reading, 500, 5));
  CHECK(analog_case(153, &reading) && is_near(reading, 700, 5));

  it("[S11] calls an open and a shorted NTC nonsense");
  CHECK(!analog_case(1023, &reading) && !analog_case(0, &reading));

  it("reads the current sensor, and at once calls one nonsense that is not there");
  CHECK(analog_current(512, 2048, 0, &reading) && is_near(reading, 0, 30));
  CHECK(analog_current(625, 2500, 0, &reading) && is_near(reading, 3000, 40));
  CHECK(!analog_current(0, 2048, 0, &reading) && !analog_current(1023, 2048, 0, &reading));

  it("takes what a sensor shows at power-up for none, but not what it cannot show by itself");
  CHECK(analog_current(507, 2028, analog_zero(2028), &reading) && reading == 0);
  CHECK(analog_current(518, 2072, analog_zero(2072), &reading) && reading == 0);
  CHECK(analog_zero(2048 + 40) == 0 && analog_zero(2048 - 40) == 0);

  it("smooths noise away, and follows a stall within a few looks");
  uint16_t smooth = analog_smooth(0, 512);
  for (int at = 0; at < 40; at++) smooth = analog_smooth(smooth, at % 2 == 0 ? 508 : 516);
  CHECK(analog_current(512, smooth, 0, &reading) && reading < 60);
  for (int at = 0; at < 8; at++) smooth = analog_smooth(smooth, 660);
  CHECK(analog_current(660, smooth, 0, &reading) && reading > 3000);

  it("reads the rail behind its divider");
  CHECK(analog_rail(614) > 23900 && analog_rail(614) < 24100);
}

static enum button hold(unsigned ms) {
  enum button found = BUTTON_NONE;
  for (unsigned passed = 0; passed < ms; passed += 5) {
    enum button now = button_take(true, 5);
    if (now != BUTTON_NONE) found = now;
  }
  return found;
}

static void buttons(void) {
  it("takes no bounce for a press");
  button_init();
  CHECK(hold(20) == BUTTON_NONE && button_take(false, 5) == BUTTON_NONE);

  it("tells a short press when it ends, and a long one while it lasts, once");
  button_init();
  CHECK(hold(200) == BUTTON_NONE && button_take(false, 5) == BUTTON_START_PAUSE);
  CHECK(hold(1000) == BUTTON_STOP);
  CHECK(hold(2000) == BUTTON_NONE && button_take(false, 5) == BUTTON_NONE);
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

void input_tests(void) {
  sensors_as_counts();
  buttons();
  emergency_input();
}
