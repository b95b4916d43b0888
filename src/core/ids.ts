const nameForm = '[a-z0-9][a-z0-9_-]{0,31}';

const whole = (form: string): RegExp => new RegExp(`^${form}$`);

/** Chair ids have small letters only, so that what follows one in a file's name is never a part of another. */
export const chairIdForm = nameForm;

/** The id of a chair, a group or a bridge: one level of a topic. */
export const chairIdPattern = whole(nameForm);

export const personIdPattern = whole(nameForm);

/** Takes the choice of a person back; no person is called so. */
export const nobody = 'nobody';

export const programIdPattern = whole('[a-z0-9][a-z0-9_-]{0,63}');
/** Of a program that is saved by a face: the name of its file, without `.yaml`. */
export const ownProgramIdPattern = /^[a-z0-9-]{1,32}$/;

/** Characters of a program's name. */
export const programNameMax = 60;

/** The name of a profile, and of what stands in one. */
export const profileNameForm = '[a-z0-9][a-z0-9-]{0,31}';

export const profileNamePattern = whole(profileNameForm);

export const homieIdPattern = /^[a-z0-9-]+$/;

/** An id as Homie wants it: lower-case letters, digits and hyphens. */
export const homieId = (text: string): string => text.toLowerCase().replace(/[^a-z0-9-]/g, '-');
