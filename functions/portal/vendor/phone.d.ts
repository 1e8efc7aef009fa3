// What phone.js exports, for type checks.

/** Digits as a country writes them while they are typed. */
export function formatted(country: string, digits: string): string;
/** The calling code of a country, without its plus sign. */
export function callingCode(country: string): string | null;
