#include "chair.h"
#include "check.h"
#include "latches.h"

/* A chair that runs, and a host that keeps its lease until `kept_ms` have passed. */
static void run(unsigned kept_ms) {
  new_chair();
  send("1 HELLO 1 test");
  send("2 SET legs vibrate 60 0 0 5000");
  for (unsigned passed = 0; passed < kept_ms; passed += 200) {
    send("0 KEEP");
    pass(200);
  }
}

/* A chair that has its back only, with nothing at the inputs of the other zones. */
static void one_zone(void) {
  zones_fitted = 1 << ZONE_BACK;
  new_chair();
  for (uint8_t zone = ZONE_SEAT; zone < ZONES; zone++) {
    sensors.is_case_valid[zone] = sensors.is_current_valid[zone] = false;
    sensors.current_ma[zone] = 4000;
  }
  are_motors_free = false;
}

static void fewer_zones(void) {
  it("greets, shows and drives the zones that it was built with, and no other");
  one_zone();
  send("1 HELLO 1 test");
  CHECK(has_said("model=avr-1z id=TEST0001") && has_said(" zones=back*"));
  send("2 CAPS seat");
  CHECK(has_said("2 ERR unsupported*"));
  send("3 SET legs vibrate 20 0 0 5000");
  CHECK(has_said("3 ERR unsupported*"));
  send("4 SET back knead 20 0 0 5000");
  CHECK(has_said("4 OK*"));
  for (int at = 0; at < 15; at++) {
    send("0 KEEP");
    pass(100);
  }
  CHECK(chair_is_moving());
  CHECK(has_said(" back:knead,20,") && !has_said("seat") && !has_said("legs"));

  it("calls nothing a fault that the open inputs of a zone show that is not there");
  CHECK(!has_said("E fault"));

  it("[S11] still calls its own broken sensors one");
  sensors.is_case_valid[ZONE_BACK] = false;
  pass(200);
  CHECK(has_said("E fault sensor back "));
  zones_fitted = (1 << ZONES) - 1;
}

static void dead_man(void) {
  it("[S1] is at 0 within 500 ms after the lease, and latches it");
  run(1000);
  CHECK(chair_is_moving());
  /* The last KEEP was 200 ms ago. */
  pass(390);
  CHECK(!has_said("E lease*"));
  pass(510);
  CHECK(has_said("E lease*") && has_said("E fault lease - 0*"));
  CHECK(!chair_is_moving());
  send("3 SET legs vibrate 60 0 0 5000");
  CHECK(has_said("3 ERR latched lease*"));
  send("4 RESET lease");
  CHECK(has_said("4 OK*") && has_said("E clear lease -*"));

  it("[S2] lets a zone go when its TTL runs out, whatever else keeps the lease");
  run(4800);
  CHECK(chair_is_moving());
  for (int at = 0; at < 5; at++) {
    send("0 KEEP");
    pass(200);
  }
  CHECK(has_said("E ttl legs*") && !chair_is_moving());

  it("renews no lease for a line with a wrong check");
  run(400);
  for (int at = 0; at < 12; at++) {
    send_raw("0 KEEP*0000\n");
    pass(100);
  }
  CHECK(!chair_is_moving() && has_said("E lease*"));
}

/* A motor that is held takes 4.5 A in the end, with 100 ms to most of it; one that carries too much 3.6 A, in 1.5 s. */
#define HELD_MA 4500
#define HELD_TICKS 20
#define OVERLOADED_MA 3600
#define OVERLOADED_TICKS 300

/* More than the error of a current sensor at full. */
#define SENSOR_ERROR_MA 60

static void pass_kept(unsigned ms) {
  for (unsigned passed = 0; passed < ms; passed += 5) {
    send("0 KEEP");
    pass(5);
  }
}

/* The legs run at full, and `after_ms` later their current moves to `aim_ma`. */
static void load_legs(unsigned after_ms, int16_t aim_ma, int16_t ticks) {
  new_chair();
  send("1 HELLO 1 test");
  send("2 SET legs vibrate 100 0 0 5000");
  pass_kept(1000);
  are_motors_free = false;
  sensors.current_ma[ZONE_LEGS] += SENSOR_ERROR_MA;
  pass_kept(500 + after_ms);
  for (unsigned passed = 0; passed < 3000 && chair.zones[ZONE_LEGS].out.duty > 0; passed += 5) {
    sensors.current_ma[ZONE_LEGS] = (int16_t)(sensors.current_ma[ZONE_LEGS] + (aim_ma - sensors.current_ma[ZONE_LEGS]) / ticks);
    pass_kept(5);
  }
  CHECK(chair.zones[ZONE_LEGS].out.duty == 0);
}

static void stalls(void) {
  it("tells a stall from an overload, whenever it begins");
  for (unsigned after_ms = 0; after_ms < 400; after_ms += 5) {
    load_legs(after_ms, HELD_MA, HELD_TICKS);
    CHECK(has_said("E fault stall legs "));
    load_legs(after_ms, OVERLOADED_MA, OVERLOADED_TICKS);
    CHECK(has_said("E fault overcurrent legs "));
  }
}

static void stops(void) {
  it("stops by a bare line with no check");
  run(1000);
  send_raw("\nSTOP\n");
  pass(510);
  CHECK(!chair_is_moving() && !chair.is_armed);

  it("[S3] cuts everything at the emergency byte, in the middle of a line, and latches");
  run(1000);
  send_raw("3 SET legs vib");
  send_raw("\x18");
  CHECK(!chair_is_moving() && chair.zones[ZONE_LEGS].out.duty == 0);
  send_raw("rate 60 0 0 5000\n");
  send("3 SET legs vibrate 60 0 0 5000");
  CHECK(has_said("E fault estop - 0*") && has_said("3 ERR latched estop*"));

  it("stops an armed chair at HELLO, and is busy until it is still");
  run(1000);
  send("3 HELLO 1 test");
  send("4 SET legs vibrate 60 0 0 5000");
  CHECK(has_said("4 ERR busy*"));
  pass(600);
  send("5 SET legs vibrate 60 0 0 5000");
  CHECK(has_said("5 OK*"));

  it("pauses by its own button, and is busy for a while");
  run(1000);
  chair_press(BUTTON_PAUSE);
  CHECK(has_said("E button pause*"));
  send("3 SET legs vibrate 60 0 0 5000");
  CHECK(has_said("3 ERR busy*"));
  pass(1000);
  CHECK(!chair_is_moving());
  chair_press(BUTTON_START);
  CHECK(has_said("E button start*"));
  pass(500);
  CHECK(!chair_is_moving());
}

static void faults(void) {
  it("[S11] takes an open sensor for a fault, not for a value");
  run(1000);
  sensors.is_case_valid[ZONE_BACK] = false;
  pass(600);
  CHECK(!chair_is_moving() && has_said("E fault sensor back 0*") && has_said("back:off,0,0,?,0,-"));
  send("3 RESET sensor");
  CHECK(has_said("3 ERR latched sensor*"));

  it("[S17] stops at 70 degC");
  run(1000);
  sensors.case_dc[ZONE_LEGS] = 705;
  pass(600);
  CHECK(!chair_is_moving() && has_said("E fault overtemp legs 705*"));

  it("latches the third stall within a minute");
  run(1000);
  for (int at = 0; at < 3; at++) {
    are_motors_free = false;
    sensors.current_ma[ZONE_LEGS] = 3200;
    pass(5);
    CHECK(chair.zones[ZONE_LEGS].out.duty == 0);
    are_motors_free = true;
    pass(1500);
    send(at == 0 ? "3 SET legs vibrate 60 0 0 5000" : "4 SET legs vibrate 60 0 0 5000");
    pass(500);
    send("0 KEEP");
  }
  CHECK(has_said("E fault stall legs ") && has_said("E clear stall legs*"));
  send("5 SET legs vibrate 60 0 0 5000");
  CHECK(has_said("5 ERR latched stall*"));

  it("does not believe in current with its outputs off");
  new_chair();
  are_motors_free = false;
  sensors.current_ma[ZONE_SEAT] = 800;
  pass(310);
  CHECK(has_said("E fault contradiction seat 800*"));

  it("stops on too much voltage before a driver would let go by itself");
  run(1000);
  sensors.rail_mv = 27500;
  pass(700);
  CHECK(!chair_is_moving() && has_said("E fault overvolt - 27500*"));

  it("stops when the supply fails, and clears it by itself");
  run(1000);
  sensors.rail_mv = 9000;
  pass(700);
  CHECK(!chair_is_moving() && has_said("E fault undervolt - 9000*"));
  sensors.rail_mv = 24000;
  pass(1000);
  CHECK(has_said("E clear undervolt -*"));

  it("repeats its faults every second");
  new_chair();
  send_raw("\x18\n");
  forget_said();
  pass(1100);
  CHECK(has_said("E fault estop - 0*"));
}

static void full_house(void) {
  it("keeps a place for the emergency stop, however many faults are in force");
  new_chair();
  send("1 HELLO 1 test");
  for (uint8_t code = 0; code < FAULT_CODES; code++) {
    for (uint8_t zone = 0; zone < ZONES && code != ESTOP; zone++) latches_raise(code, zone, 0);
  }
  CHECK(chair.latches.count == FAULTS_MAX - 1);
  forget_said();
  send_raw("\x18\n");
  CHECK(has_said("E fault estop - 0*"));
  send("2 STATUS");
  CHECK(has_said(" estop "));
}

/* What the chair noted of the past must not come round again when its clock does. */
static void old_notes(void) {
  it("counts no stall towards a latch that is as old as its clock is long");
  new_chair();
  chair.latches.recent_count[STALL] = 2;
  chair.latches.recent[STALL][0] = chair.now_ms - 59000;
  chair.latches.recent[STALL][1] = chair.now_ms - 59000;
  pass(1100);
  CHECK(chair.latches.recent_count[STALL] == 0);

  it("is busy for no longer than it moves after a HELLO, however long ago it was last stopped by its button");
  run(1000);
  chair_press(BUTTON_STOP);
  pass(2000);
  for (int days = 0; days < 50; days++) {
    chair.now_ms += 24U * 3600U * 1000U;
    chair.told_at_ms = chair.now_ms;
    skip_to(chair.now_ms);
    send("1 HELLO 1 test");
    send("2 SET legs vibrate 60 0 0 5000");
    pass(500);
    send("3 HELLO 1 test");
    pass(600);
    forget_said();
    send("4 SET legs vibrate 60 0 0 5000");
    CHECK(has_said("4 OK*"));
    send("5 STOP 0");
    pass(100);
  }
}

void chair_tests(void) {
  fewer_zones();
  dead_man();
  stops();
  stalls();
  faults();
  full_house();
  old_notes();
}
