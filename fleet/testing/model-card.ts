// The other side for property tests: what a card really is and does, in a few lines, written
// without any of fleet's own code, so that it can contradict it. Its truth is what the invariants
// are checked against.

export interface Command {
  readonly kind: string
  readonly iccid?: string
  readonly rollbackFlag?: boolean
}

export interface Listed {
  readonly iccid: string
  readonly state: 'enabled' | 'disabled'
  readonly fallbackAttribute: boolean
  readonly fallbackAllowed: boolean
}

/** What the card signed; an error has no seqNumber. */
export interface Signed {
  readonly eimTransactionId: string
  readonly counterValue: number
  readonly seqNumber?: number
  readonly results?: readonly { readonly name: string; readonly code: number }[]
  readonly profiles?: readonly Listed[]
  readonly error?: number
}

export interface Note {
  readonly seqNumber: number
  readonly event: 'install' | 'enable' | 'disable' | 'delete'
  readonly iccid: string
}

const resultName: Readonly<Record<string, string>> = {
  enable: 'enableResult',
  disable: 'disableResult',
  delete: 'deleteResult',
  listProfileInfo: 'listProfileInfoResult',
  setFallbackAttribute: 'setFallbackAttributeResult',
  unsetFallbackAttribute: 'unsetFallbackAttributeResult',
}

export class ModelCard {
  readonly profiles = new Map<string, 'enabled' | 'disabled'>()
  fallback: string | undefined
  counter = 0
  #seq = 0
  /** Signed results that were not acknowledged, and notifications. */
  stored: Signed[] = []
  notes: Note[] = []
  #wayBack: { readonly former: string; readonly of: Signed } | undefined
  /** How often each package was carried out: more than once would break S2 on the card's side. */
  readonly executed = new Map<string, number>()

  get enabled(): string | undefined {
    return [...this.profiles].find(([, state]) => state === 'enabled')?.[0]
  }

  #note(event: Note['event'], iccid: string): void {
    this.#seq += 1
    this.notes.push({ seqNumber: this.#seq, event, iccid })
  }

  execute(eimTransactionId: string, counterValue: number, command: Command): Signed {
    if (counterValue <= this.counter) return { eimTransactionId, counterValue, error: 4 }
    this.counter = counterValue
    this.executed.set(eimTransactionId, (this.executed.get(eimTransactionId) ?? 0) + 1)
    const former = this.enabled
    const code = this.#run(command)
    this.#seq += 1
    const signed: Signed = {
      eimTransactionId,
      counterValue,
      seqNumber: this.#seq,
      results: [{ name: resultName[command.kind] ?? '?', code }],
      ...(command.kind === 'listProfileInfo' ? { profiles: this.listed() } : {}),
    }
    this.stored.push(signed)
    if (command.kind === 'enable' && code === 0) {
      this.#wayBack = command.rollbackFlag && former ? { former, of: signed } : undefined
    }
    return signed
  }

  #run({ kind, iccid = '' }: Command): number {
    const state = this.profiles.get(iccid)
    switch (kind) {
      case 'enable':
        return state === undefined ? 1 : state === 'enabled' ? 2 : this.enable(iccid)
      case 'disable':
        return state === undefined ? 1 : state === 'disabled' ? 2 : this.disable(iccid)
      case 'delete':
        return state === undefined ? 1 : state === 'enabled' ? 2 : this.remove(iccid)
      case 'setFallbackAttribute':
        if (state === undefined) return 1
        this.fallback = iccid
        return 0
      case 'unsetFallbackAttribute':
        if (this.fallback === undefined) return 2
        this.fallback = undefined
        return 0
      default:
        return 0
    }
  }

  enable(iccid: string): 0 {
    const former = this.enabled
    if (former) {
      this.profiles.set(former, 'disabled')
      this.#note('disable', former)
    }
    this.profiles.set(iccid, 'enabled')
    this.#note('enable', iccid)
    return 0
  }

  disable(iccid: string): 0 {
    this.profiles.set(iccid, 'disabled')
    this.#note('disable', iccid)
    return 0
  }

  remove(iccid: string): 0 {
    this.profiles.delete(iccid)
    if (this.fallback === iccid) this.fallback = undefined
    this.#note('delete', iccid)
    return 0
  }

  install(iccid: string): boolean {
    if (this.profiles.has(iccid)) return false
    this.profiles.set(iccid, 'disabled')
    this.#note('install', iccid)
    return true
  }

  /** The IPA could not reach the eIM; possible until a result of the enable got through. */
  rollBack(): Signed | undefined {
    const back = this.#wayBack
    this.#wayBack = undefined
    if (!back || !this.profiles.has(back.former)) return undefined
    this.enable(back.former)
    this.#seq += 1
    const { eimTransactionId, counterValue, results: undone = [] } = back.of
    const results = [...undone, { name: 'rollbackResult', code: 0 }]
    const signed = { eimTransactionId, counterValue, seqNumber: this.#seq, results }
    this.stored = [...this.stored.filter((one) => one !== back.of), signed]
    return signed
  }

  /** The eIM has the result: it may be forgotten, and an enable is final. */
  acknowledge(numbers: readonly number[]): void {
    const of = this.#wayBack?.of.seqNumber
    if (of !== undefined && numbers.includes(of)) this.#wayBack = undefined
    this.stored = this.stored.filter(({ seqNumber = -1 }) => !numbers.includes(seqNumber))
    this.notes = this.notes.filter(({ seqNumber }) => !numbers.includes(seqNumber))
  }

  listed(): readonly Listed[] {
    return [...this.profiles].map(([iccid, state]) => ({
      iccid,
      state,
      fallbackAttribute: this.fallback === iccid,
      fallbackAllowed: true,
    }))
  }
}
