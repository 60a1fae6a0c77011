// Facets of the fleet: how many devices have each value, and a click that filters by it.

import { Button, Popover } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNow } from '../clock/server-clock.tsx'
import { lookOf } from '../marks/outcome-look.ts'
import { Shape } from '../marks/shape.tsx'
import { useClient } from '../session/session.tsx'
import { asksFor, facetKeys, toggled } from './filter-chips.ts'

interface Props {
  readonly q: string
  readonly onFilter: (q: string) => void
}

const valuesInMenu = 40

/** The counts of a filter; kept while the next ones come. */
export function useFacets(q: string) {
  const client = useClient()
  return useQuery({
    queryKey: ['facets', q],
    queryFn: ({ signal }) => client.deviceFacets({ query: { q }, signal }),
    placeholderData: keepPreviousData,
  })
}

export function FacetBar({ q, onFilter }: Props) {
  const { data } = useFacets(q)
  if (data === undefined) return <div className="facets" aria-hidden="true" />
  const facets = Object.entries(data.facets).filter(
    ([name, counts]) => name in facetKeys && Object.keys(counts).length > 0,
  )
  return (
    <fieldset className="facets">
      <legend className="hidden-text">facets</legend>
      {facets.map(([name, counts]) => (
        <Facet key={name} name={name} counts={counts} q={q} onFilter={onFilter} />
      ))}
    </fieldset>
  )
}

interface FacetProps extends Props {
  readonly name: string
  readonly counts: Readonly<Record<string, number>>
}

function Facet({ name, counts, q, onFilter }: FacetProps) {
  const now = useNow()
  const key = facetKeys[name] ?? name
  const values = Object.entries(counts).sort(([, a], [, b]) => b - a)
  const chosen = values.filter(([value]) => asksFor(q, key, value, now))
  const head = chosen.length > 0 ? `${key}: ${chosen.map(([value]) => value).join(', ')}` : key
  return (
    <Popover position="bottom-start" trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant={chosen.length > 0 ? 'filled' : 'default'}
          rightSection={<span aria-hidden="true">▾</span>}
        >
          {head}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className="facet-values">
        {values.slice(0, valuesInMenu).map(([value, count]) => (
          <button
            type="button"
            key={value}
            className="facet-value"
            aria-pressed={asksFor(q, key, value, now)}
            onClick={() => onFilter(toggled(q, { key, value }, now))}
          >
            <span>{key === 'outcome' ? <OutcomeWord name={value} /> : value || 'not given'}</span>
            <span className="number">{count.toLocaleString('en')}</span>
          </button>
        ))}
        {values.length > valuesInMenu && (
          <p className="dim small">
            and {values.length - valuesInMenu} more: write <code>{key}:…</code>
          </p>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function OutcomeWord({ name }: { readonly name: string }) {
  const look = lookOf(name)
  return (
    <span className="mark" data-tone={look.tone}>
      <Shape name={look.shape} /> {look.word}
    </span>
  )
}
