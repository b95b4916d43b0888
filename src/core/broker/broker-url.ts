/** For people and records: what is before the `@` is a name and a password. */
export const urlWithoutSecrets = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');
