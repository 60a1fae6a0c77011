// What operators do to many lines at once, what their systems tell and how late, and how they answer
// when Holdfast asks them for something.

export interface OperatorFaults {
  /** The whole network of an operator is out. */
  readonly outages: readonly {
    readonly operator: string
    readonly fromHour: number
    readonly hours: number
  }[]
  /** Lines of the operator are not served any more in this country. */
  readonly roamingBlocks: readonly {
    readonly operator: string
    readonly country: string
    readonly fromHour: number
  }[]
  /** This share of an operator's lines in use is suspended at one instant. */
  readonly batchSuspensions: readonly {
    readonly operator: string
    readonly atHour: number
    readonly share: number
  }[]
  /** What its system posts about its lines; operators that are not named tell nothing. */
  readonly lineReports: readonly {
    readonly operator: string
    readonly everyHours: number
    /** The facts are as old as this when they are told. */
    readonly lagHours: number
  }[]
  readonly hooks: HookManners
}

/** How the systems behind the hooks behave. */
export interface HookManners {
  /** Answered 503 although sometimes done. */
  readonly failing: number
  /** Answered only after some real seconds. */
  readonly slow: number
  /** Messages that never arrive. */
  readonly smsLost: number
  /** Operators that do not want to: share of refused reactivations and top-ups. */
  readonly refused: number
  readonly delayHoursMin: number
  readonly delayHoursMax: number
  readonly visitDaysMin: number
  readonly visitDaysMax: number
}
