/** What each operation of the control plane changes, for the log. Operations that change nothing are absent. */
import type { StsName } from 'helseid-contract'
import type { ApiRegistration, ClientRegistration } from '../clients/registration.ts'
import { stsOfIssuer } from '../context/address.ts'
import type { MintOptions } from '../mint/mint.ts'
import type { ScenarioUse } from '../scenarios/active-scenarios.ts'

/** A change that was made. */
export interface Change {
  /** Parameters in the path. */
  readonly path: Readonly<Record<string, string>>
  /** Body of the request. */
  readonly body: unknown
  /** Body of the answer; undefined if it is empty. */
  readonly answer: unknown
  /** The STS that is meant if the body names none. */
  readonly defaultSts: StsName
}

/** By `operationId`. Names in a text are shortened. */
export const changeTexts: Readonly<Record<string, (change: Change) => string>> = {
  clearRequests: () => 'journal cleared',
  registerClient: ({ body }) => `client ${short((body as ClientRegistration).clientId)} registered`,
  removeClient: ({ path }) => `client ${short(path.id)} removed`,
  confirmClient: ({ path }) => `client ${short(path.id)} confirmed`,
  registerApi: ({ body }) => `API ${short((body as ApiRegistration).audience)} registered`,
  useScenario: ({ body }) => {
    const { name, sequence = [], clientId, sts } = body as ScenarioUse & { name?: string; sequence?: (string | null)[] }
    const names = name ?? sequence.map((each) => each ?? '-').join(' ')
    const only = [clientId !== undefined && `client ${short(clientId)}`, sts !== undefined && `STS ${sts}`]
    const limits = only.filter(Boolean).join(', ')
    return `scenario ${short(names)} activated${limits && ` for ${limits}`}`
  },
  stopScenario: ({ path }) => `use ${short(path.id)} of scenarios stopped`,
  clearScenarios: () => 'scenarios cleared',
  mintToken: ({ body, defaultSts }) => {
    const { issuer, sts = stsOfIssuer(issuer ?? '') ?? defaultSts, clientId } = body as MintOptions
    return `token of ${sts} minted${clientId === undefined ? '' : ` for client ${short(clientId)}`}`
  },
  endToken: ({ path }) => `token ${short(path.id)} ended`,
  moveClock: ({ answer }) => `clock set to ${(answer as { now: string }).now}`,
  changeKeys: ({ body, answer, defaultSts }) => {
    const { sts = defaultSts, do: change, kid } = body as { sts?: string; do: KeyChange | 'reset'; kid?: string }
    if (change === 'reset') return `keys of ${sts} reset`
    return `key ${short((answer as { kid?: string }).kid ?? kid)} of ${sts} ${keyChanges[change]}`
  },
  createSession: ({ answer }) => `session ${(answer as { id: string }).id} created`,
  endSession: ({ path }) => `session ${short(path.id)} ended`,
  reset: () => 'reset',
}

type KeyChange = keyof typeof keyChanges
const keyChanges = {
  publish: 'published',
  activate: 'activated',
  retire: 'retired',
  rotate: 'published and activated',
} as const

/** Longest name in a line, in characters. */
const maxLength = 100

function short(name = ''): string {
  return name.length <= maxLength ? name : `${name.slice(0, maxLength)}… (${name.length} characters)`
}
