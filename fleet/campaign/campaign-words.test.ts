import { expect, test } from 'vitest'
import { reason as reasonOf } from '../reasons/reason.ts'
import { plan } from '../testing/campaigns.ts'
import type { CampaignFact, CampaignFactKind } from './campaign-fact.ts'
import { newsOfCampaign } from './campaign-words.ts'

const reason = { code: 'campaign-done', why: 'so it is' }
const draft = { plan, planHash: 'a'.repeat(64), approvalsNeeded: 1, why: 'sunset' }

type FactsByKind = { readonly [K in CampaignFactKind]: Extract<CampaignFact, { kind: K }> }

const facts: FactsByKind = {
  'campaign-drafted': { kind: 'campaign-drafted', ...draft },
  'campaign-plan-changed': { kind: 'campaign-plan-changed', ...draft, why: '' },
  'campaign-targeted': { kind: 'campaign-targeted', waveDevices: [5, 95], approvalsNeeded: 1 },
  'campaign-submitted': { kind: 'campaign-submitted' },
  'campaign-approved': { kind: 'campaign-approved', planHash: 'a'.repeat(64) },
  'campaign-scheduled': { kind: 'campaign-scheduled' },
  'campaign-stock-reserved': { kind: 'campaign-stock-reserved', items: 100 },
  'campaign-started': { kind: 'campaign-started' },
  'campaign-paused': { kind: 'campaign-paused', reason },
  'campaign-resumed': {
    kind: 'campaign-resumed',
    why: 'known',
    accepted: { wave: 0, failures: 2 },
  },
  'campaign-aborted': { kind: 'campaign-aborted', reason },
  'campaign-finished': { kind: 'campaign-finished', reason },
  'wave-opened': { kind: 'wave-opened', wave: 0 },
  'wave-passed': { kind: 'wave-passed', wave: 0, reason },
  'wave-failed': { kind: 'wave-failed', wave: 0, reason },
  'wave-held': { kind: 'wave-held', wave: 0, reason },
  'wave-went-on': { kind: 'wave-went-on', wave: 0 },
  'wave-grew': { kind: 'wave-grew', wave: 1, devices: 3 },
  'wave-roll-back-began': { kind: 'wave-roll-back-began', wave: 0, why: 'bad' },
  'wave-rolled-back': { kind: 'wave-rolled-back', wave: 0 },
  'failed-retried': { kind: 'failed-retried', devices: 4, codes: ['no-answer'] },
  'devices-excluded': { kind: 'devices-excluded', devices: 2, why: 'sold' },
  'combination-held': { kind: 'combination-held', pattern: { rat: 'x' }, reason },
  'combination-released': {
    kind: 'combination-released',
    patternKey: 'euiccOs=3.1.2',
    why: 'mended',
  },
}

test('every kind of fact of a campaign has words', () => {
  const spoken = Object.values(facts).map((fact) => {
    const { level, words } = newsOfCampaign(fact)
    return `${level.padEnd(4)} ${words}`
  })
  expect(`\n${spoken.join('\n')}\n`).toBe(`
info drafted: to Acme (sunset)
warn the plan was changed; approvals start again
info its devices are on record, by wave: 5, 95
info it may be approved
good approved, plan aaaaaaaaaaaa
info it may begin
info 100 items of stock are set aside
info started
warn paused: so it is
info resumed (known); 2 failures of wave 1 are accepted
bad  aborted: so it is
good finished: so it is
info wave 1 begins
good wave 1: so it is
bad  wave 1: so it is
warn wave 1 holds still: so it is
info wave 1 goes on
info wave 2 got 3 more devices
warn wave 1 is rolled back (bad)
info wave 1 is back on the former profile
info 4 failed devices are tried again: no-answer
info 2 devices were taken out (sold)
bad  held: so it is
info eUICC OS 3.1.2 is released (mended)
`)
})

test('a wave is called by its name, and what a person said stands without the words around it', () => {
  const names = ['canary', 'rest']
  const words = (fact: CampaignFact) => newsOfCampaign(fact, names).words
  expect(words({ kind: 'wave-opened', wave: 1 })).toBe('wave rest begins')
  const paused = reasonOf('campaign-paused-by-person', 'the operator (Nordtel) called')
  expect(words({ kind: 'campaign-paused', reason: paused })).toBe(
    'paused: the operator (Nordtel) called',
  )
  const aborted = reasonOf('campaign-aborted', 'enough')
  expect(words({ kind: 'campaign-aborted', reason: aborted })).toBe('aborted: enough')
  const restored = reasonOf('campaign-restored')
  expect(words({ kind: 'campaign-paused', reason: restored })).toBe(`paused: ${restored.why}`)
})
