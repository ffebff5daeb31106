/** `npm run bench`: the cost of the twin and the client, as ratios to a peer and to the bare cryptography. */
import { existsSync } from 'node:fs'
import { catalogueSize } from './catalogue.ts'
import { maxSignaturesPerFetch, measureClient } from './client.ts'
import { measureCrowd } from './crowd.ts'
import { measureClientCounts } from './many-clients.ts'
import { measureLoad } from './oidc-provider.ts'
import { type Printed, print } from './print.ts'
import { type Measured, regressionsIn, rowsOf, save } from './rows.ts'
import { warmBundle, writePeerKey } from './servers.ts'
import { measureStart } from './startup.ts'
import { measureTokens } from './token-cost.ts'

/** `--short` leaves out what takes long; `--json` prints JSON; `--save` replaces the checked-in figures. */
const [short, json, saves] = ['--short', '--json', '--save'].map((flag) => process.argv.includes(flag))

if (!existsSync(new URL('../dist/image/helseid-mock.cjs', import.meta.url))) {
  console.error('bench: the bundle is missing; build it with: npm run build')
  process.exit(2)
}

writePeerKey()
warmBundle()
const rounds = short ? 3 : 9
const tokensPerRound = short ? 150 : 500
// Before the first round that counts, both servers have been compiled: a token costs more while the engine compiles.
const warmUp = short ? 500 : 2000
const measured: Measured = {
  start: await measureStart({ rounds, memoryRounds: short ? 1 : rounds, withSources: !short }),
  tokens: await measureTokens({ rounds, tokens: tokensPerRound, warmUp }),
  ...(!short && {
    clientCounts: await measureClientCounts(100_000, { rounds, tokens: tokensPerRound }),
    crowd: await measureCrowd(rounds),
  }),
}
const load = short ? undefined : await measureLoad(rounds)
// Always measured in full, because there is a limit on it.
const clientRequests = 500
const client = await measureClient(9, clientRequests)
const rows = rowsOf(measured)
const figures: Printed = {
  rounds,
  tokensPerRound,
  rows,
  catalogueSize,
  ...measured,
  ...(load && { load }),
  client,
  clientRequests,
}
if (json) console.log(JSON.stringify(figures, null, 2))
else print(figures)
const regressions = saves ? [] : regressionsIn(rows)
if (saves) save(rows)
if (client.signaturesPerFetch > maxSignaturesPerFetch)
  regressions.push(`client.fetch costs over ${maxSignaturesPerFetch} proof signatures more than bare fetch`)
for (const regression of regressions) console.error(`bench: ${regression}`)
if (regressions.length > 0) process.exitCode = 1
