/** What Homie takes as an id. */
export const homieIdPattern = /^[a-z0-9-]+$/;

/** An id as Homie wants it: lower-case letters, digits and hyphens. */
export const homieId = (text: string): string => text.toLowerCase().replace(/[^a-z0-9-]/g, '-');
