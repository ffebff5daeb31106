/** `helseid-mock ca create`: creates a certificate authority that is limited to the twin's names. */
import { realHostnames } from 'helseid-contract'
import { makeFolder } from '../store/make-folder.ts'
import { hasAnyOf, hasAuthority, publish, readAuthority, writeAuthority } from '../tls/authority-files.ts'
import type { CliCommand } from './command.ts'
import { UsageError } from './usage-error.ts'

export const ca: CliCommand = {
  configure(command) {
    command
      .argument('<what>', 'create')
      .requiredOption('--dir <folder>', 'folder for ca.pem (clients must trust it) and ca-key.pem (keep it private)')
      .option('--name <name...>', 'additional DNS names to issue certificates for, including their subdomains')
      .option('--days <number>', 'validity in days', '90')
      .option('--publish <folder>', 'also copy ca.pem to this folder, for clients that must not see the key')
      .option('--if-none', 'keep an existing authority if it is still valid')
  },
  async run({ dir, name, days, ifNone, publish: trustFolder }, [action]) {
    if (action !== 'create') throw new UsageError(`unknown action "${action}": use ca create`)
    const folder = String(dir)
    const isThere = hasAuthority(folder, Date.now())
    if (isThere && ifNone) {
      if (trustFolder !== undefined)
        writeTo(String(trustFolder), () => publish(String(trustFolder), readAuthority(folder)))
      return 0
    }
    if (hasAnyOf(folder) && !ifNone)
      throw new UsageError(`${folder} already contains a certificate authority: choose another --dir, or delete it`)
    if (!/^[1-9]\d{0,3}$/.test(String(days)))
      throw new UsageError(`--days must be a number from 1 to 9999, not "${days}"`)
    // The X.509 library is loaded only when a certificate is created.
    const { createAuthority } = await import('../tls/authority.ts')
    const requested = ((name as string[] | undefined) ?? [])
      .flatMap((text) => text.split(','))
      .filter((text) => text !== '')
    const names = [...new Set(['localhost', ...realHostnames, ...requested.map((text) => text.trim().toLowerCase())])]
    const authority = await withUsageError(() => createAuthority({ names, days: Number(days), now: Date.now() }))
    const path = writeTo(folder, () => writeAuthority(folder, authority))
    if (trustFolder !== undefined) writeTo(String(trustFolder), () => publish(String(trustFolder), authority))
    console.log(
      [
        `${path}: trust this certificate in your clients (valid for ${days} days)`,
        `It can issue certificates only for ${names.join(', ')} and loopback addresses.`,
        `Start the twin with it: helseid-mock serve --tls --tls-ca ${folder}`,
      ].join('\n'),
    )
    return 0
  },
}

async function withUsageError<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message, { cause: error })
    throw error
  }
}

function writeTo<T>(folder: string, write: () => T): T {
  try {
    makeFolder(folder)
    return write()
  } catch (error) {
    throw new UsageError(`cannot write to ${folder}: ${(error as Error).message}`, { cause: error })
  }
}
