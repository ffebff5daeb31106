/** `helseid-mock try`: sends the demo client's valid request, or one with a chosen fault, and prints the answer. */
import { verdictHeader } from 'helseid-contract'
import { cases } from 'helseid-contract/cases'
import {
  compose,
  type ExchangeContext,
  perform,
  type Recipe,
  registrationOf,
  rules,
  toCurl,
} from 'helseid-contract/rules'
import type { ControlApi } from '../control/control-api.ts'
import demoClient from '../demo/client.json' with { type: 'json' }
import { didYouMean } from '../http/closest.ts'
import type { JournalEntry } from '../journal/journal.ts'
import { requestText } from '../journal/outcome.ts'
import type { CliCommand } from './command.ts'
import { configureControl, controlClient } from './control-client.ts'
import { exchangeContext } from './exchange-context.ts'
import { exchangeText } from './exchange-text.ts'
import { findLocalTwin, localTwinText } from './local-twin.ts'
import { unreachable } from './unreachable.ts'
import { refuseUnusedOptions } from './unused-options.ts'
import { UsageError } from './usage-error.ts'

interface Trial {
  readonly title: string
  readonly recipe: Recipe
}

export const tryCommand: CliCommand = {
  configure(command) {
    configureControl(command)
      .argument('[name]', 'a rule (list: helseid-mock rules) or a case such as A15 (default: a valid request)')
      .option('--issuer <address>', `issuer to send the request to (default: STS test of ${localTwinText})`)
      .option('--good', 'send a passing example of the rule instead of a failing one')
      .option('--number <n>', 'which example to send, if there are several (default: 1)')
  },
  async run({ issuer: given, good, number, ...options }, [name]) {
    const local = given === undefined ? await findLocalTwin() : undefined
    const issuer = local === undefined ? String(given) : `${local.origin}/test`
    const { title, recipe } = trialNamed(name, { good, number })
    const context = exchangeContext(issuer, needsOwnClient(recipe) ? undefined : demoClient.clientId)
    console.log(`${title}\n`)
    const answers = await exchange(recipe, context, controlClient(issuer, options, local?.control))
    const last = answers.at(-1)
    if (last === undefined) return 1
    if (last.status === 404)
      throw new UsageError(
        `${context.tokenEndpoint} is not a token endpoint: --issuer must be an issuer such as http://localhost:8080/test`,
      )
    console.log(exchangeText(last))
    const verdict = last.headers.get(verdictHeader)
    if (verdict !== null) console.log(`\n${await verdictAt(verdict)}`)
    if (!reuses(recipe)) {
      const again = compose(recipe, context, { now: context.now(), nonce: last.nonce, previous: undefined })
      console.log(`\nThe same request as a curl command, valid for ten seconds:\n${toCurl(again)}`)
    }
    return 0
  },
}

/** @throws {UsageError} for a name that is neither a rule nor a case */
function trialNamed(name: string | undefined, { good, number }: Readonly<Record<'good' | 'number', unknown>>): Trial {
  if (name === undefined) {
    refuseUnusedOptions({ good, number }, 'the valid request', 'it applies to a rule')
    return { title: 'A valid request', recipe: {} }
  }
  const rule = rules.find(({ id }) => id === name)
  const row = cases.find(({ id }) => id.toLowerCase() === name.toLowerCase())
  const recipes = rule?.examples[good ? 'passing' : 'failing'] ?? row?.requests
  if (recipes === undefined) {
    const meant = didYouMean(
      name,
      rules.map(({ id }) => id),
    )
    throw new UsageError(
      `unknown rule or case "${name}" (list the rules with helseid-mock rules; the cases are in contract/cases)${meant}`,
    )
  }
  if (rule === undefined) refuseUnusedOptions({ good }, 'a case', 'it applies to a rule')
  const recipe = recipes[Number(number ?? 1) - 1]
  if (recipe === undefined)
    throw new UsageError(`--number: ${name} has ${recipes.length} example${recipes.length === 1 ? '' : 's'}`)
  return { title: rule ? `${rule.id}: ${rule.requires}` : `${row?.id}: ${row?.title}`, recipe }
}

async function exchange(recipe: Recipe, context: ExchangeContext, control: ControlApi) {
  try {
    await register(recipe, context, control)
    return await perform(recipe, context)
  } catch (error) {
    if (!(error instanceof TypeError) || error.message !== 'fetch failed') throw error
    throw unreachable(
      context.issuer,
      error,
      'is the twin running? Start it with helseid-mock serve, or set its issuer with --issuer',
    )
  }
}

/** Whether the recipe needs a registration other than the demo client's. */
function needsOwnClient(recipe: Recipe): boolean {
  const scopes = /\$\{(secondScope|otherApiScope|ungrantedScope)\}/
  const { client, otherClient, api } = recipe
  return [client, otherClient, api].some((part) => part !== undefined) || scopes.test(JSON.stringify(recipe))
}

async function register(recipe: Recipe, context: ExchangeContext, control: ControlApi): Promise<void> {
  if (!needsOwnClient(recipe)) return
  const { client = {}, otherClient, api } = recipe
  const anotherClient = {
    clientId: 'another-client',
    jwks: { keys: [] },
    scopes: [context.ungrantedScope, context.otherApiScope],
  }
  const registrations = [
    ...(client.unregistered ? [] : [registrationOf(client, context.clientId, context)]),
    ...(otherClient ? [registrationOf(otherClient, context.otherClientId, context)] : []),
    anotherClient,
  ]
  if (api) await control.registerApi({ audience: context.scope.split('/')[0] as string, ...api })
  for (const registration of registrations) await control.registerClient(registration)
}

async function verdictAt(address: string): Promise<string> {
  return requestText((await (await fetch(address)).json()) as JournalEntry)
}

/** Whether the recipe depends on an earlier request, which a single curl command cannot repeat. */
function reuses({ assertion, proof, wait }: Recipe): boolean {
  return assertion?.reuse === true || proof?.reuse === true || wait !== undefined
}
