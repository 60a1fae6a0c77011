// All operations, filtered by outcome, openness, batch and device; every filter is in the address.

import type { OutcomeName } from '@holdfast/fleet/operation.ts'
import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Go, useAddress } from '../address/go.tsx'
import { Mark } from '../marks/mark.tsx'
import { inLadderOrder, lookOf, outcomeLooks } from '../marks/outcome-look.ts'
import { useClient } from '../session/session.tsx'
import { LinkButton } from '../shell/link-button.tsx'
import { PageHead } from '../shell/page-head.tsx'
import { OperationList, type Which } from './operation-list.tsx'

export function OperationsPage() {
  const { query, change } = useAddress()
  const chosen = (query.outcome ?? '').split(',').filter(isOutcome)
  const around = {
    ...(query.batch ? { batchId: query.batch } : {}),
    ...(query.eid ? { eid: query.eid } : {}),
    ...(query.open ? { open: query.open === 'yes' } : {}),
  }
  const counts = useCounts(around)
  const which: Which = { ...around, ...(chosen.length > 0 ? { outcome: chosen } : {}) }
  const total = chosen.length === 0 ? counts?.total : sumOf(counts?.outcomes, chosen)
  const toggle = (name: OutcomeName) => {
    const next = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]
    change({ outcome: next.join(',') }, 'replace')
  }
  return (
    <div className="page operations">
      <PageHead
        title="Operations"
        line={<span className="number">{total?.toLocaleString('en') ?? '…'} operations</span>}
      >
        <LinkButton href="/start">Start operation</LinkButton>
      </PageHead>
      <fieldset className="facets">
        <legend className="hidden-text">filter operations</legend>
        <Button
          size="compact-sm"
          variant={query.open === 'yes' ? 'filled' : 'default'}
          aria-pressed={query.open === 'yes'}
          onClick={() => change({ open: query.open === 'yes' ? undefined : 'yes' }, 'replace')}
        >
          open only
        </Button>
        {shownOutcomes(counts?.outcomes ?? {}, chosen).map(([name, count]) => (
          <button
            type="button"
            key={name}
            className="chip"
            aria-pressed={chosen.includes(name)}
            onClick={() => toggle(name)}
          >
            <Mark look={lookOf(name)}>
              {lookOf(name).word} {count.toLocaleString('en')}
            </Mark>
          </button>
        ))}
      </fieldset>
      <Around />
      <OperationList {...which} {...(total === undefined ? {} : { total })} />
    </div>
  )
}

/** What the list is limited to beside the outcome, and the way out of it. */
function Around() {
  const { query, change } = useAddress()
  if (!query.batch && !query.eid) return null
  return (
    <p className="dim">
      {query.batch && (
        <>
          only of batch <Go href={`/batches/${query.batch}`}>{query.batch}</Go>{' '}
        </>
      )}
      {query.eid && (
        <>
          only of device <Go href={`/devices/${query.eid}`}>…{query.eid.slice(-10)}</Go>{' '}
        </>
      )}
      <Button
        variant="default"
        size="compact-xs"
        onClick={() => change({ batch: undefined, eid: undefined })}
      >
        all operations
      </Button>
    </p>
  )
}

function useCounts(which: Omit<Which, 'total' | 'outcome'>) {
  const client = useClient()
  return useQuery({
    queryKey: ['operation-counts', which],
    queryFn: ({ signal }) => client.countOperations({ query: which, signal }),
    placeholderData: keepPreviousData,
  }).data
}

const isOutcome = (name: string): name is OutcomeName => name in outcomeLooks

const sumOf = (counts: Readonly<Record<string, number>> | undefined, names: readonly string[]) =>
  counts && names.reduce((sum, name) => sum + (counts[name] ?? 0), 0)

function shownOutcomes(
  counts: Readonly<Record<string, number>>,
  chosen: readonly OutcomeName[],
): readonly (readonly [OutcomeName, number])[] {
  const counted = inLadderOrder(counts).filter((entry): entry is [OutcomeName, number] =>
    isOutcome(entry[0]),
  )
  const empty = chosen.filter((name) => !counted.some(([known]) => known === name))
  return [...counted, ...empty.map((name) => [name, 0] as const)]
}
