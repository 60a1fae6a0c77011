// A watch with its outbox that a test kills in the middle of its work. On the command line: the
// database's address as JSON, the hook, and the instant that it is. It goes round until it is killed
// or nothing is left to do, then says "done".

import { hookActions } from '@holdfast/fleet/recovery/rung.ts'
import { bucketCount } from '@holdfast/gsma/ids/eid.ts'
import { fleetRules } from '../../store/fleet-rules.ts'
import { openPostgresStore } from '../../store/postgres-store.ts'
import { systemRandomBytes } from '../../world-system.ts'
import { ActionOutbox } from '../action-outbox.ts'
import { SilenceWatch } from '../silence-watch.ts'

const [address = '', url = '', now = ''] = process.argv.slice(2)
const store = await openPostgresStore({ address: JSON.parse(address), rules: fleetRules })
const clock = { now: () => Number(now), every: () => () => undefined }
const world = { store, clock, log: () => undefined, randomBytes: systemRandomBytes }
const watch = new SilenceWatch(world, { hooks: new Set(hookActions), listeningSince: () => 0 })
const outbox = new ActionOutbox(world, { target: { url } })
const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucket)

for (let idle = 0; idle < 3; ) {
  const looked = await watch.run()
  await outbox.deliver()
  const due = { buckets, now: clock.now(), limit: 1 }
  const left = await store.items.due('recovery-action', due)
  idle = looked === 0 && left.length === 0 ? idle + 1 : 0
}
await store.close()
process.stdout.write('done\n')
