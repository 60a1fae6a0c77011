// What a campaign would do: its waves, its stock, what stands against it, and the dry run of its
// wish.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CampaignDryRunShape } from '@holdfast/api/shapes/campaign.ts'
import { Note } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import { DryRunView } from '../start/dry-run-view.tsx'

type Result = ShapeOf<typeof CampaignDryRunShape>

export function PlanResult({ result }: { readonly result: Result }) {
  const { waves, stock, problems, preflight } = result
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
              {name}: {devices.toLocaleString('en')} devices
            </li>
          ))}
        </ol>
        {stock && (
          <p className="dim">
            takes {stock.needed.toLocaleString('en')} codes from the stock, which has{' '}
            {stock.available.toLocaleString('en')}
          </p>
        )}
      </Part>
      <DryRunView dryRun={preflight} />
    </>
  )
}
