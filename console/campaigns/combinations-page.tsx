// What worked together: outcomes by combination of device, module, card, software, server, operator
// and radio, never a percentage without its sample.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { CombinationShape } from '@holdfast/api/shapes/campaign.ts'
import { combinationParts, partWords } from '@holdfast/fleet/combination/combination-key.ts'
import { findReason } from '@holdfast/fleet/reasons/reason.ts'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Looks, lookIn } from '../marks/look.ts'
import { Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'

type Combination = ShapeOf<typeof CombinationShape>

const askEveryMs = 30_000
const shown = 200

const stateLooks: Looks = {
  proven: { shape: 'tick', tone: 'good', word: 'proven' },
  unproven: { shape: 'dashes', tone: 'quiet', word: 'unproven' },
  held: { shape: 'bang', tone: 'bad', word: 'held' },
  failing: { shape: 'cross', tone: 'bad', word: 'failing' },
  released: { shape: 'arrow', tone: 'warn', word: 'released' },
}

export function CombinationsPage() {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['combinations'],
    queryFn: ({ signal }) => client.listCombinations({ signal }),
    refetchInterval: askEveryMs,
  })
  return (
    <div className="page">
      <PageHead
        title="What worked together"
        line="Counted from what campaigns did: device, module, card, software, server, operator, radio."
      />
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={160} />)}
      {data?.items.length === 0 && (
        <Empty title="Nothing is counted yet">
          <p>Each device that a campaign changes counts for its combination.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <PlainTable
          caption="outcomes by combination"
          className="combinations"
          columns={columns}
          rows={data.items.slice(0, shown)}
          keyOf={({ key }) => key}
        />
      )}
      {data && data.items.length > shown && (
        <p className="dim">
          and {(data.items.length - shown).toLocaleString('en')} more:{' '}
          <code>holdfast combinations</code> lists them all
        </p>
      )}
    </div>
  )
}

const columns: readonly PlainColumn<Combination>[] = [
  { title: 'Combination', cell: ({ parts }) => <Parts parts={parts} /> },
  { title: 'State', cell: ({ state }) => <Mark look={lookIn(stateLooks, state)} /> },
  { title: 'Devices', isNumber: true, cell: ({ devices }) => devices.toLocaleString('en') },
  { title: 'Success, with its interval', cell: ({ success }) => <Interval success={success} /> },
  { title: 'Why others failed', cell: ({ codes }) => <Codes codes={codes} /> },
]

const unknownPart = '?'

/** What is known of it, and what is not, which counts like any other value. */
function Parts({ parts }: Pick<Combination, 'parts'>) {
  const named = combinationParts.map(
    (part) => [partWords[part], parts[part] ?? unknownPart] as const,
  )
  const known = named.filter(([, value]) => value !== unknownPart)
  const unknown = named.filter(([, value]) => value === unknownPart)
  return (
    <>
      {known.map(([name, value]) => `${name} ${value}`).join(', ') || 'nothing is known of it'}
      {unknown.length > 0 && (
        <p className="dim small">not known: {unknown.map(([name]) => name).join(', ')}</p>
      )}
    </>
  )
}

function Codes({ codes }: Pick<Combination, 'codes'>) {
  const found = Object.entries(codes).sort(([, a], [, b]) => b - a)
  if (found.length === 0) return <span className="nothing">none</span>
  return (
    <ul className="lines">
      {found.map(([code, count]) => (
        <li key={code} title={code}>
          {count.toLocaleString('en')} × {findReason(code)?.words ?? code}
        </li>
      ))}
    </ul>
  )
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** The share as a dot on its interval, all on one scale, and in words. */
function Interval({ success }: Pick<Combination, 'success'>) {
  if (success === undefined) return <span className="nothing">too few</span>
  const { share, low, high, confidence } = success
  return (
    <span className="interval">
      <svg viewBox="0 0 100 10" aria-hidden="true" preserveAspectRatio="none">
        <line className="scale" x1="0" x2="100" y1="5" y2="5" />
        <line x1={100 * low} x2={100 * high} y1="5" y2="5" />
        <rect x={100 * share - 1} y="1" width="2" height="8" />
      </svg>
      {percent(share)}{' '}
      <span className="dim">
        ({percent(confidence)} interval {percent(low)}–{percent(high)})
      </span>
    </span>
  )
}
