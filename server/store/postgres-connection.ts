// How a store talks to its PostgreSQL: limits on every wait, numbers as numbers, and which errors
// mean that the database is not reachable now.

import pg from 'pg'
import { StoreError } from './store-error.ts'

/** Where the database is: a URL, or what the bundled database gives. */
export type PostgresAddress =
  | string
  | {
      readonly host: string
      readonly port?: number
      readonly user?: string
      readonly database?: string
      readonly password?: string
    }

const int8 = 20

/** 64-bit integers as numbers: ours are instants and counts, far below 2^53. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
}

/** @param answerWithinMs how long the server may be silent when it was asked; without end if absent */
export function clientConfig(address: PostgresAddress, answerWithinMs?: number): pg.ClientConfig {
  const where = typeof address === 'string' ? { connectionString: address } : address
  return {
    ...where,
    types,
    application_name: 'holdfast',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
    lock_timeout: 20_000,
    // A stopped process must not hold a log's head for ever.
    idle_in_transaction_session_timeout: 20_000,
    keepAlive: true,
    ...(answerWithinMs === undefined ? {} : { query_timeout: answerWithinMs }),
  }
}

export function openPool(
  address: PostgresAddress,
  connectionsMax: number,
  answerWithinMs?: number,
): pg.Pool {
  const pool = new pg.Pool({
    ...clientConfig(address, answerWithinMs),
    max: connectionsMax,
    idleTimeoutMillis: 60_000,
  })
  // An idle connection that breaks is replaced at next use; without a listener it ends the process.
  pool.on('error', () => undefined)
  // So does one that breaks in the hands of a caller, who hears of it from the statement.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

/** SQLSTATE classes and codes that say: try again, nothing is wrong with the statement. */
const unreachableStates = /^(08...|57P0[1-5]|53300|25P03)$/
const unreachableSystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAGAIN',
  'EAI_AGAIN',
  'ERR_STREAM_DESTROYED',
])
const unreachableWords =
  /terminated|timeout expired|read timeout|not queryable|connection error|timeout exceeded/

/** Whether an error means that the database could not be reached or went away. */
export function isUnreachable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false
  if (thrown instanceof StoreError) return thrown.code === 'unavailable'
  const code = 'code' in thrown ? String(thrown.code) : ''
  if (unreachableStates.test(code) || unreachableSystemCodes.has(code)) return true
  return code === '' && unreachableWords.test(thrown.message)
}

/** Whether a transaction lost against another one and should simply be done again. */
export function isConflict(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && /^40(001|P01)$/.test(String(thrown.code))
}

/** Whether a row with this key is there already. */
export function isUniqueViolation(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === '23505'
}

/** The error to give to a caller; `what` says in words what could not be done. */
export function storeErrorOf(thrown: unknown, what: string): unknown {
  if (thrown instanceof StoreError || !isUnreachable(thrown)) return thrown
  return new StoreError('unavailable', `The database cannot be reached: ${what}.`, thrown)
}

/**
 * Does `work` once.
 * @throws StoreError `unavailable` when the database cannot be reached or goes away meanwhile
 */
export async function onceReachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw storeErrorOf(cause, 'whether it was done is not known')
  }
}

/**
 * Does `work` again for up to five seconds while the database cannot be reached (it may just be
 * restarting). Only for work that has changed nothing when it fails so.
 * @throws StoreError `unavailable`
 */
export async function whileReachable<T>(what: string, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 5_000
  for (;;) {
    try {
      return await work()
    } catch (cause) {
      if (!isUnreachable(cause) || performance.now() > deadline) throw storeErrorOf(cause, what)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
