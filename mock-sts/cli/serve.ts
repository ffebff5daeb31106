/** `helseid-mock serve`: runs the twin on a port until a signal stops it, or its starter is gone. */
import { existsSync } from 'node:fs'
import { configNotes } from '../config/notes.ts'
import demoClient from '../demo/client.json' with { type: 'json' }
import { type LogEvent, noteEvent, openControlEvent, visibleTokenEvent } from '../journal/log.ts'
import { isLoopback, issuersOf, type StartedTwin, type StartOptions, startTwin } from '../twin/start.ts'
import { banner, workbenchOf } from './banner.ts'
import type { CliCommand } from './command.ts'
import { configPath, configureSettings, findSettings, readSettings } from './find-settings.ts'
import { followConfig } from './follow-config.ts'
import { watchStarter } from './parent.ts'
import { fixedAtStart, type ServeSettings } from './settings.ts'
import { stopSignal } from './signals.ts'
import { closeInTime, noParentEvent, parentGoneEvent } from './stop.ts'
import { tokenFileWarning } from './token-file.ts'

export const serve: CliCommand = {
  configure: configureSettings,
  async run(flags) {
    const { values: settings, from, notes } = await findSettings(flags, process.env)
    const { gone, isWatching } = await watchStarter(settings.exitWithParent)
    const twin = await start(settings)
    if (settings.logFormat === 'json') console.log(JSON.stringify(readyLine(twin, settings)))
    else console.log(banner({ twin, settings, config: configRead(settings, flags), startMs: startMs() }))
    noteAll(settings, notes)
    warnIfOpen(settings)
    const log = logger(settings.logFormat)
    if (from.controlToken === '--control-token') log(visibleTokenEvent())
    warnIfReadable(from.controlToken, flags, settings)
    if (settings.exitWithParent && !isWatching) log(noParentEvent())
    if (settings.open) await openWorkbench(twin, settings)
    const unfollow = follow(twin, settings, flags)
    const reason = await stopSignal(gone)
    if (reason === 'stdin' || reason === 'parent') log(parentGoneEvent(reason))
    unfollow()
    return closeInTime(() => twin.close())
  },
}

/** Applies the configuration file again whenever it changes. */
function follow(twin: StartedTwin, started: ServeSettings, flags: Readonly<Record<string, unknown>>): () => void {
  const path = configPath(flags, process.env)
  if (path === undefined) return () => undefined
  const apply = async () => {
    const settings = await readSettings(flags, process.env)
    const fixed = started.issuer === undefined ? {} : { issuer: started.issuer }
    const { issuer: _issuer, ...changeable } = optionsOf(settings)
    await twin.configure({ ...changeable, ...fixed })
    noteAll(settings)
    const stuck = fixedAtStart.filter((name) => String(settings[name]) !== String(started[name]))
    const restart = stuck.length > 0 ? `; restart the twin to change ${stuck.join(', ')}` : ''
    return `${contents(settings)}${restart}`
  }
  return followConfig({ path, apply, log: logger(started.logFormat) })
}

function contents({ clients = [], apis = [] }: ServeSettings): string {
  return `${count(clients, 'client')}, ${count(apis, 'API')}`
}

function count(things: readonly unknown[], name: string): string {
  return `${things.length} ${name}${things.length === 1 ? '' : 's'}`
}

function optionsOf(settings: ServeSettings): StartOptions {
  const {
    demoClient: withDemoClient,
    logFormat: _logFormat,
    exitWithParent: _parent,
    open: _open,
    ...options
  } = settings
  return { ...options, clients: [...(withDemoClient ? [demoClient] : []), ...(options.clients ?? [])] }
}

async function start(settings: ServeSettings): Promise<StartedTwin> {
  try {
    return await startTwin({ ...optionsOf(settings), log: logger(settings.logFormat) })
  } catch (error) {
    const { startFailure } = await import('./start-failure.ts')
    throw await startFailure(error, settings)
  }
}

function logger(format: 'text' | 'json'): (event: LogEvent) => void {
  if (format === 'text') return ({ message }) => console.log(`${timeOfDay()} ${message}`)
  return ({ level, message, fields }) =>
    console.log(JSON.stringify({ time: new Date().toISOString(), level, ...fields, message }))
}

/** `08:05:09`. Formatted once a second, because a busy twin logs many lines in one. */
function timeOfDay(): string {
  const now = new Date()
  const second = Math.floor(now.getTime() / 1000)
  if (second !== shown.second) shown = { second, text: now.toLocaleTimeString('nb-NO') }
  return shown.text
}

let shown = { second: -1, text: '' }

/** The configuration file and what it contains; undefined without one. */
function configRead(settings: ServeSettings, flags: Readonly<Record<string, unknown>>): string | undefined {
  const path = configPath(flags, process.env)
  return path !== undefined && existsSync(path) ? `${path}: ${contents(settings)}` : undefined
}

function readyLine(twin: StartedTwin, settings: ServeSettings): object {
  const workbench = workbenchOf(twin, settings)
  return {
    ready: true,
    origin: twin.origin,
    issuers: issuersOf(twin),
    ...(workbench && { workbench }),
    startMs: startMs(),
  }
}

async function openWorkbench(twin: StartedTwin, settings: ServeSettings): Promise<void> {
  const address = workbenchOf(twin, settings)
  const log = logger(settings.logFormat)
  if (address === undefined) return log(noteEvent('--open has no effect, because --no-control turns the workbench off'))
  const { openInBrowser } = await import('./open-in-browser.ts')
  const problem = await openInBrowser(address)
  if (problem !== undefined) log(noteEvent(`--open: ${problem}; open ${address} yourself`))
}

function warnIfOpen({ host, control, controlToken, logFormat }: ServeSettings): void {
  if (isLoopback(host) || control === false || controlToken !== undefined) return
  logger(logFormat)(openControlEvent(String(host)))
}

/** `from` is the flag or variable of the control token. */
function warnIfReadable(
  from: string | undefined,
  { controlTokenFile }: Readonly<Record<string, unknown>>,
  { logFormat }: ServeSettings,
): void {
  const variable = 'HELSEID_MOCK_CONTROL_TOKEN_FILE'
  const path =
    from === '--control-token-file' ? String(controlTokenFile) : from === variable ? process.env[variable] : undefined
  const warning = path === undefined ? undefined : tokenFileWarning(path)
  if (warning !== undefined) logger(logFormat)(warning)
}

/** Logs what the configuration allows but is probably a mistake. */
function noteAll({ clients = [], logFormat }: ServeSettings, notes: readonly string[] = []): void {
  const log = logger(logFormat)
  for (const note of [...notes, ...configNotes(clients)]) log(noteEvent(note))
}

/** Milliseconds since the process started. */
function startMs(): number {
  return Math.round(performance.now())
}
