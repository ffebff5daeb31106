/** `helseid-mock check`: what can be checked, each by a command of its own; exit code 0 if all is well, 1 if not. */
import type { CommandEntry } from '../command.ts'

export const check: CommandEntry = {
  description: 'check client, check api, check sts: whether each does what HelseID requires',
  commands: {
    client: {
      description: 'run your client against a twin in many trials, and say which requirements it breaks',
      load: async () => (await import('./client.ts')).checkClientCommand,
    },
    api: {
      description: 'fire good and bad tokens and proofs at your API, and say which bad ones it let in',
      load: async () => (await import('./api.ts')).checkApiCommand,
    },
    sts: {
      description: 'ask an issuer what the contract says a client asks, and list where its answers differ',
      load: async () => (await import('./sts.ts')).checkSts,
    },
  },
}
