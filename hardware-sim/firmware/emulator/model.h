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

/* A DC motor at a driver that chops its supply and shorts it between: what its winding takes is what the duty's share of the supply
 * has over the voltage of its own turning, over its resistance; the sensor is in the supply of the driver. */
struct rotor {
  double resistance_ohm;
  double back_emf_v_s;    /* V of its own for a radian a second, and Nm of its shaft for an ampere */
  double inertia_kg_m2;
  double friction_nm;     /* of its load, whatever it turns by */
  double drag_nm_s;       /* of its load, by a radian a second */
  double speed_rad_s;
};

struct motor {
  struct rotor rotor;
  struct rotor pump;
  double current_ma; /* from the supply */
  double winding_ma;
  double overload; /* how much of the load that is too much has come, 0-1 */
  double case_c;
  double injected_c; /* below absolute zero: none */
  bool is_stalled;
  bool is_overloaded;
  bool is_sensor_open;
  int spike_left_ms; /* both sensors show 5 V for so long */
};

struct model {
  struct motor motors[ZONES];
  bool has_ghost_current;
  double rail_mv;
  bool is_occupied;
  bool is_emergency_open;
  bool is_welded; /* the relay of the emergency stop does not open */
  double button_left_ms; /* the button is down for so long */
};

/* `locked_a`: what a motor takes at full duty while it is held; `inertia_ms`: how long one without a load takes for two thirds of its
 * speed. */
void model_init(struct model *model, double locked_a, double inertia_ms);
void model_move(struct model *model, const struct pins pins[ZONES], double elapsed_ms);

/* Voltages at the analog inputs, mV: three NTC dividers, three current sensors, the divider of the rail behind the relay. */
unsigned model_case_mv(const struct motor *motor);
unsigned model_current_mv(const struct motor *motor);
unsigned model_rail_mv(const struct model *model);

/* Begins or ends a fault by its name; false where there is none of that name. */
bool model_inject(struct model *model, const char *fault, bool is_on);

const char *zone_name(int zone);

#endif
