// A writer that a test kills in the middle of its work. It writes to cards of the database given as
// JSON on the command line and prints a line for every work whose commit was acknowledged to it.

import { openPostgresStore } from '../postgres-store.ts'
import { draft, eidOf, imported, rules } from './facts.ts'

const address = JSON.parse(process.argv[2] as string)
const store = await openPostgresStore({ address, rules })

async function writeWithoutEnd(lane: number): Promise<void> {
  const eid = eidOf(lane)
  for (let n = 1; ; n++) {
    const version = await store.onCard(eid, (state) => ({
      events: state ? [draft(eid, { kind: 'serving', iccid: `89${n}` })] : [imported(eid)],
      reply: (state?.version ?? 0) + 1,
    }))
    process.stdout.write(`${eid} ${version}\n`)
  }
}

await Promise.all(Array.from({ length: 32 }, (_, lane) => writeWithoutEnd(lane)))
