/** Opens an address in the browser of this machine, with the command that the platform has for it. */
import { spawn } from 'node:child_process'

type Command = readonly [string, ...string[]]

/** By `process.platform`; other systems have the command of freedesktop.org. */
const commands: Readonly<Record<string, Command>> = {
  darwin: ['open'],
  // Without a shell, so that no character of the address has a meaning.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}

/** Milliseconds after which a command that is still running counts as successful: some keep running with the browser. */
const stillRunning = 2000

/** Never rejects, so that a start does not fail without a browser: resolves with what went wrong, if anything did. */
export async function openInBrowser(address: string, platform: string = process.platform): Promise<string | undefined> {
  const [command, ...args] = commands[platform] ?? ['xdg-open']
  return new Promise((resolve) => {
    const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true })
    child.unref()
    const timer = setTimeout(() => resolve(undefined), stillRunning)
    const end = (problem?: string) => {
      clearTimeout(timer)
      resolve(problem)
    }
    child.once('error', (error: NodeJS.ErrnoException) =>
      end(error.code === 'ENOENT' ? `this machine has no command ${command}` : error.message),
    )
    child.once('exit', (code) => end(code === 0 || code === null ? undefined : `${command} ended with code ${code}`))
  })
}
