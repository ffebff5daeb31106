/** `helseid-mock check`: one command for each thing that can be checked; the exit code is the verdict. */
import type { CommandEntry } from '../command.ts'

export const check: CommandEntry = {
  description: 'check a client, an API or an STS against HelseID’s requirements',
  commands: {
    client: {
      description: 'run your client against a twin in many trials and report the requirements it breaks',
      load: async () => (await import('./client.ts')).checkClientCommand,
    },
    api: {
      description: 'call your API with valid and broken tokens and proofs and report the broken ones it accepts',
      load: async () => (await import('./api.ts')).checkApiCommand,
    },
    sts: {
      description: 'send the requests of the contract and the cases to an issuer and report where its answers differ',
      load: async () => (await import('./sts.ts')).checkSts,
    },
  },
}
