// The answer to a "why?" beside the page that was asked; whether it is open stands in the address.

import type { ShapeOf } from '@holdfast/api/route.ts'
import type { ExplanationShape } from '@holdfast/api/shapes/explanation.ts'
import { Drawer } from '@mantine/core'
import { useAddress } from '../address/go.tsx'
import { ExplanationView } from './explanation-view.tsx'

/** Whether the address says that the explanation is open. */
export const useIsWhyOpen = (): boolean => useAddress().query.why === 'yes'

interface Props {
  readonly title: string
  readonly answer:
    | { readonly explanation: ShapeOf<typeof ExplanationShape> | undefined }
    | undefined
  readonly error: unknown
}

export function WhyDrawer({ title, answer, error }: Props) {
  const { change } = useAddress()
  return (
    <Drawer
      opened={useIsWhyOpen()}
      onClose={() => change({ why: undefined }, 'replace')}
      position="right"
      size="lg"
      title={title}
      closeButtonProps={{ 'aria-label': 'close the explanation' }}
    >
      <ExplanationView explanation={answer?.explanation} error={error} />
    </Drawer>
  )
}
