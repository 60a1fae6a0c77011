// What happens to a storm from outside, as data: faults, and what its operators wish. A storm is a
// function of its seed and this list, so a failing list can be cut down and run again.

export type LinkFault =
  | 'lostRequest'
  | 'lostReply'
  | 'duplicate'
  | 'lateDuplicate'
  | 'truncatedReply'
  | 'slow'

/** `skip`: how many chances for it pass by before it happens. */
interface AtDevice {
  readonly at: number
  readonly device: number
  readonly skip: number
}

export type CommitFault =
  /** Nothing is written, and the server is told so. */
  | 'fails'
  /** It is written, and the server is told that it may not be. */
  | 'unacknowledged'
  | 'crash-before'
  | 'crash-after'

/** What becomes of a call of the operators' hook. */
export type HookFault = 'no-answer' | 'http-500' | 'not-json' | 'refused' | 'done-then-lost'

export type SmdpFault = 'lost-request' | 'lost-reply' | 'http-500' | 'not-json' | 'refused'

interface WrongTime {
  readonly at: number
  readonly byMs: number
  readonly forMs: number
}

export type Fault =
  | (AtDevice & { readonly kind: 'link'; readonly fault: LinkFault })
  | (AtDevice & { readonly kind: 'cut-request' })
  | (AtDevice & { readonly kind: 'delayed-request'; readonly forMs: number })
  /** `share`: how far into the command that is under way the power lasts. */
  | (AtDevice & { readonly kind: 'power'; readonly share: number; readonly offMs: number })
  | (AtDevice & { readonly kind: 'hole'; readonly forMs: number })
  | (AtDevice & { readonly kind: 'card-busy'; readonly count: number })
  | (AtDevice & { readonly kind: 'forged-result' })
  /** The line of the next profile that is installed. */
  | (AtDevice & { readonly kind: 'late-line'; readonly forMs: number })
  | (AtDevice & { readonly kind: 'dead-line' })
  | (AtDevice & { readonly kind: 'line-without-session' })
  /** The line in use is suspended, or has nothing left. */
  | (AtDevice & { readonly kind: 'line-suspended'; readonly forMs: number })
  | (AtDevice & { readonly kind: 'line-used-up'; readonly forMs: number })
  /** A whole network is out. */
  | {
      readonly kind: 'network-out'
      readonly at: number
      readonly operator: number
      readonly forMs: number
    }
  /** The certificate of the eIM's listener has expired: no device talks to it. */
  | { readonly kind: 'eim-certificate'; readonly at: number; readonly forMs: number }
  /** The same of an SM-DP+: neither devices nor the eIM talk to it. */
  | {
      readonly kind: 'smdp-certificate'
      readonly at: number
      readonly smdp: number
      readonly forMs: number
    }
  | {
      readonly kind: 'hook'
      readonly at: number
      readonly skip: number
      readonly how: HookFault
    }
  /** A second server works on the same database for a while, then dies. */
  | { readonly kind: 'second-server'; readonly at: number; readonly forMs: number }
  | {
      readonly kind: 'commit'
      readonly at: number
      readonly skip: number
      readonly how: CommitFault
    }
  | { readonly kind: 'crash'; readonly at: number; readonly downMs: number }
  /** The database as it was `backMs` before. */
  | { readonly kind: 'restore'; readonly at: number; readonly backMs: number }
  /** The clock of a server's machine shows something else for a while; of both servers' if absent. */
  | ({ readonly kind: 'clock'; readonly only?: 'first' | 'second' } & WrongTime)
  /** That of the database's machine. */
  | ({ readonly kind: 'database-clock' } & WrongTime)
  | {
      readonly kind: 'smdp'
      readonly at: number
      readonly smdp: number
      readonly skip: number
      readonly fault: SmdpFault
      readonly code: `${string}/${string}`
    }
  | {
      readonly kind: 'smdp-out'
      readonly at: number
      readonly smdp: number
      readonly forMs: number
    }

/** What an operator of the product asks for; which profile is found out when it is asked. */
export type WishKind =
  | 'swap'
  | 'download'
  | 'enable'
  | 'disable'
  | 'delete'
  | 'set-fallback'
  | 'unset-fallback'
  | 'audit'
  | 'cancel'
  | 'campaign'
  /** Pauses, resumes or aborts the newest campaign. */
  | 'campaign-steer'

export interface Deed {
  readonly kind: 'deed'
  readonly at: number
  readonly devices: readonly number[]
  readonly wish: WishKind
  /** Which operator's profile, or which of the profiles on the card. */
  readonly choice: number
  /** How often the same request is sent: a client repeats what it got no answer to (F05). */
  readonly times: number
  readonly deadlineMs?: number
}

export type Happening = Fault | Deed

export const isDeed = (happening: Happening): happening is Deed => happening.kind === 'deed'

/** The name under which a fault is counted. */
export function kindOf(happening: Happening): string {
  switch (happening.kind) {
    case 'link':
      return happening.fault
    case 'commit':
      return `commit-${happening.how}`
    case 'smdp':
      return `smdp-${happening.fault}`
    case 'hook':
      return `hook-${happening.how}`
    case 'deed':
      return `deed-${happening.wish}`
    default:
      return happening.kind
  }
}
