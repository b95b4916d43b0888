/** The addresses of a broker as they are typed: those of several nodes with commas or spaces between them. */
export const addressesIn = (text: string): readonly string[] => text.split(/[\s,]+/).filter((each) => each !== '');

export const addressText = (urls: readonly string[]): string => urls.join(', ');
