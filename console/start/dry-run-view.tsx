// What a wish would do: who is hit and who is not and why, the steps, why it is safe, what it
// costs.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { DryRunShape } from '@holdfast/api/shapes/wish-request.ts'
import { checkInWords } from '@holdfast/fleet/preflight/check-words.ts'
import { Go } from '../address/go.tsx'
import { StepPath } from '../device/step-path.tsx'
import { Shape } from '../marks/shape.tsx'
import { Note } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'
import { bytesInWords, devicesInWords } from './number-words.ts'

export type DryRun = ShapeOf<typeof DryRunShape>

export function DryRunView({ dryRun }: { readonly dryRun: DryRun }) {
  const { devices, allowed, refused, plans, steps, whySafe, preflight } = dryRun
  return (
    <div className="dry-run">
      <Note tone={allowed > 0 ? 'going' : 'bad'} role="status">
        <strong>
          {allowed === devices
            ? `${devicesInWords(devices)} would be changed.`
            : `${allowed.toLocaleString('en')} of ${devicesInWords(devices)} would be changed, ${refused.toLocaleString('en')} left alone.`}
        </strong>{' '}
        Nothing has happened yet.
      </Note>
      <Refusals dryRun={dryRun} />
      {preflight && preflight.checks.length > 0 && <Preflight preflight={preflight} />}
      {steps.length > 0 && (
        <Part
          title={
            plans > 1 ? `What happens, in the most frequent of ${plans} plans` : 'What happens'
          }
        >
          <StepPath isWhole operation={{ stepIndex: -1, plan: { steps } }} />
        </Part>
      )}
      {whySafe.length > 0 && (
        <Part title="Why it is safe">
          <ul className="safe">
            {whySafe.map((why) => (
              <li key={why}>{why}</li>
            ))}
          </ul>
        </Part>
      )}
      {allowed > 0 && <Costs dryRun={dryRun} />}
    </div>
  )
}

function Refusals({ dryRun: { refusals } }: { readonly dryRun: DryRun }) {
  if (refusals.length === 0) return null
  return (
    <Part title="Who is left alone, and why">
      <ul className="refusals">
        {refusals.map(({ code, devices, why, remedy, sampleEids }) => (
          <li key={`${code} ${why} ${remedy}`}>
            <p>
              <span className="mark" data-tone="bad">
                <Shape name="cross" /> <strong>{devicesInWords(devices)}</strong>
              </span>{' '}
              {why}
            </p>
            {remedy && <p>What helps: {remedy}</p>}
            <p className="dim small">
              code <code>{code}</code>; for example{' '}
              {sampleEids.slice(0, 3).map((eid, at) => (
                <span key={eid}>
                  {at > 0 && ', '}
                  <Go href={`/devices/${eid}`}>…{eid.slice(-8)}</Go>
                </span>
              ))}
            </p>
          </li>
        ))}
      </ul>
    </Part>
  )
}

type Tallied = NonNullable<DryRun['preflight']>

const counted = (count: number) =>
  count === 0 ? <span className="nothing">0</span> : count.toLocaleString('en')

const checkColumns: readonly PlainColumn<Tallied['checks'][number]>[] = [
  { title: 'Check', cell: ({ check }) => checkInWords(check) },
  { title: 'Fine', isNumber: true, cell: ({ ok }) => counted(ok) },
  { title: 'Not now', isNumber: true, cell: ({ held }) => counted(held) },
  { title: 'Never', isNumber: true, cell: ({ refused }) => counted(refused) },
  { title: 'Not known', isNumber: true, cell: ({ unknown }) => counted(unknown) },
  { title: 'To know it', cell: ({ how }) => how ?? <span className="nothing">–</span> },
]

function Preflight({ preflight: { held, checks } }: { readonly preflight: Tallied }) {
  return (
    <Part title="What was checked">
      {held > 0 && (
        <p className="dim">{devicesInWords(held)} lack something just now; it is asked again.</p>
      )}
      <PlainTable
        caption="devices by check"
        columns={checkColumns}
        rows={checks}
        keyOf={({ check }) => check}
      />
    </Part>
  )
}

function Costs({ dryRun: { cost, allowed } }: { readonly dryRun: DryRun }) {
  const each = allowed > 1 ? `, ${bytesInWords(cost.bytes / allowed)} for each device` : ''
  return (
    <Part title="What it costs">
      <dl className="facts">
        <div>
          <dt>Over the air</dt>
          <dd>
            about {bytesInWords(cost.bytes)} in {cost.messages.toLocaleString('en')} messages{each}
          </dd>
        </div>
        <div>
          <dt>From stock</dt>
          <dd>
            {cost.profilesFromStock === 0
              ? 'nothing'
              : `${cost.profilesFromStock.toLocaleString('en')} activation codes`}
          </dd>
        </div>
      </dl>
    </Part>
  )
}
