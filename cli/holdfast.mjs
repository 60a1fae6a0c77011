#!/usr/bin/env node
// The command's door when it is called as `npx holdfast`. Plain JavaScript, so that a Node which is
// too old for the rest can be told what to do.

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `Holdfast needs Node 22.18 or newer, this is ${process.versions.node}. Call it through npm ` +
      '(npx holdfast …, npm start): npm ci has brought a Node of its own.\n',
  )
  process.exit(1)
}
await import('./holdfast.ts')
