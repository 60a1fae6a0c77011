// Bootstrap lines as a perishable stock: what is left of bytes, SMS, days and countries, and which
// devices will run out, soonest first.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { BootstrapLedgerShape } from '@holdfast/api/shapes/incident.ts'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Go } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant } from '../clock/time-words.ts'
import { Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { Empty, ProblemNote } from '../shell/note.tsx'
import { PageHead, Part } from '../shell/page-head.tsx'
import { bytesInWords, devicesInWords, shareInWords } from '../start/number-words.ts'
import { Wide } from '../table/wide.tsx'

type Ledger = ShapeOf<typeof BootstrapLedgerShape>

const askEveryMs = 15_000
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
            <Operators ledger={data} />
          </Part>
          <Part title="Will run out">
            <RunningOut ledger={data} />
          </Part>
        </>
      )}
    </div>
  )
}

const orDash = (text: string | undefined) => text ?? <span className="nothing">not told</span>

function Operators({ ledger: { operators } }: { readonly ledger: Ledger }) {
  return (
    <Wide label="bootstrap lines by operator">
      <table className="plain">
        <caption className="hidden-text">bootstrap lines by operator</caption>
        <thead>
          <tr>
            <th scope="col">Operator</th>
            <th scope="col" data-number>
              Lines
            </th>
            <th scope="col" data-number>
              Data left
            </th>
            <th scope="col" data-number>
              SMS left
            </th>
            <th scope="col" data-number>
              Days left, least
            </th>
            <th scope="col">Countries</th>
            <th scope="col">Will run out</th>
            <th scope="col" data-number>
              Used up
            </th>
            <th scope="col" data-number>
              Hold shipping
            </th>
          </tr>
        </thead>
        <tbody>
          {operators.map((one) => (
            <tr key={one.operator}>
              <th scope="row">{one.operator}</th>
              <td data-number>{one.lines.toLocaleString('en')}</td>
              <td data-number>
                {orDash(one.bytesLeft === undefined ? undefined : bytesInWords(one.bytesLeft))}
              </td>
              <td data-number>{orDash(one.smsLeft?.toLocaleString('en'))}</td>
              <td data-number>{orDash(one.daysLeftLeast?.toLocaleString('en'))}</td>
              <td>{one.countries.length > 0 ? one.countries.join(', ') : orDash(undefined)}</td>
              <td>
                <Share part={one.warned} whole={one.lines} />
              </td>
              <td data-number>{one.usedUp.toLocaleString('en')}</td>
              <td data-number>{one.holdShip.toLocaleString('en')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  )
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

function RunningOut({ ledger: { runningOut } }: { readonly ledger: Ledger }) {
  const now = useNow()
  if (runningOut.length === 0) return <p className="dim">No device is forecast to run out.</p>
  return (
    <>
      <Wide label="lines that will run out">
        <table className="plain">
          <caption className="hidden-text">devices that will run out, soonest first</caption>
          <thead>
            <tr>
              <th scope="col">Device</th>
              <th scope="col">When</th>
              <th scope="col">Of what</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {runningOut.slice(0, devicesShown).map(({ eid, iccid, level, what, at, words }) => (
              <tr key={iccid}>
                <th scope="row">
                  <Go href={`/devices/${eid}`}>…{eid.slice(-10)}</Go>
                </th>
                <td>
                  <Mark
                    look={
                      level === 'used-up'
                        ? { shape: 'cross', tone: 'bad', word: 'used up' }
                        : { shape: 'clock', tone: 'warn', word: 'soon' }
                    }
                  >
                    {level === 'warn' && at !== undefined ? (
                      <time title={exactInstant(at)}>{ageInWords(at, now)}</time>
                    ) : undefined}
                  </Mark>
                </td>
                <td>{what ?? <span className="nothing">–</span>}</td>
                <td>{words}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {runningOut.length > devicesShown && (
        <p className="dim">
          and {devicesInWords(runningOut.length - devicesShown)} more:{' '}
          <code>holdfast bootstrap</code> lists them all
        </p>
      )}
    </>
  )
}
