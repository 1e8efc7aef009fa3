import metadata from 'libphonenumber-js/min/metadata';
import { AsYouType, getCountryCallingCode, isSupportedCountry } from 'libphonenumber-js/core';
export const formatted = (country, digits) => new AsYouType(country, metadata).input(digits);
export const callingCode = (country) =>
  isSupportedCountry(country, metadata) ? getCountryCallingCode(country, metadata) : null;
