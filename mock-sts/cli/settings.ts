/** The settings of `serve`, each with its flag and its environment variables. */
import { metadataVersions } from 'helseid-contract'
import { profileNames } from 'helseid-contract/rules'
import { defaults } from '../config/options.ts'
import type { StartOptions } from '../twin/start.ts'
import {
  parseBoolean,
  parseControlToken,
  parseCount,
  parseLogFormat,
  parseMetadata,
  parseNames,
  parseOrigin,
  parseOrigins,
  parsePort,
  parseProfile,
  parseScenarioName,
  parseSigningKeys,
  readControlToken,
} from './setting-parsers.ts'

export interface ServeSettings extends StartOptions {
  readonly logFormat: 'text' | 'json'
  readonly demoClient: boolean
  /** Whether the twin ends with the process that started it. Default: if that process holds its standard input. */
  readonly exitWithParent?: boolean
  /** Opens the workbench in the browser of this machine. Default: false. */
  readonly open?: boolean
}

export type Values = Partial<Record<keyof ServeSettings, unknown>>

export interface Setting {
  readonly name: keyof ServeSettings & string
  readonly flag: string
  readonly description: string
  /** Environment variables; the first one that is set wins. */
  readonly env: readonly string[]
  /** @throws {UsageError} naming what to change */
  readonly parse: (text: string, from: string) => unknown
}

/** When the twin ends with its starter by default. */
export const exitWithParentDefault =
  'if standard input is a pipe or a socket, and the parent is neither process 0 nor 1'

export const settings: readonly Setting[] = [
  {
    name: 'port',
    flag: '--port <number>',
    description: `port to listen on; 0 picks a free one (default: ${defaults.port})`,
    env: ['HELSEID_MOCK_PORT', 'PORT'],
    parse: parsePort,
  },
  {
    name: 'host',
    flag: '--host <address>',
    description: 'address to listen on (default: both loopback addresses)',
    env: ['HELSEID_MOCK_HOST'],
    parse: (text) => text,
  },
  {
    name: 'profile',
    flag: '--profile <profile>',
    description: `${profileNames.join(', ')}, or one for each STS: test=next,prod=today (default: ${defaults.profile})`,
    env: ['HELSEID_MOCK_PROFILE'],
    parse: parseProfile,
  },
  {
    name: 'metadata',
    flag: '--metadata <version>',
    description: `metadata to publish: ${metadataVersions.join(', ')}, or one for each STS: test=2025-02 (default: ${defaults.metadata})`,
    env: ['HELSEID_MOCK_METADATA'],
    parse: parseMetadata,
  },
  {
    name: 'issuer',
    flag: '--issuer <origin>',
    description: 'origin of all issuers, whatever host a request was sent to, such as https://idp.example',
    env: ['HELSEID_MOCK_ISSUER'],
    parse: parseOrigin,
  },
  {
    name: 'tls',
    flag: '--tls',
    description: 'serve HTTPS for localhost and HelseID’s real hostnames',
    env: ['HELSEID_MOCK_TLS'],
    parse: parseBoolean,
  },
  {
    name: 'tlsNames',
    flag: '--tls-name <names>',
    description: 'additional DNS names or IP addresses to serve over TLS, comma-separated',
    env: ['HELSEID_MOCK_TLS_NAME'],
    parse: parseNames,
  },
  {
    name: 'tlsCa',
    flag: '--tls-ca <folder or PEM>',
    description: 'your own certificate authority, from helseid-mock ca create (default: a temporary one)',
    env: ['HELSEID_MOCK_TLS_CA'],
    parse: (text) => text,
  },
  {
    name: 'dataDir',
    flag: '--data-dir <folder>',
    description: 'keep signing keys and registered clients in this folder across restarts (default: in memory)',
    env: ['HELSEID_MOCK_DATA_DIR'],
    parse: (text) => text,
  },
  {
    name: 'signingKeys',
    flag: '--signing-keys <which>',
    description: 'demo (publicly known) or generated (default: demo on loopback without --data-dir, else generated)',
    env: ['HELSEID_MOCK_SIGNING_KEYS'],
    parse: parseSigningKeys,
  },
  {
    name: 'trustProxy',
    flag: '--trust-proxy',
    description: 'take the origin of each request from X-Forwarded-Host and X-Forwarded-Proto',
    env: ['HELSEID_MOCK_TRUST_PROXY'],
    parse: parseBoolean,
  },
  {
    name: 'scenario',
    flag: '--scenario <name>',
    description: 'activate this scenario for every client, e.g. slow-answer;seconds=5 (list: helseid-mock scenarios)',
    env: ['HELSEID_MOCK_SCENARIO'],
    parse: parseScenarioName,
  },
  {
    name: 'explainInResponse',
    flag: '--explain-in-response',
    description: 'explain each refusal in error_description, which HelseID does not do',
    env: ['HELSEID_MOCK_EXPLAIN_IN_RESPONSE'],
    parse: parseBoolean,
  },
  {
    name: 'logFormat',
    flag: '--log-format <format>',
    description: 'text or json (default: text)',
    env: ['HELSEID_MOCK_LOG_FORMAT'],
    parse: parseLogFormat,
  },
  {
    name: 'controlToken',
    flag: '--control-token <token>',
    description:
      'require this token at /_mock and /metrics, and as the key of the test-token service and client drafts (at least 8 characters)',
    env: ['HELSEID_MOCK_CONTROL_TOKEN'],
    parse: parseControlToken,
  },
  {
    name: 'controlToken',
    flag: '--control-token-file <path>',
    description: 'file with the control token, which keeps it out of the process list',
    env: ['HELSEID_MOCK_CONTROL_TOKEN_FILE'],
    parse: readControlToken,
  },
  {
    name: 'allowHosts',
    flag: '--allow-host <names>',
    description: 'additional host names at which /_mock answers without a control token, comma-separated',
    env: ['HELSEID_MOCK_ALLOW_HOST'],
    parse: parseNames,
  },
  {
    name: 'allowOrigins',
    flag: '--allow-origin <origins>',
    description: 'web pages that may use /_mock, by origin such as http://localhost:5173, comma-separated',
    env: ['HELSEID_MOCK_ALLOW_ORIGIN'],
    parse: parseOrigins,
  },
  {
    name: 'control',
    flag: '--no-control',
    description: 'disable the control plane and the links to verdicts',
    env: ['HELSEID_MOCK_NO_CONTROL'],
    parse: parseBoolean,
  },
  {
    name: 'maxConnections',
    flag: '--max-connections <number>',
    description: `open connections; beyond it, the oldest without a request is closed (default: ${defaults.maxConnections})`,
    env: ['HELSEID_MOCK_MAX_CONNECTIONS'],
    parse: parseCount,
  },
  {
    name: 'demoClient',
    flag: '--no-demo-client',
    description: 'do not register the demo client, whose private key is public',
    env: ['HELSEID_MOCK_NO_DEMO_CLIENT'],
    parse: parseBoolean,
  },
  {
    name: 'exitWithParent',
    flag: '--exit-with-parent [boolean]',
    description: `stop when standard input is closed or the parent process has ended (default: ${exitWithParentDefault})`,
    env: ['HELSEID_MOCK_EXIT_WITH_PARENT'],
    parse: parseBoolean,
  },
  {
    name: 'open',
    flag: '--open',
    description: 'open the workbench in the browser of this machine',
    env: ['HELSEID_MOCK_OPEN'],
    parse: parseBoolean,
  },
]

/** Settings that a running twin cannot change. */
export const fixedAtStart = [
  'port',
  'host',
  'issuer',
  'tls',
  'tlsCa',
  'tlsNames',
  'signingKeys',
  'trustProxy',
  'dataDir',
  'logFormat',
  'exitWithParent',
  'open',
  'journalLimit',
  'journalBytes',
  'maxConnections',
] as const satisfies (keyof ServeSettings)[]

/** Settings whose flag may be repeated. */
export const lists: readonly string[] = ['tlsNames', 'allowHosts', 'allowOrigins']
