/** The state of a twin or session in one document. */
import { environments, stsNames } from 'helseid-contract'
import { rules } from 'helseid-contract/rules'
import manifest from 'helseid-mock/package.json' with { type: 'json' }
import { issuersAt } from '../../context/address.ts'
import type { Context } from '../../context/context.ts'
import demoClient from '../../demo/client.json' with { type: 'json' }
import { clockBody } from './clock.ts'
import { type ControlCall, json, type Operations } from './operation.ts'

/** Number of rules in `brokenRules`. */
const maxBroken = 10

export const overviewOperations: Operations = {
  getOverview: (call) => json(200, overview(call)),
}

function overview({ context, request }: ControlCall): object {
  const { clock, scenarios, journal, counts, registrations, sessions, basePath, startedAt } = context
  const demo = registrations.client(demoClient.clientId)
  return {
    version: manifest.version,
    // A twin that cannot serve does not answer.
    health: 'ok',
    startedAt,
    uptimeSeconds: Math.max(0, Math.floor((clock.state.real - startedAt) / 1000)),
    guarded: context.access.guarded,
    ...(basePath !== '' && { session: basePath.slice('/s/'.length) }),
    stses: stsesOf(context, request.url),
    clock: clockBody(clock),
    scenarios: scenarios.inUse,
    requests: {
      total: counts.requests,
      ...counts.byOutcome,
      inJournal: journal.entries.length,
      dropped: journal.dropped,
    },
    brokenRules: counts.brokenOften(maxBroken).map((count) => ({ ...count, requires: requirementOf(count.id) })),
    rules: certainty,
    clients: registrations.clients().length,
    apis: registrations.apis().length,
    ...(sessions && { sessions: sessions.ids.length }),
    ...(demo && { demoClient: { clientId: demo.clientId, scopes: demo.scopes } }),
  }
}

function stsesOf({ stses, settings, basePath }: Context, url: string): object[] {
  const issuers = issuersAt(new URL(url), settings.issuer, basePath)
  return stsNames.map((name) => ({
    name,
    issuer: issuers[name],
    profile: stses[name].profile,
    metadata: stses[name].metadata,
    environments: Object.entries(environments).flatMap(([environment, { sts }]) => (sts === name ? [environment] : [])),
  }))
}

const requirements = new Map(rules.map(({ id, requires }) => [id, requires]))

function requirementOf(id: string): string {
  return requirements.get(id) ?? id
}

const certainty = {
  confirmed: rules.filter(({ status }) => status === 'confirmed').length,
  likely: rules.filter(({ status }) => status === 'likely').length,
  unknown: rules.filter(({ status }) => status === 'unknown').length,
}
