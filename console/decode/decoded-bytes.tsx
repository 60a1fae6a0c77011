// Bytes by name: the tree that the server reads out of them.

import type { DumpTree } from '@holdfast/api/shapes/dump.ts'
import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../session/session.tsx'
import { CopyText } from '../shell/copy-button.tsx'
import { ProblemNote } from '../shell/note.tsx'
import { dumpText } from './dump-text.ts'

export function DecodedBytes({ hex }: { readonly hex: string }) {
  const client = useClient()
  const { data, error } = useQuery({
    queryKey: ['decode', hex],
    queryFn: ({ signal }) => client.decode({ body: { hex }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (data === undefined) return error ? <ProblemNote error={error} /> : <Skeleton height={96} />
  return (
    <div className="decoded">
      <div className="decoded-head">
        <span>
          <strong>{data.decodedAs}</strong> on {data.on}
        </span>
        <CopyText text={dumpText(data.dump)} words="Copy tree" />
      </div>
      {data.remarks.length > 0 && (
        <ul className="dim small">
          {data.remarks.map((remark) => (
            <li key={remark}>{remark}</li>
          ))}
        </ul>
      )}
      <ul className="dump">
        <DumpBranch node={data.dump} />
      </ul>
    </div>
  )
}

function DumpBranch({ node }: { readonly node: DumpTree }) {
  return (
    <li>
      <span className="dump-name">{node.name}</span>
      {node.text !== undefined && <code className="dump-text">{node.text}</code>}
      <span className="dim small number" title={`tag ${node.tag.toString(16).toUpperCase()}`}>
        {node.length} bytes at {node.offset}
      </span>
      {node.children && node.children.length > 0 && (
        <ul>
          {node.children.map((child) => (
            <DumpBranch key={`${child.offset} ${child.name}`} node={child} />
          ))}
        </ul>
      )}
    </li>
  )
}
