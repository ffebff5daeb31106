/** `npm run demo:keys -- <sts>`: makes the demo signing key of an STS that has none, beside those of the others. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { stsNames } from 'helseid-contract'
import { generated } from '../keys/generate-key.ts'

/** As long as the other demo keys: an expired one would fail the tests of anyone who checks certificates. */
const years = 25

const committed = fileURLToPath(new URL('signing-keys.NOT-A-SECRET.json', import.meta.url))
const [sts = '', file = committed] = process.argv.slice(2)
if (!(stsNames as readonly string[]).includes(sts))
  stop(`usage: npm run demo:keys -- <sts>, with an STS of contract/environments: ${stsNames.join(', ')}; not "${sts}"`)
const keys: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(file, 'utf8'))
if (Object.hasOwn(keys, sts)) stop(`the STS "${sts}" has a demo key already, and it is not overwritten`)

const key = await generated(`demo signing key ${sts} NOT A SECRET`, Date.now(), years)
writeFileSync(file, `${JSON.stringify({ ...keys, [sts]: key }, null, 2)}\n`)
console.log(`${file}: a demo key for the STS "${sts}"`)

function stop(problem: string): never {
  console.error(problem)
  process.exit(2)
}
