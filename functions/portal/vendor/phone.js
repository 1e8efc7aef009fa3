// The modern modules of the library, which its package does not export; they are half the size of those that it does.
import AsYouType from './node_modules/libphonenumber-js/es6-modern/AsYouType.js';
import { getCountryCallingCode, isSupportedCountry } from './node_modules/libphonenumber-js/es6-modern/metadata.js';
import plans from './numbering.json';

export const formatted = (country, digits) => new AsYouType(country, plans).input(digits);
export const callingCode = (country) =>
  isSupportedCountry(country, plans) ? getCountryCallingCode(country, plans) : null;
