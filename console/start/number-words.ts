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
