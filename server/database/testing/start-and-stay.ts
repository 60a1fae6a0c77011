// Starts the bundled database of the folder named on the command line and stays: the parent that
// tests kill in the middle of something.

import { startBundledPostgres } from '../bundled-postgres.ts'

const database = await startBundledPostgres({ folder: process.argv[2] as string })
process.stdout.write(`ready ${database.connection.host}\n`)
setInterval(() => undefined, 1_000)
