// What an operator's system is asked to do for a stranded device, as it goes over the wire: one JSON
// object. The same call always gives the same text, so a repeated call carries the same signature
// input and the receiver can tell it by its id.

/** What can be asked of an operator, or of whoever sends people out. */
export type HookAction =
  | 'wake'
  | 'top-up'
  | 'extend-bootstrap'
  | 'reactivate-line'
  | 'refresh-registration'
  | 'field-visit'
  | 'call-off-visit'

export interface HookCall {
  /** The same for every try of one action. */
  readonly id: string
  readonly action: HookAction
  readonly eid: string
  /** The id of the call that this one takes back. */
  readonly of?: string
  readonly iccid?: string
  readonly operator?: string
  /** In words, for people. */
  readonly reason: string
  /** Milliseconds since 1970 UTC. */
  readonly askedAt: number
}

/** The body of the request. */
export function formatHookMessage(call: HookCall): string {
  const { id, action, eid, of, iccid, operator, reason, askedAt } = call
  return JSON.stringify({ id, action, eid, of, iccid, operator, reason, askedAt })
}
