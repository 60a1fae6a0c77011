// Whom an operation is for: single devices, or whatever a filter matches, with the number of them.

import { parseDeviceFilter } from '@holdfast/fleet/device-filter-parse.ts'
import { SegmentedControl, Textarea, TextInput } from '@mantine/core'
import { formatAddress } from '../address/address.ts'
import { Go, useAddress } from '../address/go.tsx'
import { useNow } from '../clock/server-clock.tsx'
import { useFacets } from '../fleet/facet-bar.tsx'

interface Props {
  readonly fault: { readonly at: string } | undefined
}

export function TargetFields({ fault }: Props) {
  const { query, change } = useAddress()
  const isByEid = query.target === 'eid'
  return (
    <fieldset className="grouped">
      <legend>Devices</legend>
      <SegmentedControl
        data={[
          { value: 'filter', label: 'all of a filter' },
          { value: 'eid', label: 'by EID' },
        ]}
        value={isByEid ? 'eid' : 'filter'}
        onChange={(target) => change({ target }, 'replace')}
        aria-label="how the devices are chosen"
        fullWidth
      />
      {isByEid ? (
        <Textarea
          label="EIDs"
          description="32 digits each; a line or a comma between them"
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          classNames={{ input: 'monospace' }}
          error={fault?.at === 'eid'}
          value={query.eid ?? ''}
          onChange={(event) => change({ eid: event.currentTarget.value }, 'replace')}
        />
      ) : (
        <FilterTarget />
      )}
    </fieldset>
  )
}

function FilterTarget() {
  const { query, change } = useAddress()
  const now = useNow()
  const q = query.q ?? ''
  const parsed = parseDeviceFilter(q, now)
  const isReadable = parsed.kind === 'filter'
  const { data } = useFacets(isReadable ? q : '')
  return (
    <div>
      <TextInput
        label="Filter"
        description="the language of the fleet's search; empty means every device"
        spellCheck={false}
        autoComplete="off"
        placeholder="country:DE operator:nordtel"
        error={isReadable ? undefined : parsed.why}
        value={q}
        onChange={(event) => change({ q: event.currentTarget.value }, 'replace')}
      />
      {isReadable && data && (
        <p className="dim small">
          matches{' '}
          <Go href={formatAddress('/fleet', { q })}>
            {data.total.toLocaleString('en')} {data.total === 1 ? 'device' : 'devices'}
          </Go>{' '}
          now
        </p>
      )}
    </div>
  )
}
