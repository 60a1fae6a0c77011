// Stranded devices, their recovery, visits, incidents and the bootstrap ledger.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'

type RecoveryHandlers = Pick<
  Handlers,
  | 'reportLines'
  | 'deviceLines'
  | 'deviceSilence'
  | 'steerRecovery'
  | 'listStranded'
  | 'strandedCounts'
  | 'listFieldVisits'
  | 'closeFieldVisit'
  | 'listIncidents'
  | 'incident'
  | 'bootstrapLedger'
  | 'slo'
>

const notYet = async (): Promise<never> => {
  throw new ApiProblem(problemOf('not-ready', 'the silence watch does not run in this server'))
}

export const recoveryHandlers = (): RecoveryHandlers => ({
  reportLines: notYet,
  deviceLines: notYet,
  deviceSilence: notYet,
  steerRecovery: notYet,
  listStranded: notYet,
  strandedCounts: notYet,
  listFieldVisits: notYet,
  closeFieldVisit: notYet,
  listIncidents: notYet,
  incident: notYet,
  bootstrapLedger: notYet,
  slo: notYet,
})
