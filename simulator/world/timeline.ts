// Virtual time for many lives at once. A life is an async function that waits on its own clock;
// time stands still while real I/O of any life is under way, and moves in windows: everything that
// is due within one window runs together (at most `atOnce` lives), then everybody else's clock is
// told the next instant. Which life runs first inside a window changes nothing, because lives share
// no state but the servers they meet, and each has its own chance.

export type Instant = number

/** The clock of one life. */
export interface LifeClock {
  /** The life's own instant, in milliseconds since 1970 UTC; never before the window's start. */
  readonly now: Instant
  /** Waits until an instant; a past one is now. */
  until(at: Instant): Promise<void>
  /** Waits for a duration in milliseconds. */
  spend(milliseconds: number): Promise<void>
  /** Waits until an instant, or until somebody rings the bell. */
  doze(at: Instant, bell: Bell): Promise<void>
}

/** Wakes a life that dozes; without effect on one that is awake. */
export class Bell {
  #wake: ((at: Instant) => void) | undefined

  /** Wakes at this instant, or at the next window when that is past; whether anybody dozed. */
  ring(at: Instant): boolean {
    const wake = this.#wake
    this.#wake = undefined
    wake?.(at)
    return wake !== undefined
  }

  /** For the timeline only: whom to wake. */
  hang(wake: ((at: Instant) => void) | undefined): void {
    this.#wake = wake
  }
}

export interface TimelineOptions {
  readonly startAt: Instant
  /** Length of a window: how far lives may be ahead of the others' clock. */
  readonly windowMs: number
  /** The clock never jumps further than this at once. */
  readonly strideMaxMs: number
  /** How many lives may have real I/O under way at the same time. */
  readonly atOnce: number
  /** Told before each window; time goes on when it is done. */
  readonly tell: (now: Instant) => Promise<void>
}

interface Sleeper {
  readonly at: Instant
  readonly order: number
  readonly wake: () => void
  /** Woken earlier by a bell. */
  isGone?: true
}

const before = (a: Sleeper, b: Sleeper): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order)

/** A life that ended by an error: a fault of the simulator itself, never of a device. */
export class LifeBroken extends Error {}

export class Timeline {
  readonly #options: TimelineOptions
  readonly #heap: Sleeper[] = []
  #now: Instant
  #windowEnd: Instant
  #lives = 0
  #parked: (() => void)[] = []
  #broken: LifeBroken | undefined

  constructor(options: TimelineOptions) {
    this.#options = options
    this.#now = options.startAt
    this.#windowEnd = options.startAt
  }

  /** The start of the present window: the instant that everybody was told last. */
  get now(): Instant {
    return this.#now
  }

  /** Begins a life at `startAt`; `order` decides among lives due at the same instant. */
  begin(order: number, startAt: Instant, live: (clock: LifeClock) => Promise<void>): void {
    this.#lives += 1
    const clock = this.#clockOf(order, startAt)
    const first = this.#park(startAt, order)
    void first
      .then(() => live(clock))
      .catch((cause: unknown) => {
        this.#broken ??= new LifeBroken(`life ${order} broke`, { cause })
      })
      .finally(() => {
        this.#lives -= 1
        this.#release()
      })
  }

  /** Runs until `over` says so after a window, or no life is left. */
  async run(over: (now: Instant) => boolean | Promise<boolean>): Promise<void> {
    while (this.#lives > 0) {
      const next = this.#heap[0]?.at ?? this.#now
      const target = Math.min(next, this.#now + this.#options.strideMaxMs)
      this.#now = Math.max(this.#now, target)
      this.#windowEnd = this.#now + this.#options.windowMs
      await this.#options.tell(this.#now)
      await this.#runWindow()
      if (this.#broken) throw this.#broken
      if (await over(this.#now)) return
    }
  }

  /** Wakes what is due, in order, with at most `atOnce` awake; done when all have parked again. */
  async #runWindow(): Promise<void> {
    const slots = Array.from({ length: this.#options.atOnce }, async () => {
      for (let due = this.#takeDue(); due; due = this.#takeDue()) {
        const parked = new Promise<void>((resolve) => this.#parked.push(resolve))
        due.wake()
        await parked
      }
    })
    await Promise.all(slots)
  }

  #clockOf(order: number, startAt: Instant): LifeClock {
    let now = startAt
    const until = async (at: Instant): Promise<void> => {
      now = Math.max(now, at)
      if (now < this.#windowEnd) return
      const woken = this.#park(now, order)
      this.#release()
      await woken
      now = Math.max(now, this.#now)
    }
    return {
      get now() {
        return now
      },
      until,
      spend: (milliseconds) => until(now + Math.max(0, Math.round(milliseconds))),
      doze: async (at, bell) => {
        if (at < this.#windowEnd) return until(at)
        now = await this.#doze({ from: now, at, order }, bell)
      },
    }
  }

  /** Sleeps until `at` or until the bell rings; the instant of waking. */
  async #doze(
    { from, at, order }: { readonly from: Instant; readonly at: Instant; readonly order: number },
    bell: Bell,
  ): Promise<Instant> {
    let wakesAt = at
    const woken = new Promise<void>((resolve) => {
      // Awake from here on, before the life itself runs: a ring that comes between wakes nobody.
      const wake = (): void => {
        bell.hang(undefined)
        resolve()
      }
      const sleeper: Sleeper = { at, order, wake }
      this.#push(sleeper)
      bell.hang((rungAt) => {
        if (rungAt >= at) return
        sleeper.isGone = true
        wakesAt = Math.max(from, rungAt)
        this.#push({ at: wakesAt, order, wake })
      })
    })
    this.#release()
    await woken
    return Math.max(wakesAt, this.#now)
  }

  /** One awake life less: lets a slot take the next. Slots are alike, so any one will do. */
  #release(): void {
    this.#parked.pop()?.()
  }

  #park(at: Instant, order: number): Promise<void> {
    return new Promise((wake) => this.#push({ at, order, wake }))
  }

  #takeDue(): Sleeper | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (!first || first.at >= this.#windowEnd) return undefined
      const last = this.#heap.pop() as Sleeper
      if (this.#heap.length > 0) this.#sink(last)
      if (!first.isGone) return first
    }
  }

  #push(sleeper: Sleeper): void {
    let at = this.#heap.length
    this.#heap.push(sleeper)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!before(sleeper, this.#heap[parent] as Sleeper)) break
      this.#heap[at] = this.#heap[parent] as Sleeper
      at = parent
    }
    this.#heap[at] = sleeper
  }

  #sink(sleeper: Sleeper): void {
    const size = this.#heap.length
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      const right = this.#heap[child + 1]
      if (right && before(right, this.#heap[child] as Sleeper)) child += 1
      if (!before(this.#heap[child] as Sleeper, sleeper)) break
      this.#heap[at] = this.#heap[child] as Sleeper
      at = child
    }
    this.#heap[at] = sleeper
  }
}
