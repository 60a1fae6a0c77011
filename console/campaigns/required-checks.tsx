// Which facts must be known of a device before it is changed. Without a choice a missing fact only
// counts as unknown; the dry run says of how many devices each is missing.

import { checkInWords, requirableChecks } from '@holdfast/fleet/preflight/check-words.ts'
import { Checkbox } from '@mantine/core'
import { useAddress } from '../address/go.tsx'
import { requiredOf } from './plan-form.ts'

export function RequiredChecks() {
  const { query, change } = useAddress()
  return (
    <Checkbox.Group
      className="grouped"
      label="Must be known of a device"
      description="a device of which a chosen fact is missing is refused (fact-missing); otherwise it only counts as unknown"
      value={[...requiredOf(query.require)]}
      onChange={(chosen) => change({ require: chosen.join(',') }, 'replace')}
    >
      <div className="check-columns">
        {requirableChecks.map((check) => (
          <Checkbox key={check} size="xs" value={check} label={checkInWords(check)} />
        ))}
      </div>
    </Checkbox.Group>
  )
}
