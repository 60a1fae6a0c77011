// What the operator's side must bring: a profile that is there and set aside, a line that is active,
// serves this device in this country, and an APN that the device knows (F22, F28, F29, F30, F31).

import type { Asked } from './asked.ts'
import { downloads, held, lineOf, ok, refused, unknown } from './asked.ts'
import type { Check } from './check.ts'
import type { DeviceKnown, LineKnown } from './preflight-facts.ts'

export function checkProfile({ input, plan }: Asked): Check {
  const { profile } = input
  if (!downloads(plan)) return ok('profile', 'the profile is on the card', 'proven')
  if (!profile) return unknown('profile', 'whether the order stands', 'take it from the stock')
  const { stock, order, evidence } = profile
  const named = profile.iccid ?? profile.operator ?? ''
  if (stock === 'short') return held('profile', 'stock-empty', named, evidence)
  if (order === 'expired' || order === 'used-up') {
    return refused('profile', 'order-over', `${named} ${order}`, evidence)
  }
  if (order === 'not-released') return held('profile', 'order-not-released', named, evidence)
  if (stock === 'not-from-stock' && order === undefined) {
    return unknown('profile', 'whether the order stands', 'take it from the stock')
  }
  return ok('profile', `${stock}${order ? `, ${order}` : ''}`, evidence)
}

/** Whether the line behind the new profile works once it is enabled (F31). */
export function checkLine({ input, limits }: Asked): Check {
  const line = lineOf(input)
  if (!line || line.state === 'unknown') {
    return unknown('line', 'state of the line', 'let the operator report its lines')
  }
  if (input.now - line.at > limits.lineFreshMs) {
    return unknown('line', 'state of the line, the report is old', 'let the operator report again')
  }
  const { state, evidence } = line
  const fact = `the operator says: ${state}`
  if (state === 'terminated') return refused('line', 'line-terminated', fact, evidence)
  if (state !== 'active') return held('line', 'line-not-active', fact, evidence)
  return checkAllowance(line, input.now) ?? ok('line', fact, evidence)
}

function checkAllowance(line: LineKnown, now: number): Check | undefined {
  const { bytesLeft, validUntil, evidence } = line
  if (validUntil !== undefined && validUntil <= now) {
    return refused('line', 'line-over', 'its validity is over', evidence)
  }
  return bytesLeft === 0 ? held('line', 'line-used-up', 'no octets left', evidence) : undefined
}

/** Whether the contract allows the country that the device is in (F30). */
export function checkCountry({ input }: Asked): Check {
  const { country }: DeviceKnown = input.state.device
  const line = lineOf(input)
  const told = line?.countries ? line : input.operator
  if (!told?.countries) {
    return unknown('country', 'where the line may serve', 'record the countries of this operator')
  }
  if (country === undefined) {
    return unknown('country', 'where the device is', 'add the country to the inventory')
  }
  const fact = `the device is in ${country}; the line serves ${told.countries.join(', ')}`
  return told.countries.includes(country)
    ? ok('country', fact, told.evidence)
    : refused('country', 'country-not-served', fact, told.evidence)
}

/** Whether the line serves this IMEI (F29). Nothing said means no lock. */
export function checkLock({ input }: Asked): Check {
  const line = lineOf(input)
  if (line?.imeiLock === undefined) {
    return ok('device-lock', 'no lock is known', line?.evidence)
  }
  const { imei }: DeviceKnown = input.state.device
  if (imei === undefined) return unknown('device-lock', 'the IMEI', 'add it to the inventory')
  const fact = `the line is locked to ${line.imeiLock}, the device is ${imei}`
  return imei.startsWith(line.imeiLock)
    ? ok('device-lock', fact, line.evidence)
    : refused('device-lock', 'imei-locked', fact, line.evidence)
}

/** Whether the device has the APN of the new operator (F28). */
export function checkApn({ input }: Asked): Check {
  const { apn }: DeviceKnown = input.state.device
  const line = lineOf(input)
  const told = line?.apn === undefined ? input.operator : line
  if (told?.apn === undefined) {
    return unknown('apn', 'APN of the new operator', 'record it with the facts of this operator')
  }
  if (apn === undefined) return unknown('apn', 'APNs of the device', 'add apn to the inventory')
  const known = apn.split(/[\s,;]+/).map((one) => one.toLowerCase())
  const fact = `the device has ${apn}; the operator wants ${told.apn}`
  return known.includes(told.apn.toLowerCase()) || known.includes('*')
    ? ok('apn', fact, told.evidence)
    : held('apn', 'apn-unknown', fact, told.evidence)
}
