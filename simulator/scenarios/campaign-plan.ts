// How the world's person moves the fleet by campaigns: waves, thresholds, how long a device may take.

export interface CampaignPlan {
  /** One for the whole fleet to the first operator, or one to each operator. */
  readonly of: 'fleet' | 'operators'
  readonly waves: readonly {
    readonly name: string
    readonly devices?: number
    /** Of all targets; a last wave with neither takes all that are left. */
    readonly share?: number
  }[]
  readonly thresholds: {
    readonly successAtLeast: number
    readonly failureAtMost: number
    readonly confidence: number
  }
  readonly deviceDeadlineMinutes: number
}
