// Which columns are shown. The choice goes into the address.

import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { useAddress } from '../address/go.tsx'
import { columnsOf, fleetColumns, usualColumns } from './fleet-columns.tsx'

export function ColumnChoice() {
  const { query, change } = useAddress()
  const shown = columnsOf(query.cols).map(({ id }) => id)
  const show = (ids: readonly string[]) => {
    const named = fleetColumns.map(({ id }) => id).filter((id) => ids.includes(id))
    const isUsual = named.join() === usualColumns.join()
    change({ cols: isUsual ? undefined : named.join(',') }, 'replace')
  }
  return (
    <Popover position="bottom-end" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="compact-sm">
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          {fleetColumns.map(({ id, title }) => (
            <Checkbox
              key={id}
              label={title}
              size="xs"
              checked={shown.includes(id)}
              disabled={id === 'device'}
              onChange={({ currentTarget }) =>
                show(currentTarget.checked ? [...shown, id] : shown.filter((one) => one !== id))
              }
            />
          ))}
          <Button variant="default" size="compact-xs" onClick={() => show(usualColumns)}>
            The usual ones
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
