// Numbers with their nouns.

export const devicesInWords = (count: number): string =>
  `${count.toLocaleString('en')} ${count === 1 ? 'device' : 'devices'}`

/** `1.2 kB`, `34 MB`: decimal units, two digits at most after rounding. */
export function bytesInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = Math.max(0, bytes)
  let at = 0
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000
    at += 1
  }
  const digits = value < 10 && at > 0 ? 1 : 0
  return `${value.toFixed(digits)} ${units[at]}`
}

/** `97.2 %`; a dash of a whole of nothing. */
export function shareInWords(part: number, whole: number): string {
  if (whole === 0) return '–'
  const percent = (100 * part) / whole
  return `${percent.toFixed(percent > 0 && percent < 1 ? 2 : 1)} %`
}
