/** `npm run demo:keys -- <sts>`: generates the demo signing key of an STS that does not have one yet. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stsNames } from 'helseid-contract'
import { generated } from '../keys/generate-key.ts'

/** The same validity as the other demo keys: an expired certificate would break the tests of clients that check it. */
const years = 25

const committed = fileURLToPath(new URL('signing-keys.NOT-A-SECRET.json', import.meta.url))
const [sts = '', file = committed] = process.argv.slice(2)
if (!(stsNames as readonly string[]).includes(sts))
  stop(
    `usage: npm run demo:keys -- <sts>, where <sts> is one of ${stsNames.join(', ')}, not "${sts}" (see contract/environments)`,
  )
const keys: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(file, 'utf8'))
if (Object.hasOwn(keys, sts)) stop(`the STS "${sts}" already has a demo key, which is not overwritten`)

const key = await generated(`demo signing key ${sts} NOT A SECRET`, Date.now(), years)
writeFileSync(file, `${JSON.stringify({ ...keys, [sts]: key }, null, 2)}\n`)
console.log(`${file}: added a demo key for the STS "${sts}"`)

function stop(problem: string): never {
  console.error(problem)
  process.exit(2)
}
