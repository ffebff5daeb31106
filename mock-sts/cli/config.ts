/** `helseid-mock config print`: prints the settings that `serve` would use and where each comes from; secrets are masked. */
import { defaults } from '../config/options.ts'
import type { CliCommand } from './command.ts'
import { configureSettings, findSettings } from './find-settings.ts'
import { exitWithParentDefault } from './settings.ts'
import { UsageError } from './usage-error.ts'

interface PrintedSetting {
  readonly value: unknown
  /** A flag, a variable, a file, or `default`. */
  readonly from: string
}

/** Printed for a setting that is not set. */
const unset: Readonly<Record<string, string>> = {
  host: 'both loopback addresses',
  issuer: 'the origin of each request',
  tlsNames: 'localhost and HelseID’s real hostnames',
  tlsCa: 'a temporary authority',
  dataDir: 'in memory',
  signingKeys: 'demo on loopback without a data directory, else generated',
  scenario: 'none',
  controlToken: 'not required',
  allowHosts: 'the twin’s own names',
  allowOrigins: 'none',
  exitWithParent: exitWithParentDefault,
  open: 'false',
  severity: 'set by the profile',
  sts: 'the same for every STS',
  clients: 'none',
  apis: 'none',
}

export const configCommand: CliCommand = {
  configure(command) {
    command.argument('<what>', 'print').option('--json', 'print as JSON, with clients and APIs in full')
    configureSettings(command)
  },
  async run({ json, ...flags }, [action]) {
    if (action !== 'print') throw new UsageError(`unknown action "${action}": use config print`)
    const { values, from, notes } = await findSettings(flags, process.env)
    for (const note of notes) console.error(`note: ${note}`)
    const names = [...new Set([...Object.keys(defaults), ...Object.keys(unset), ...Object.keys(values)])]
    const set = masked(values) as Record<string, unknown>
    const printed = Object.fromEntries(
      names.map((name): [string, PrintedSetting] => [
        name,
        { value: set[name] ?? defaults[name as keyof typeof defaults] ?? null, from: from[name] ?? 'default' },
      ]),
    )
    console.log(json ? JSON.stringify(printed, null, 2) : table(printed))
    return 0
  },
}

function table(printed: Readonly<Record<string, PrintedSetting>>): string {
  const rows = Object.entries(printed).map(([name, { value, from }]) => [name, formatValue(name, value), from])
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0)) + 2
  const [first, second] = [width(0), width(1)]
  return rows.map(([name = '', value = '', from]) => `${name.padEnd(first)}${value.padEnd(second)}${from}`).join('\n')
}

function formatValue(name: string, value: unknown): string {
  if (value === null) return unset[name] ?? 'not set'
  if (name === 'clients' || name === 'apis')
    return formatRegistrations(value as readonly Readonly<Record<string, unknown>>[])
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function formatRegistrations(registrations: readonly Readonly<Record<string, unknown>>[]): string {
  const ids = registrations.map(({ clientId, audience }) => String(clientId ?? audience))
  return `${ids.length}${ids.length > 0 ? `: ${ids.join(', ')}` : ''}`
}

const secrets = new Set(['controlToken', 'clientSecret'])

/** Masks secrets at any depth. An authority given as inline PEM contains its private key. */
function masked(value: unknown, name = ''): unknown {
  const isSecret = secrets.has(name) || (name === 'tlsCa' && String(value).includes('PRIVATE KEY'))
  if (isSecret) return '********'
  if (Array.isArray(value)) return value.map((item) => masked(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, masked(member, key)]))
}
