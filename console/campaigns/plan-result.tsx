// What a campaign would do: its waves, its stock, what stands against it, and the dry run of its
// wish.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignDryRunShape } from '@holdfast/api/shapes/campaign.ts'
import { Go } from '../address/go.tsx'
import { Note } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import { DryRunView } from '../start/dry-run-view.tsx'
import { devicesInWords } from '../start/number-words.ts'

type Result = ShapeOf<typeof CampaignDryRunShape>

interface Props {
  readonly result: Result
  /** What the plan itself asks for. */
  readonly approvalsPlanned: number
}

export function PlanResult({ result, approvalsPlanned }: Props) {
  const { waves, stock, problems, preflight, approvalsNeeded } = result
  return (
    <>
      {problems.map(({ code, why, remedy }) => (
        <Note key={`${code} ${why}`} tone="bad" title={why}>
          {remedy && <p>What helps: {remedy}</p>}
          <p className="dim small">
            code <code>{code}</code>
          </p>
        </Note>
      ))}
      <Part title="Waves">
        <ol className="runbook">
          {waves.map(({ name, devices }) => (
            <li key={name}>
              {name}: {devicesInWords(devices)}
            </li>
          ))}
        </ol>
        {stock && (
          <p className="dim">
            takes {stock.needed.toLocaleString('en')} codes from the stock, which has{' '}
            {stock.available.toLocaleString('en')}
          </p>
        )}
        <p className="dim">
          {approvalsNeeded === 0
            ? 'needs no approval'
            : `needs ${approvalsNeeded} ${approvalsNeeded === 1 ? 'approval' : 'approvals'} before it can start`}
        </p>
        {approvalsNeeded > approvalsPlanned && (
          <Note tone="warn">
            That is more than the plan asks for ({approvalsPlanned}): a{' '}
            <Go href="/country-rules">rule of one of its countries</Go> asks for it.
          </Note>
        )}
      </Part>
      <DryRunView dryRun={preflight} />
    </>
  )
}
