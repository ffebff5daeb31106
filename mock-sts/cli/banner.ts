/** What `helseid-mock serve` prints once it is ready: its addresses, who can reach it, what guards it and what it has loaded. */
import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { environments, type StsName, stsNames } from 'helseid-contract'
import { profilesOf } from '../config/options.ts'
import demoClient from '../demo/client.json' with { type: 'json' }
import { isLoopback, type StartedTwin } from '../twin/start.ts'
import type { ServeSettings } from './settings.ts'
import { version } from './version.ts'

export interface BannerFacts {
  readonly twin: Pick<StartedTwin, 'origin' | 'issuer' | 'caCertificate' | 'loadedClients'>
  readonly settings: ServeSettings
  /** The configuration file and what it contains. */
  readonly config: string | undefined
  /** Milliseconds that the start took. */
  readonly startMs: number
}

export function banner({ twin, settings, config, startMs }: BannerFacts): string {
  const profiles = profilesOf(settings.profile)
  const rows = stsNames.map((sts) => [sts, twin.issuer(sts), profiles[sts], environmentsOn(sts)])
  const certificates = certificatesOf(twin, settings)
  const workbench = workbenchOf(twin, settings)
  return [
    `HelseID twin ${version}: for testing only, not HelseID`,
    '',
    ...columns([['STS', 'issuer', 'profile', 'environments'], ...rows]),
    '',
    `Protected API  ${twin.origin}/nhn-api/test/hello`,
    `Reachable      ${isLoopback(settings.host) ? 'from this machine only' : `from other machines (--host ${settings.host})`}`,
    `Control plane  ${controlOf(twin, settings)}`,
    ...(workbench !== undefined ? [`Workbench      ${workbench}`] : []),
    `Data           ${dataOf(twin, settings)}`,
    ...(config !== undefined ? [`Configuration  ${config}`] : []),
    ...(certificates !== undefined ? [`Certificates   trust ${certificates}`] : []),
    ...(settings.demoClient ? [`Demo client    ${demoClient.clientId} (its private key is public)`] : []),
    '',
    // The verdict comes from the control plane.
    `To see an exchange${settings.control === false ? '' : ' and its verdict'}, run in another terminal:`,
    `  ${tryCommand(twin)}`,
    '',
    `Ready in ${startMs} ms. Stop with Ctrl+C.`,
  ].join('\n')
}

/** Address of the web pages; undefined without a control plane. */
export function workbenchOf({ origin }: Pick<StartedTwin, 'origin'>, { control }: ServeSettings): string | undefined {
  return control === false ? undefined : `${origin}/_mock/ui/`
}

function controlOf({ origin }: BannerFacts['twin'], { host, control, controlToken }: ServeSettings): string {
  if (control === false) return 'off'
  if (controlToken !== undefined) return `${origin}/_mock, requires the control token`
  return `${origin}/_mock, without a control token: open to ${isLoopback(host) ? 'this machine' : 'everyone who can reach it'}`
}

function dataOf({ loadedClients }: BannerFacts['twin'], { dataDir }: ServeSettings): string {
  if (dataDir === undefined) return 'in memory (--data-dir keeps it)'
  return `${dataDir}: ${loadedClients} client${loadedClients === 1 ? '' : 's'} loaded`
}

function certificatesOf(
  { origin, caCertificate }: BannerFacts['twin'],
  { control, tlsCa }: ServeSettings,
): string | undefined {
  if (caCertificate === undefined || (control === false && !tlsCa)) return undefined
  if (tlsCa && !tlsCa.includes('BEGIN')) return join(tlsCa, 'ca.pem')
  // Who fetches it over a connection that is not trusted yet compares this.
  return `${origin}/_mock/ca.pem, SHA-256 fingerprint ${new X509Certificate(caCertificate).fingerprint256}`
}

/** `--no-install` keeps npx from running an unknown package where this one is not installed. */
function tryCommand(twin: BannerFacts['twin']): string {
  const command = 'npx --no-install helseid-mock try'
  return twin.origin === 'http://localhost:8080' ? command : `${command} --issuer ${twin.issuer('test')}`
}

function environmentsOn(sts: StsName): string {
  const names = Object.values(environments).filter((environment) => environment.sts === sts)
  return names.map(({ name }) => name.toUpperCase()).join(', ')
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2))
      .join('')
      .trimEnd(),
  )
}
