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

void model_init(struct model *model) {
  memset(model, 0, sizeof *model);
  for (int zone = 0; zone < ZONES; zone++) {
    model->motors[zone].case_c = 27.0;
    model->motors[zone].injected_c = NO_HEAT;
  }
  model->rail_mv = NOMINAL_MV;
  model->is_occupied = true;
}

/* A pump is switched, and is half of what the supply gives a zone. */
static double load_of(const struct pins *pins) { return pins->pump ? fmax(pins->duty, 0.5) : pins->duty; }

/* Where the current goes with the outputs as they are, and how fast. */
static void aim_of(const struct motor *motor, const struct pins *pins, double *aim_ma, double *time_ms) {
  *time_ms = 40.0;
  *aim_ma = load_of(pins) > 0 ? 300.0 + 1700.0 * load_of(pins) : (pins->valve ? 60.0 : 0.0);
  if (load_of(pins) <= 0) return;
  if (motor->is_stalled) {
    *aim_ma = 4500.0;
    *time_ms = 100.0;
  } else if (motor->is_overloaded) {
    *aim_ma = 3600.0;
    *time_ms = 1500.0;
  }
}

static void move_motor(struct motor *motor, const struct pins *pins, double ghost_ma, double elapsed_ms) {
  double aim_ma;
  double time_ms;
  aim_of(motor, pins, &aim_ma, &time_ms);
  if (ghost_ma > aim_ma) aim_ma = ghost_ma;
  motor->current_ma += (aim_ma - motor->current_ma) * (1.0 - exp(-elapsed_ms / time_ms));
  motor->case_c += (AMBIENT_C + LOADED_RISE_C * load_of(pins) - motor->case_c) * (1.0 - exp(-elapsed_ms / HEAT_MS));
}

void model_move(struct model *model, const struct pins pins[ZONES], double elapsed_ms) {
  for (int zone = 0; zone < ZONES; zone++) {
    move_motor(&model->motors[zone], &pins[zone], model->has_ghost_current && zone == 0 ? 800.0 : 0.0, elapsed_ms);
  }
  if (model->button_left_ms > 0) model->button_left_ms -= elapsed_ms;
}

unsigned model_case_mv(const struct motor *motor) {
  if (motor->is_sensor_open) return 5000;
  double case_c = motor->injected_c > NO_HEAT ? motor->injected_c : motor->case_c;
  double ohm = 10000.0 * exp(3950.0 * (1.0 / (case_c + 273.15) - 1.0 / 298.15));
  return (unsigned)lround(5000.0 * ohm / (ohm + 10000.0));
}

unsigned model_current_mv(const struct motor *motor) {
  double mv = 2500.0 + 0.185 * motor->current_ma;
  return (unsigned)lround(mv > 5000.0 ? 5000.0 : mv);
}

unsigned model_rail_mv(const struct model *model) {
  double mv = model->rail_mv / 8.0;
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
  else if ((motor = motor_of(model, fault, "hot", &rest)) != NULL) motor->injected_c = is_on ? atof(rest) : NO_HEAT;
  return motor != NULL;
}

bool model_inject(struct model *model, const char *fault, bool is_on) {
  if (inject_motor(model, fault, is_on)) return true;
  if (strcmp(fault, "leave") == 0) model->is_occupied = !is_on;
  else if (strcmp(fault, "sit") == 0) model->is_occupied = is_on;
  else if (strcmp(fault, "contradiction") == 0) model->has_ghost_current = is_on;
  else if (strcmp(fault, "emergency-input") == 0) model->is_emergency_open = is_on;
  else if (strcmp(fault, "button:short") == 0) model->button_left_ms = is_on ? 200.0 : 0.0;
  else if (strcmp(fault, "button:long") == 0) model->button_left_ms = is_on ? 1500.0 : 0.0;
  else if (strncmp(fault, "sag:", 4) == 0) model->rail_mv = is_on ? atof(fault + 4) : NOMINAL_MV;
  else return false;
  return true;
}
