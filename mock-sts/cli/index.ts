/** The commands by name; each is loaded only when it is asked for, so that `serve` starts at once. */
import { check } from './check/index.ts'
import type { CommandEntry } from './command.ts'

export const commands: Readonly<Record<string, CommandEntry>> = {
  serve: {
    description: 'serve the twin (default)',
    load: async () => (await import('./serve.ts')).serve,
  },
  try: {
    description: 'send a good request, or the broken example of a rule or the request of a case, and show the answer',
    load: async () => (await import('./try.ts')).tryCommand,
  },
  explain: {
    description: 'the verdict on a JWT or a whole token request, without a server',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  check,
  rules: {
    description: 'list the rules, or show one',
    load: async () => (await import('./rules.ts')).rulesCommand,
  },
  scenarios: {
    description: 'list the failures that can be had on purpose, show one, or let them act at a running twin',
    load: async () => (await import('./scenarios.ts')).scenariosCommand,
  },
  clients: {
    description: 'list, show, add or remove the clients of a running twin',
    load: async () => (await import('./clients.ts')).clientsCommand,
  },
  mint: {
    description: 'any token, good or bad, with its proof, by a running twin: for testing an API',
    load: async () => (await import('./mint.ts')).mintCommand,
  },
  config: {
    description: 'config print: the settings that serve would have, and where each is from',
    load: async () => (await import('./config.ts')).configCommand,
  },
  ca: {
    description: 'ca create: a certificate authority of your own, for --tls',
    load: async () => (await import('./ca.ts')).ca,
  },
  keygen: {
    description: 'a new key pair for a client, as JWKs',
    load: async () => (await import('./keygen.ts')).keygen,
  },
  healthcheck: {
    description: 'exit 0 if the twin on this machine is ready, 1 if not; follows the settings of serve',
    load: async () => (await import('./healthcheck.ts')).healthcheck,
  },
}
