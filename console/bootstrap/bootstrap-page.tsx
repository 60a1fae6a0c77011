// Bootstrap lines as a perishable stock: what is left of bytes, SMS, days and countries, and which
// devices will run out, soonest first.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { BootstrapLedgerShape } from '@holdfast/api/shapes/incident.ts'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant } from '../clock/time-words.ts'
import { Age, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { bytesInWords, devicesInWords, shareInWords } from '../start/number-words.ts'
import { type PlainColumn, PlainTable } from '../table/plain-table.tsx'

type Ledger = ShapeOf<typeof BootstrapLedgerShape>
type Operator = Ledger['operators'][number]

const askEveryMs = 60_000
const devicesShown = 200

export function BootstrapPage() {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['bootstrap'],
    queryFn: ({ signal }) => client.bootstrapLedger({ signal }),
    refetchInterval: askEveryMs,
  })
  return (
    <div className="page">
      <PageHead
        title="Bootstrap lines"
        line="What a device can start or be rescued with, and for how long, as the operators tell it."
      />
      {data === undefined && (error ? <ProblemNote error={error} /> : <Skeleton height={120} />)}
      {data?.lines === 0 && (
        <Empty title="No allowance was told of any line">
          <p>
            Let the operator's system report what is left of its lines to{' '}
            <code>POST /v1/lines</code>.
          </p>
        </Empty>
      )}
      {data && data.lines > 0 && (
        <>
          <Part title="Left, by operator">
            <PlainTable
              caption="bootstrap lines by operator"
              columns={operatorColumns}
              rows={data.operators}
              keyOf={({ operator }) => operator}
            />
          </Part>
          <Part title="Will run out">
            <RunningOut ledger={data} />
          </Part>
        </>
      )}
    </div>
  )
}

const left = (text: string | undefined) => text ?? <span className="nothing">not told</span>

const operatorColumns: readonly PlainColumn<Operator>[] = [
  { title: 'Operator', cell: ({ operator }) => operator },
  number('Lines', ({ lines }) => lines),
  {
    title: 'Data left',
    isNumber: true,
    cell: ({ bytesLeft }) => left(bytesLeft === undefined ? undefined : bytesInWords(bytesLeft)),
  },
  number('SMS left', ({ smsLeft }) => smsLeft),
  number('Least days left', ({ daysLeftLeast }) => daysLeftLeast),
  {
    title: 'Countries',
    cell: ({ countries }) => left(countries.length > 0 ? countries.join(', ') : undefined),
  },
  { title: 'Will run out', cell: ({ warned, lines }) => <Share part={warned} whole={lines} /> },
  number('Used up', ({ usedUp }) => usedUp),
  number('Not to be shipped', ({ holdShip }) => holdShip),
]

function number(
  title: string,
  countOf: (one: Operator) => number | undefined,
): PlainColumn<Operator> {
  return { title, isNumber: true, cell: (one) => left(countOf(one)?.toLocaleString('en')) }
}

function Share({ part, whole }: { readonly part: number; readonly whole: number }) {
  return (
    <span className="share">
      <span className="share-bar" aria-hidden="true">
        <span style={{ width: `${whole === 0 ? 0 : (100 * part) / whole}%` }} />
      </span>
      {part.toLocaleString('en')} <span className="dim">({shareInWords(part, whole)})</span>
    </span>
  )
}

type OneLine = Ledger['runningOut'][number]

const usedUpLook = { shape: 'cross', tone: 'bad', word: 'used up' } as const
const soonLook = { shape: 'clock', tone: 'warn', word: 'soon' } as const

const lineColumns: readonly PlainColumn<OneLine>[] = [
  { title: 'Device', cell: ({ eid }) => <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go> },
  { title: 'Operator', cell: ({ operator }) => left(operator) },
  { title: 'Runs out', cell: (line) => <When line={line} /> },
  { title: 'Of what', cell: ({ what }) => left(what && whatWords[what]) },
  { title: 'Left', cell: (line) => left(leftOnLine(line)) },
  { title: 'ICCID', cell: ({ iccid }) => <code>{iccid}</code> },
]

const whatWords = { bytes: 'data', sms: 'SMS', validity: 'its time' } as const

const leftOnLine = ({ bytesLeft, smsLeft }: OneLine): string | undefined =>
  [
    bytesLeft === undefined ? undefined : bytesInWords(bytesLeft),
    smsLeft === undefined ? undefined : `${smsLeft.toLocaleString('en')} SMS`,
  ]
    .filter(Boolean)
    .join(', ') || undefined

function When({ line: { level, at } }: { readonly line: OneLine }) {
  const now = useNow()
  if (level === 'used-up') {
    return (
      <Mark look={usedUpLook}>
        used up
        {at !== undefined && at < now && <Age at={at} prefix=" " />}
      </Mark>
    )
  }
  return (
    <Mark look={soonLook}>
      {at !== undefined && <time title={exactInstant(at)}>{ageInWords(at, now)}</time>}
    </Mark>
  )
}

function RunningOut({ ledger: { runningOut } }: { readonly ledger: Ledger }) {
  if (runningOut.length === 0) return <p className="dim">No line is forecast to run out.</p>
  return (
    <>
      <PlainTable
        caption="lines that will run out, soonest first"
        className="running-out"
        columns={lineColumns}
        rows={runningOut.slice(0, devicesShown)}
        keyOf={({ iccid }) => iccid}
      />
      {runningOut.length > devicesShown && (
        <p className="dim">
          and {devicesInWords(runningOut.length - devicesShown)} more:{' '}
          <code>holdfast bootstrap</code> lists them all
        </p>
      )}
    </>
  )
}
