/** The cost of the rules: evaluating the whole catalogue for a good request and building its verdict. */
import { type ComposedRequest, judge, profiles, rules } from 'helseid-contract/rules'
import { createRegistry } from '../mock-sts/clients/registry.ts'
import { createClock } from '../mock-sts/clock.ts'
import client from '../mock-sts/demo/client.json' with { type: 'json' }
import { gather } from '../mock-sts/verdict/facts.ts'
import { createNonces } from '../mock-sts/verdict/nonces.ts'
import { toVerdict } from '../mock-sts/verdict/verdict.ts'

export const catalogueSize = rules.length

/** CPU milliseconds of this process to evaluate `request` `count` times. */
export function catalogueCpuMs({ url, headers, body }: ComposedRequest, count: number): number {
  const registry = createRegistry()
  registry.registerClient(client)
  const clock = createClock()
  const bytes = Buffer.from(body)
  const facts = gather(
    {
      method: 'POST',
      contentType: 'application/x-www-form-urlencoded',
      authorization: undefined,
      dpop: headers.filter(([name]) => name === 'DPoP').map(([, value]) => value),
      body: bytes,
      bodyBytes: bytes.length,
    },
    { name: 'test', issuer: url.replace('/connect/token', ''), tokenEndpoint: url, otherIssuers: [] },
    {
      clock,
      registry,
      nonces: { ...createNonces(clock), judge: () => 'valid' },
    },
  )
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) {
    const judgement = judge(facts, rules, profiles.today)
    if (!judgement.accepted) throw new Error(`the good request was refused: ${judgement.answer?.rule}`)
    toVerdict(judgement)
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
