/** Words of the libraries and of the system that no person should have to read. */
export const libraryWords =
  /\b([Ii]nvalid|discriminator|[Ee]xpected|received|[Uu]nrecognized|[Ff]low (map|sequence|collection)|[Bb]lock (map|sequence|collection|scalar)|[Ii]mplicit|scalar|mapping|node end|token|stringKeys|zod|regex|undefined|NaN|E[A-Z]{4,})\b|\[object|wrong version number|routines/;
