// The shell: what is believed, what is acknowledged, who may ask, what is called (S1, S2, S7, S8).

import { guardsOf } from '../guard.ts'

const esipa = ['server/esipa', 'server/proof']

export const serverGuards = guardsOf(esipa, [
  {
    file: 'server/esipa/get-eim-package.ts',
    find: 'events: [...events, ...sent],',
    replace: 'events,',
    protects: 'S1: counter and dispatch are committed before the bytes leave',
  },
  {
    file: 'server/esipa/get-eim-package.ts',
    find: 'if (asked.isGone()) return {',
    replace: 'if (asked.eid === undefined) return {',
    protects: 'S1: no counter is used up for a device that has hung up',
  },
  {
    file: 'server/esipa/get-eim-package.ts',
    find: "if (!desk.pace.admits(eid.value, asked.at)) return { kind: 'too-often' }",
    replace: '',
    protects: 'one card cannot take the server for itself',
  },
  {
    file: 'server/esipa/accept-result.ts',
    find: 'return { events: fold.events, reply: { reply, expanded },',
    replace: 'return { events: [], reply: { reply, expanded },',
    protects: 'S2: what is acknowledged is committed',
  },
  {
    file: 'server/esipa/accept-result.ts',
    find: 'seqNumbers: reply.seqNumbers.filter((number) => !kept.has(number))',
    replace: 'seqNumbers: reply.seqNumbers',
    protects: 'S2: a notification that could not be kept is not acknowledged',
  },
  {
    file: 'server/esipa/take-result.ts',
    find: 'const told = isProven || !isKnown ? data : withoutCertificates(data)',
    replace: 'const told = data',
    protects: 'R-084: unproven certificates never take the place of proven ones',
  },
  {
    file: 'server/proof/judge-result.ts',
    find: "return verdict.kind === 'refused' ? verdict.why : undefined",
    replace: 'return undefined',
    protects: 'S7: a result whose signature does not verify proves nothing',
  },
  {
    file: 'server/proof/judge-notification.ts',
    find: "key.kind === 'key' && verifyBytes(key.key, signature, bytes)",
    replace: "key.kind === 'key'",
    protects: 'S7: a notification whose signature does not verify proves nothing',
  },
  {
    file: 'server/proof/proofs.ts',
    find: 'isValidAt(known, at) && ',
    replace: '',
    protects: 'S12: a chain that has expired is not believed from memory',
  },
  {
    file: 'server/proof/proofs.ts',
    find: ' && (eid === undefined || known.eid === eid)',
    replace: '',
    protects: "S7: another card's certificate does not speak for this one",
  },
  {
    file: 'server/operator-api/admit-caller.ts',
    find: "if (permission !== 'any-token' && !caller.scopes.includes(permission)) {",
    replace: 'if (false) {',
    protects: 'S8: a token does only what its scopes say',
    tests: ['server/operator-api/operator-api.test.ts'],
  },
  {
    file: 'server/operator-api/idempotency.ts',
    find: 'if (there.request === hash) return there.batchId',
    replace: 'return there.batchId',
    protects: 'a key stands for one request',
    tests: ['server/operator-api/operator-api.test.ts'],
  },
  {
    file: 'server/operator-api/start-batch.ts',
    find: 'if (state?.tenant !== tenant) return { events: [], reply: unknownDevice }',
    replace: 'if (!state) return { events: [], reply: unknownDevice }',
    protects: 'S8: nobody starts anything on the card of another tenant',
    tests: ['server/operator-api', 'server/preflight'],
  },
  {
    file: 'server/es9plus/allowed-addresses.ts',
    find: 'if (!isAllowed) return undefined',
    replace: '',
    protects: 'only servers that Holdfast itself named are called',
    tests: ['server/esipa', 'server/es9plus'],
  },
  {
    file: 'server/es9plus/circuit-breaker.ts',
    find: "if (verdict.kind === 'wait') return Math.max(1, verdict.until - now)",
    replace: '',
    protects: 'F24: a server that fails is left alone for a while',
    tests: ['server/es9plus'],
  },
  {
    file: 'fleet/breaker/breaker.ts',
    find: '(left > 0 && left <= limits.openMaxMs)',
    replace: 'left > 0',
    protects: 'S12: a clock set back does not keep a server away for ever',
    tests: ['server/es9plus'],
  },
  {
    file: 'server/store/memory-store.ts',
    find: 'if (!this.holds(work)) throw gateClosed()',
    replace: '',
    protects: 'S9: nothing of a stopped campaign is committed after the stop',
    tests: ['server/store/contract-campaigns.test.ts'],
  },
  {
    file: 'server/store/postgres-store.ts',
    find: "if (settled.value === 'closed') throw gateClosed()",
    replace: '',
    protects: 'S9: the same on PostgreSQL',
    tests: ['server/store/contract-campaigns.test.ts'],
  },
  {
    file: 'server/store/group-commit.ts',
    find: 'const answers = await connection.flight(',
    replace: 'const answers = await (await this.#options.session.connection()).flight(',
    protects: 'F50: a transaction whose connection is cut is not gone on with on another one',
    tests: ['server/store/contract-processes.test.ts'],
  },
  {
    file: 'server/store/card-change.ts',
    find: 'if (draft.eid !== eid) return',
    replace: 'if (draft.eid === undefined) return',
    protects: "a decision writes no other card's events",
    tests: ['server/store/contract.test.ts'],
  },
  {
    file: 'server/store/card-change.ts',
    find: 'if (bucketInId(id) === bucket) return',
    replace: 'return',
    protects: 'ids can be looked up by themselves',
    tests: ['server/store/contract.test.ts'],
  },
])
