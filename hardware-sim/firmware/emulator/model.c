#include "model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[ZONES] = {"back", "seat", "legs"};

#define AMBIENT_C 25.0
#define LOADED_RISE_C 40.0
#define HEAT_MS (25.0 * 60000.0)
#define NO_HEAT (-300.0)
#define NOMINAL_MV 24020.0

const char *zone_name(int zone) { return names[zone]; }

#define SUPPLY_V 24.0
#define FREE_RAD_S 300.0
/* A load at which a motor of 6 A takes 0.3 A at the least duty of all, and 2 A at full. */
#define FRICTION_A 0.7
#define DRAG_A 1.95
#define OVERLOAD_A 3.6
#define OVERLOAD_MS 1500.0
/* A pump of its own make: it is switched, not led. */
#define PUMP_LOCKED_A 4.0
#define PUMP_INERTIA_MS 30.0
#define VALVE_MA 60.0
#define GHOST_MA 800.0
/* What catches a motor does it in no time. */
#define CAUGHT_MS 40.0

static struct rotor rotor_of(double locked_a, double inertia_ms, double friction_a, double drag_a) {
  double back_emf_v_s = SUPPLY_V / FREE_RAD_S;
  double resistance_ohm = SUPPLY_V / locked_a;
  return (struct rotor){
      .resistance_ohm = resistance_ohm,
      .back_emf_v_s = back_emf_v_s,
      .inertia_kg_m2 = inertia_ms / 1000.0 * back_emf_v_s * back_emf_v_s / resistance_ohm,
      .friction_nm = friction_a * back_emf_v_s,
      .drag_nm_s = drag_a * back_emf_v_s / FREE_RAD_S,
  };
}

void model_init(struct model *model, double locked_a, double inertia_ms) {
  memset(model, 0, sizeof *model);
  for (int zone = 0; zone < ZONES; zone++) {
    model->motors[zone].rotor = rotor_of(locked_a, inertia_ms, FRICTION_A, DRAG_A);
    model->motors[zone].pump = rotor_of(PUMP_LOCKED_A, PUMP_INERTIA_MS, 0.6, 0.5);
    model->motors[zone].case_c = 27.0;
    model->motors[zone].injected_c = NO_HEAT;
  }
  model->rail_mv = NOMINAL_MV;
  model->is_occupied = true;
}

static double winding_a(const struct rotor *rotor, double duty) {
  return (duty * SUPPLY_V - rotor->back_emf_v_s * rotor->speed_rad_s) / rotor->resistance_ohm;
}

/* `extra_nm` comes to its load. A load holds a motor back, and does not turn it round. */
static void turn(struct rotor *rotor, double duty, double extra_nm, double elapsed_ms) {
  double drive_nm = winding_a(rotor, duty) * rotor->back_emf_v_s;
  double load_nm = rotor->friction_nm + extra_nm + rotor->drag_nm_s * rotor->speed_rad_s;
  rotor->speed_rad_s += (drive_nm - load_nm) / rotor->inertia_kg_m2 * elapsed_ms / 1000.0;
  if (rotor->speed_rad_s < 0) rotor->speed_rad_s = 0;
}

static double overload_nm(struct motor *motor, double duty, double elapsed_ms) {
  bool is_carrying = motor->is_overloaded && duty > 0;
  motor->overload = is_carrying ? motor->overload + (1.0 - motor->overload) * (1.0 - exp(-elapsed_ms / OVERLOAD_MS)) : 0.0;
  return motor->overload * (OVERLOAD_A - FRICTION_A) * motor->rotor.back_emf_v_s;
}

static void move_motor(struct motor *motor, const struct pins *pins, double ghost_ma, double elapsed_ms) {
  double extra_nm = overload_nm(motor, pins->duty, elapsed_ms);
  if (motor->is_stalled) motor->rotor.speed_rad_s *= exp(-elapsed_ms / CAUGHT_MS);
  else turn(&motor->rotor, pins->duty, extra_nm, elapsed_ms);
  if (motor->is_stalled) motor->pump.speed_rad_s = 0;
  else turn(&motor->pump, pins->pump ? 1.0 : 0.0, 0.0, elapsed_ms);
  motor->winding_ma = 1000.0 * winding_a(&motor->rotor, pins->duty);
  double pump_ma = pins->pump ? 1000.0 * winding_a(&motor->pump, 1.0) : 0.0;
  motor->current_ma = pins->duty * motor->winding_ma + pump_ma + (pins->valve ? VALVE_MA : 0.0);
  if (ghost_ma > motor->current_ma) motor->current_ma = ghost_ma;
  double load = pins->pump ? fmax(pins->duty, 0.5) : pins->duty;
  motor->case_c += (AMBIENT_C + LOADED_RISE_C * load - motor->case_c) * (1.0 - exp(-elapsed_ms / HEAT_MS));
  if (motor->spike_left_ms > 0) motor->spike_left_ms--;
}

void model_move(struct model *model, const struct pins pins[ZONES], double elapsed_ms) {
  for (int zone = 0; zone < ZONES; zone++) {
    move_motor(&model->motors[zone], &pins[zone], model->has_ghost_current && zone == 0 ? GHOST_MA : 0.0, elapsed_ms);
  }
  if (model->button_left_ms > 0) model->button_left_ms -= elapsed_ms;
}

unsigned model_case_mv(const struct motor *motor) {
  if (motor->is_sensor_open || motor->spike_left_ms > 0) return 5000;
  double case_c = motor->injected_c > NO_HEAT ? motor->injected_c : motor->case_c;
  double ohm = 10000.0 * exp(3950.0 * (1.0 / (case_c + 273.15) - 1.0 / 298.15));
  return (unsigned)lround(5000.0 * ohm / (ohm + 10000.0));
}

unsigned model_current_mv(const struct motor *motor) {
  double mv = motor->spike_left_ms > 0 ? 5000.0 : 2500.0 + 0.185 * motor->current_ma;
  return (unsigned)lround(fmin(5000.0, fmax(0.0, mv)));
}

unsigned model_rail_mv(const struct model *model) {
  double mv = model->is_emergency_open && !model->is_welded ? 0.0 : model->rail_mv / 8.0;
  return (unsigned)lround(mv > 5000.0 ? 5000.0 : mv);
}

/* The motor behind `word` in `fault`, such as stall:legs; NULL where the fault is another. `rest` is what follows. */
static struct motor *motor_of(struct model *model, const char *fault, const char *word, const char **rest) {
  size_t length = strlen(word);
  if (strncmp(fault, word, length) != 0 || fault[length] != ':') return NULL;
  const char *zone = fault + length + 1;
  for (int at = 0; at < ZONES; at++) {
    size_t named = strlen(names[at]);
    if (strncmp(zone, names[at], named) != 0 || (zone[named] != '\0' && zone[named] != ':')) continue;
    *rest = zone[named] == ':' ? zone + named + 1 : "";
    return &model->motors[at];
  }
  return NULL;
}

static bool inject_motor(struct model *model, const char *fault, bool is_on) {
  const char *rest = "";
  struct motor *motor;
  if ((motor = motor_of(model, fault, "stall", &rest)) != NULL) motor->is_stalled = is_on;
  else if ((motor = motor_of(model, fault, "overcurrent", &rest)) != NULL) motor->is_overloaded = is_on;
  else if ((motor = motor_of(model, fault, "sensor-open", &rest)) != NULL) motor->is_sensor_open = is_on;
  else if ((motor = motor_of(model, fault, "spike", &rest)) != NULL) motor->spike_left_ms = is_on ? atoi(rest) : 0;
  else if ((motor = motor_of(model, fault, "hot", &rest)) != NULL) motor->injected_c = is_on ? atof(rest) : NO_HEAT;
  return motor != NULL;
}

bool model_inject(struct model *model, const char *fault, bool is_on) {
  if (inject_motor(model, fault, is_on)) return true;
  if (strcmp(fault, "leave") == 0) model->is_occupied = !is_on;
  else if (strcmp(fault, "sit") == 0) model->is_occupied = is_on;
  else if (strcmp(fault, "contradiction") == 0) model->has_ghost_current = is_on;
  else if (strcmp(fault, "emergency-input") == 0) model->is_emergency_open = is_on;
  else if (strcmp(fault, "welded") == 0) model->is_welded = is_on;
  else if (strcmp(fault, "button:short") == 0) model->button_left_ms = is_on ? 200.0 : 0.0;
  else if (strcmp(fault, "button:long") == 0) model->button_left_ms = is_on ? 1500.0 : 0.0;
  else if (strncmp(fault, "sag:", 4) == 0) model->rail_mv = is_on ? atof(fault + 4) : NOMINAL_MV;
  else return false;
  return true;
}
