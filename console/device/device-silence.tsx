// Why a device is silent and what is being tried, and what the operators say of its lines.

import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNow } from '../clock/server-clock.tsx'
import { ageInWords, exactInstant, spanShort } from '../clock/time-words.ts'
import { recoveryWords, rungOutcomeWords } from '../health/recovery-words.ts'
import { lookOfSilence } from '../health/silence-look.ts'
import type { StrandedCase } from '../health/stranded-list.tsx'
import { Age, EvidenceMark, Mark } from '../marks/mark.tsx'
import { useClient } from '../session/session.tsx'
import { useHolds } from '../session/who.ts'
import { ProblemNote } from '../shell/note.tsx'
import { Part } from '../shell/page-head.tsx'
import { bytesInWords } from '../start/number-words.ts'
import { Wide } from '../table/wide.tsx'

export function DeviceSilence({ eid }: { readonly eid: string }) {
  const client = useClient()
  const now = useNow()
  const { data } = useQuery({
    queryKey: ['device', eid, 'silence'],
    queryFn: ({ signal }) => client.deviceSilence({ params: { eid }, signal }),
  })
  if (data === undefined) return null
  const { expected, next } = data
  const one = data.case
  if (one?.state === 'open') return <OpenCase one={one} next={next?.words} />
  if (expected?.by === undefined) return null
  const { by } = expected
  return (
    <p className="dim">
      {by < now ? 'was expected ' : 'expected again '}
      <time title={exactInstant(by)}>{ageInWords(by, now)}</time>: calls about every{' '}
      {spanShort(expected.intervalMs)} ({expected.from}; {expected.why})
    </p>
  )
}

interface CaseProps {
  readonly one: StrandedCase
  readonly next: string | undefined
}

function OpenCase({ one, next }: CaseProps) {
  const look = lookOfSilence(one.class)
  return (
    <section className="note silence" data-tone={look.tone} aria-label="this device is stranded">
      <div>
        <p className="counted">
          <strong>
            <Mark look={look} />
          </strong>
          <span>{look.meaning}</span>
          <span className="dim">
            silent since <Age at={one.since} />
          </span>
        </p>
        <Causes one={one} />
        {one.rungs.length > 0 && (
          <ol className="rungs">
            {one.rungs.map((rung) => (
              <li key={`${rung.action} ${rung.at}`}>
                {recoveryWords(rung.action)} <Age at={rung.at} />
                <span className="dim">
                  {' '}
                  {rungOutcomeWords(rung.outcome)}
                  {rung.why ? `: ${rung.why}` : ''}
                </span>
              </li>
            ))}
          </ol>
        )}
        {next && <p>Next: {next}</p>}
        <Steer one={one} />
      </div>
    </section>
  )
}

const sides: Readonly<Record<string, string>> = {
  card: 'the card says',
  network: 'the network says',
  application: 'the application says',
}

/** The most likely cause first, with who tells it, the facts, and what helps. */
function Causes({ one: { causes, because, confidence } }: { readonly one: StrandedCase }) {
  if (causes.length === 0) return <p>{because.join('; ')}</p>
  return (
    <ol className="rungs">
      {causes.map(({ code, side, words, helps, facts }, at) => (
        <li key={code}>
          {words}{' '}
          <span className="dim">
            ({at === 0 ? `${confidence}, ` : ''}
            {sides[side] ?? side}: {facts.join('; ')})
          </span>
          {at === 0 && <p>What helps: {helps}</p>}
        </li>
      ))}
    </ol>
  )
}

function Steer({ one: { eid, isStopped } }: { readonly one: StrandedCase }) {
  const client = useClient()
  const queries = useQueryClient()
  const maySteer = useHolds('operations:write')
  const steer = useMutation({
    mutationFn: (action: 'stop' | 'resume') =>
      client.steerRecovery({ params: { eid }, body: { action } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['device', eid] }),
  })
  if (!maySteer) return null
  return (
    <>
      {steer.error && <ProblemNote error={steer.error} />}
      <Button
        variant="default"
        size="compact-sm"
        loading={steer.isPending}
        onClick={() => steer.mutate(isStopped ? 'resume' : 'stop')}
      >
        {isStopped ? 'Go on with its recovery' : 'Stop its recovery'}
      </Button>
    </>
  )
}

export function DeviceLines({ eid }: { readonly eid: string }) {
  const client = useClient()
  const { data } = useQuery({
    queryKey: ['device', eid, 'lines'],
    queryFn: ({ signal }) => client.deviceLines({ params: { eid }, signal }),
  })
  if (data === undefined || data.items.length === 0) return null
  return (
    <Part title="Lines">
      <Wide label="lines">
        <table className="plain profiles">
          <caption className="hidden-text">what the operators say of its lines</caption>
          <thead>
            <tr>
              <th scope="col">ICCID</th>
              <th scope="col">State</th>
              <th scope="col">Known how</th>
              <th scope="col">Left</th>
              <th scope="col">In the network</th>
            </tr>
          </thead>
          <tbody>
            {data.items.map((line) => (
              <tr key={line.iccid}>
                <th scope="row">
                  <code>{line.iccid}</code>
                  {line.operator && <p className="dim small">{line.operator}</p>}
                </th>
                <td>
                  {line.state}
                  {line.rejectCause !== undefined && (
                    <p className="dim small">last reject: cause {line.rejectCause}</p>
                  )}
                </td>
                <td>
                  <EvidenceMark evidence={line.evidence} at={line.at} />
                </td>
                <td>
                  {[
                    line.bytesLeft === undefined ? undefined : bytesInWords(line.bytesLeft),
                    line.smsLeft === undefined ? undefined : `${line.smsLeft} SMS`,
                    line.validUntil === undefined
                      ? undefined
                      : `until ${exactInstant(line.validUntil).slice(0, 10)}`,
                  ]
                    .filter(Boolean)
                    .join(', ') || <span className="nothing">not told</span>}
                </td>
                <td>
                  <Age at={line.lastSeenInNetworkAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </Part>
  )
}
