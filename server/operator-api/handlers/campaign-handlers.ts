// Campaigns and combinations: plan, approve, run, steer and follow a change in waves.

import { ApiProblem } from '@holdfast/api/client.ts'
import type { Handlers } from '@holdfast/api/handlers.ts'
import { problemOf } from '@holdfast/api/problem.ts'

export type CampaignHandlers = Pick<
  Handlers,
  | 'createCampaign'
  | 'dryRunCampaign'
  | 'listCampaigns'
  | 'campaign'
  | 'campaignDevices'
  | 'campaignSeries'
  | 'explainCampaign'
  | 'approveCampaign'
  | 'startCampaign'
  | 'pauseCampaign'
  | 'resumeCampaign'
  | 'abortCampaign'
  | 'rollBackWave'
  | 'retryCampaign'
  | 'excludeFromCampaign'
  | 'listCombinations'
  | 'releaseCombination'
>

const notYet = async (): Promise<never> => {
  throw new ApiProblem(problemOf('not-ready', 'campaigns do not run in this server'))
}

export const campaignHandlers = (): CampaignHandlers => ({
  createCampaign: notYet,
  dryRunCampaign: notYet,
  listCampaigns: notYet,
  campaign: notYet,
  campaignDevices: notYet,
  campaignSeries: notYet,
  explainCampaign: notYet,
  approveCampaign: notYet,
  startCampaign: notYet,
  pauseCampaign: notYet,
  resumeCampaign: notYet,
  abortCampaign: notYet,
  rollBackWave: notYet,
  retryCampaign: notYet,
  excludeFromCampaign: notYet,
  listCombinations: notYet,
  releaseCombination: notYet,
})
