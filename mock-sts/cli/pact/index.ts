/** `helseid-mock pact`: what a Pact verifier in any language needs to verify an API protected by HelseID. */
import type { CommandEntry } from '../command.ts'

export const pact: CommandEntry = {
  description: 'verify an API against its pacts with new tokens and proofs, by a Pact verifier in any language',
  commands: {
    proxy: {
      description: 'start a reverse proxy that puts a new token and proof into each request, as provider states say',
      load: async () => (await import('./proxy.ts')).pactProxyCommand,
    },
  },
}
