/** What a sound client sees in each trial of a check. */

import type { ClientCheckOptions } from '../../mock-sts/checks/client/check-client.ts'
import { checkClient } from '../../mock-sts/checks/client/check-client.ts'
import { trials } from '../../mock-sts/checks/client/trials.ts'
import { faultyClient } from './faulty-client.ts'
import { recordTraffic, type SeenAnswer } from './traffic.ts'

/** The trials whose answers are only late. */
const patientTrials: readonly string[] = ['slow-answer', 'api-slow-answer', 'jwks-slow']

/** The answers in each trial, by its name. The client reads the JWKS, and names an organisation if it is multi-tenant. */
export async function trafficOf(
  options: Partial<ClientCheckOptions>,
): Promise<ReadonlyMap<string, readonly SeenAnswer[]>> {
  const byTrial = new Map<string, readonly SeenAnswer[]>()
  const names = new Map<string, string>()
  const namesOrganization = options.tenancy === 'multi-tenant'
  await checkClient({
    timeLimit: 60,
    ...options,
    onServing: ({ name }, { issuer }) => names.set(issuer, name),
    async app(settings, signal) {
      const { fetch, answers } = recordTraffic(settings.issuer.slice(0, -'/test'.length))
      const end = await faultyClient(undefined, { fetch, readsKeys: true, namesOrganization })(settings, signal)
      byTrial.set(String(names.get(settings.issuer)), await answers())
      return end
    },
  })
  return byTrial
}

/** The trials in which a client sees what it also sees in the plain trial, and nothing else. */
export function likePlain(traffic: ReadonlyMap<string, readonly SeenAnswer[]>): readonly string[] {
  const plain = new Set(traffic.get('calls-succeed')?.map(({ text }) => text))
  return trials
    .filter(({ name }) => name !== 'calls-succeed' && traffic.has(name))
    .filter(({ name }) => traffic.get(name)?.every(({ text }) => plain.has(text)))
    .filter(({ name }) => !(patientTrials.includes(name) && traffic.get(name)?.some(({ seconds }) => seconds >= 2.9)))
    .map(({ name }) => name)
}
