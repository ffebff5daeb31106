/** `helseid-mock clients`: lists, shows, adds and removes the clients of a running twin. */

import type { ClientRegistration } from '../clients/registration.ts'
import { configNotes } from '../config/notes.ts'
import type { ControlApi } from '../control/control-api.ts'
import { didYouMean } from '../http/closest.ts'
import type { CliCommand } from './command.ts'
import { configureTwin, twinClient } from './control-client.ts'
import { readRegistrations } from './registrations-argument.ts'
import { refuseUnusedArguments, refuseUnusedOptions } from './unused-options.ts'
import { UsageError } from './usage-error.ts'

type Action = (control: ControlApi, argument: string, options: { readonly json: boolean }) => Promise<string>

const actions: Readonly<Record<string, { readonly argument?: string; readonly run: Action }>> = {
  list: {
    run: async (control, _argument, { json }) => {
      const clients = await control.clients()
      return json ? JSON.stringify(clients, null, 2) : table(clients)
    },
  },
  show: {
    argument: 'a client id',
    run: async (control, clientId) => JSON.stringify(await control.client(clientId), null, 2),
  },
  add: {
    argument: 'a registration or a list of registrations, as JSON or a file',
    run: async (control, argument) => {
      const registrations = await readRegistrations(argument)
      for (const registration of registrations) await control.registerClient(registration)
      for (const note of configNotes(registrations)) console.error(`note: ${note}`)
      return registrations.map(({ clientId }) => `${clientId}: registered`).join('\n')
    },
  },
  remove: {
    argument: 'a client id',
    run: async (control, clientId) => {
      await control.removeClient(clientId)
      return `${clientId}: removed`
    },
  },
}

export const clientsCommand: CliCommand = {
  configure(command) {
    configureTwin(command)
      .argument('[action]', Object.keys(actions).join(', '), 'list')
      .argument(
        '[client]',
        'show, remove: a client id; add: a registration or a list of registrations, as JSON or a file',
      )
      .option('--json', 'print the list as JSON')
  },
  async run({ json, ...options }, [name = 'list', argument]) {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined
    if (action === undefined)
      throw new UsageError(
        `clients: unknown action "${name}": use ${Object.keys(actions).join(', ')}${didYouMean(name, Object.keys(actions))}`,
      )
    if (action.argument !== undefined && argument === undefined)
      throw new UsageError(`clients ${name} needs ${action.argument}`)
    if (action.argument === undefined && argument !== undefined)
      refuseUnusedArguments([argument], `clients ${name}`, 'print one client with clients show')
    if (!['list', 'show'].includes(name)) refuseUnusedOptions({ json }, `clients ${name}`, 'it applies to clients list')
    console.log(await action.run(await twinClient(options), argument ?? '', { json: json === true }))
    return 0
  },
}

function table(clients: readonly ClientRegistration[]): string {
  if (clients.length === 0) return 'no clients are registered'
  const width = Math.max(...clients.map(({ clientId }) => clientId.length))
  return clients
    .map((client) => {
      const { clientId, sts = [], tenancy = 'none', scopes } = client
      const cells = [clientId.padEnd(width), [sts].flat().join(',').padEnd(12), tenancy.padEnd(13), scopes.join(' ')]
      return [...cells, ...stateOf(client)].join('  ')
    })
    .join('\n')
}

/** Why a client gets no token; empty for a client in use. */
function stateOf({ draft, enabled }: ClientRegistration): string[] {
  if (draft !== undefined && draft.decision !== 'confirmed')
    return [draft.decision === 'declined' ? '(draft, declined)' : '(draft, not confirmed)']
  return enabled === false ? ['(disabled)'] : []
}
