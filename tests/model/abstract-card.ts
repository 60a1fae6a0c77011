// The card of the model check: what SGP.32 says of enabling, rolling back, falling back, deleting and
// counting (§2.11.1, §3.4), as immutable values in as few lines as it takes. Written apart from the
// product and from the simulator, so that it can contradict them.

export interface Signed {
  readonly eimTransactionId: string
  readonly counterValue: number
  readonly seqNumber?: number
  readonly error?: number
  readonly results?: readonly { readonly name: string; readonly code: number }[]
  readonly list?: readonly Listed[]
}

export interface Listed {
  readonly iccid: string
  readonly state: 'enabled' | 'disabled'
  readonly fallbackAttribute: boolean
  readonly fallbackAllowed: boolean
}

export interface Note {
  readonly seqNumber: number
  readonly event: 'install' | 'enable' | 'disable' | 'delete'
  readonly iccid: string
}

export interface Card {
  readonly profiles: readonly string[]
  readonly enabled?: string
  readonly fallback?: string
  readonly counter: number
  readonly seq: number
  readonly stored: readonly Signed[]
  readonly notes: readonly Note[]
  readonly right?: { readonly to: string; readonly of: Signed }
  /** eimTransactionIds that were carried out, each as often as it was. */
  readonly done: readonly string[]
}

export interface Command {
  readonly kind: string
  readonly iccid?: string
  readonly rollbackFlag?: boolean
}

const names: Readonly<Record<string, string>> = {
  enable: 'enableResult',
  disable: 'disableResult',
  delete: 'deleteResult',
  listProfileInfo: 'listProfileInfoResult',
  setFallbackAttribute: 'setFallbackAttributeResult',
  unsetFallbackAttribute: 'unsetFallbackAttributeResult',
}

export interface Request {
  readonly eimTransactionId: string
  readonly counterValue: number
  readonly command: Command
  /** The card answers every enable with catBusy. */
  readonly isBusy?: boolean
}

/** The card after the package, and what it signed. */
export function execute(card: Card, request: Request): { card: Card; signed: Signed } {
  const { eimTransactionId, counterValue, command } = request
  const key = { eimTransactionId, counterValue }
  if (counterValue <= card.counter) return { card, signed: { ...key, error: 4 } }
  const { right: _, ...begun } = { ...card, counter: counterValue }
  const former = card.enabled
  const { card: run, code } = carryOut(begun, command, request.isBusy === true)
  const seqNumber = run.seq + 1
  const signed: Signed = {
    ...key,
    seqNumber,
    results: [{ name: names[command.kind] ?? '?', code }],
    ...(command.kind === 'listProfileInfo' ? { list: listOf(run) } : {}),
  }
  const grants = command.kind === 'enable' && code === 0 && command.rollbackFlag && former
  const after: Card = {
    ...run,
    seq: seqNumber,
    stored: [...run.stored, signed],
    done: [...run.done, eimTransactionId],
    ...(grants ? { right: { to: former, of: signed } } : {}),
  }
  return { card: after, signed }
}

const listOf = (card: Card): readonly Listed[] =>
  card.profiles.map((iccid) => ({
    iccid,
    state: card.enabled === iccid ? 'enabled' : 'disabled',
    fallbackAttribute: card.fallback === iccid,
    fallbackAllowed: true,
  }))

function carryOut(card: Card, { kind, iccid = '' }: Command, isBusy: boolean) {
  const has = card.profiles.includes(iccid)
  const isOn = card.enabled === iccid
  const refuse = (code: number) => ({ card, code })
  switch (kind) {
    case 'enable':
      if (!has) return refuse(1)
      if (isBusy) return refuse(5)
      return isOn ? refuse(2) : { card: switchTo(card, iccid), code: 0 }
    case 'disable':
      if (!has) return refuse(1)
      return isOn ? { card: switchTo(card, undefined), code: 0 } : refuse(2)
    case 'delete':
      if (!has) return refuse(1)
      return isOn ? refuse(2) : { card: remove(card, iccid), code: 0 }
    case 'setFallbackAttribute':
      return has ? { card: { ...card, fallback: iccid }, code: 0 } : refuse(1)
    case 'unsetFallbackAttribute': {
      const { fallback, ...rest } = card
      return fallback === undefined ? refuse(2) : { card: rest, code: 0 }
    }
    default:
      return { card, code: 0 }
  }
}

function noted(card: Card, event: Note['event'], iccid: string): Card {
  const seqNumber = card.seq + 1
  return { ...card, seq: seqNumber, notes: [...card.notes, { seqNumber, event, iccid }] }
}

function switchTo(card: Card, iccid: string | undefined): Card {
  const off = turnedOff(card)
  return iccid === undefined ? off : noted({ ...off, enabled: iccid }, 'enable', iccid)
}

/** The card with nothing enabled. */
function turnedOff(card: Card): Card {
  if (card.enabled === undefined) return card
  const { enabled: _, ...off } = noted(card, 'disable', card.enabled)
  return off
}

function remove(card: Card, iccid: string): Card {
  const { fallback, ...rest } = card
  const left = { ...rest, profiles: card.profiles.filter((one) => one !== iccid) }
  return noted(fallback === iccid || !fallback ? left : { ...left, fallback }, 'delete', iccid)
}

export const install = (card: Card, iccid: string): Card =>
  card.profiles.includes(iccid)
    ? card
    : noted({ ...card, profiles: [...card.profiles, iccid] }, 'install', iccid)

/** ProfileRollback: back to the former profile, with a new result in place of the undelivered one. */
export function rollBack(card: Card): Card {
  const { right, ...rest } = card
  if (!right || !card.profiles.includes(right.to)) return card
  const back = switchTo(rest, right.to)
  const seqNumber = back.seq + 1
  const { eimTransactionId, counterValue, results = [] } = right.of
  const signed: Signed = {
    ...{ eimTransactionId, counterValue, seqNumber },
    results: [...results, { name: 'rollbackResult', code: 0 }],
  }
  const kept = back.stored.filter((one) => one.seqNumber !== right.of.seqNumber)
  return { ...back, seq: seqNumber, stored: [...kept, signed] }
}

/** ExecuteFallbackMechanism. */
export function fallBack(card: Card): Card {
  if (card.fallback === undefined || card.fallback === card.enabled) return card
  const { right: _, ...rest } = card
  return switchTo(rest, card.fallback)
}

/** NotificationSent for each number; a delivered result also ends the right to roll back. */
export function acknowledge(card: Card, numbers: readonly number[]): Card {
  const { right, ...rest } = card
  const ends = right !== undefined && numbers.includes(right.of.seqNumber ?? -1)
  return {
    ...rest,
    stored: card.stored.filter(({ seqNumber = -1 }) => !numbers.includes(seqNumber)),
    notes: card.notes.filter(({ seqNumber }) => !numbers.includes(seqNumber)),
    ...(right && !ends ? { right } : {}),
  }
}
