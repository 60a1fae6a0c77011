// EIDs for the bench: as many valid ones as asked, each with its check digits.

/** The `index`-th EID of the bench, 32 digits with right check digits (mod 97). */
export function benchEid(index: number): string {
  const body = `89049032${String(index).padStart(22, '0')}`
  const remainder = BigInt(`${body}00`) % 97n
  return body + String(98n - remainder).padStart(2, '0')
}
