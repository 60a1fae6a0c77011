// The Luhn check digit (ISO/IEC 7812-1 annex B), which closes an ICCID and an IMEI.

/** The digit that makes `digits` followed by it pass the check. */
export function luhnDigit(digits: string): string {
  let sum = 0
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48
    const weighted = i % 2 === 0 ? digit * 2 : digit
    sum += weighted > 9 ? weighted - 9 : weighted
  }
  return String((10 - (sum % 10)) % 10)
}

/** Whether the last digit is the Luhn check digit of those before it. */
export const luhnHolds = (digits: string): boolean =>
  digits.length > 1 && luhnDigit(digits.slice(0, -1)) === digits.at(-1)
