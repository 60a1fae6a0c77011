// Choosing from the stock of activation codes: operators with how many codes they have left.

import { NativeSelect } from '@mantine/core'
import { useAddress } from '../address/go.tsx'
import { useStock } from '../stock/use-stock.ts'

interface Props {
  readonly fault: { readonly at: string } | undefined
}

export function StockChoice({ fault }: Props) {
  const { query, change } = useAddress()
  const { data } = useStock()
  const chosen = `${query.operator ?? ''}|${query.type ?? ''}`
  const options = (data?.items ?? []).map(({ operator, profileType, available }) => ({
    value: `${operator}|${profileType ?? ''}`,
    label: `${operator}${profileType ? `, ${profileType}` : ''}: ${available.toLocaleString('en')} left`,
  }))
  const isKnown = options.some(({ value }) => value === chosen)
  return (
    <NativeSelect
      label="Operator"
      description={
        data?.items.length === 0
          ? 'the stock is empty: add activation codes under Stock'
          : 'one activation code per device is taken when it is needed'
      }
      error={fault?.at === 'operator'}
      value={isKnown || query.operator ? chosen : ''}
      onChange={(event) => {
        const [operator, type] = event.currentTarget.value.split('|')
        change({ operator, type }, 'replace')
      }}
      data={[
        { value: '', label: 'choose…' },
        ...(isKnown || !query.operator ? [] : [{ value: chosen, label: query.operator }]),
        ...options,
      ]}
    />
  )
}
