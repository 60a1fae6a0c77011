// A time of the day as people write it, `22:00`, and as rules count it: minutes after midnight.

const form = /^([01]\d|2[0-3]):([0-5]\d)$/

/** Minutes after midnight of `HH:MM`; undefined for any other text. */
export function parseTimeOfDay(text: string): number | undefined {
  const read = form.exec(text)
  return read ? 60 * Number(read[1]) + Number(read[2]) : undefined
}

export const isTimeOfDay = (text: string): boolean => form.test(text)

/** `22:00`, of minutes after midnight (0 to 1439). */
export function formatTimeOfDay(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}
