/* What hangs at the pins: motors with their currents and heat, sensors as voltages, a person. Independent of the firmware. */
#ifndef MODEL_H
#define MODEL_H
#include <stdbool.h>

#define ZONES 3

/* What the pins of one zone do: duty 0-1. */
struct pins {
  double duty;
  bool pump;
  bool valve;
};

struct motor {
  double current_ma;
  double case_c;
  double injected_c; /* below absolute zero: none */
  bool is_stalled;
  bool is_overloaded;
  bool is_sensor_open;
};

struct model {
  struct motor motors[ZONES];
  bool has_ghost_current;
  double rail_mv;
  bool is_occupied;
  bool is_emergency_open;
  double button_left_ms; /* the button is down for so long */
};

void model_init(struct model *model);
void model_move(struct model *model, const struct pins pins[ZONES], double elapsed_ms);

/* Voltages at the analog inputs, mV: three NTC dividers, three current sensors, the rail's divider. */
unsigned model_case_mv(const struct motor *motor);
unsigned model_current_mv(const struct motor *motor);
unsigned model_rail_mv(const struct model *model);

/* Begins or ends a fault by its name; false where there is none of that name. */
bool model_inject(struct model *model, const char *fault, bool is_on);

const char *zone_name(int zone);

#endif
