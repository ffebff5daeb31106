/** The commands by name; each is loaded only when it runs, so that `serve` starts quickly. */
import { check } from './check/index.ts'
import type { CommandEntry } from './command.ts'
import { pact } from './pact/index.ts'

export const commands: Readonly<Record<string, CommandEntry>> = {
  serve: {
    description: 'start the twin (default)',
    load: async () => (await import('./serve.ts')).serve,
  },
  try: {
    description: 'send a valid request, or one that breaks a rule, and print the exchange and the verdict',
    load: async () => (await import('./try.ts')).tryCommand,
  },
  explain: {
    description: 'print the verdict on a JWT, a token request or an API call, without a server',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  compare: {
    description: 'report where the twin’s answers differ from those of HelseID in a recording',
    load: async () => (await import('./compare.ts')).compareCommand,
  },
  check,
  pact,
  rules: {
    description: 'list the rules, or print one in full',
    load: async () => (await import('./rules.ts')).rulesCommand,
  },
  scenarios: {
    description: 'list the scenarios (deliberate failures), print one in full, or activate them on a running twin',
    load: async () => (await import('./scenarios.ts')).scenariosCommand,
  },
  clients: {
    description: 'list, show, add or remove clients of a running twin',
    load: async () => (await import('./clients.ts')).clientsCommand,
  },
  mint: {
    description: 'mint an access token, valid or broken, with its DPoP proof, for testing an API',
    load: async () => (await import('./mint.ts')).mintCommand,
  },
  config: {
    description: 'config print: print the settings that serve would use, and where each comes from',
    load: async () => (await import('./config.ts')).configCommand,
  },
  ca: {
    description: 'ca create: create a local certificate authority for --tls',
    load: async () => (await import('./ca.ts')).ca,
  },
  keygen: {
    description: 'generate a key pair for a client, as JWKs, or print the public half of a key',
    load: async () => (await import('./keygen.ts')).keygen,
  },
  'service-key': {
    description: 'print the key for the test-token service and client drafts of a twin with a control token',
    load: async () => (await import('./service-key.ts')).serviceKeyCommand,
  },
  healthcheck: {
    description: 'exit with 0 if the twin on this machine is ready, else 1; takes the same settings as serve',
    load: async () => (await import('./healthcheck.ts')).healthcheck,
  },
}
