/** `helseid-mock ca create`: a certificate authority of the user's own, for the twin's names only. */
import { realHostnames } from 'helseid-contract'
import { hasAnyOf, hasAuthority, publish, readAuthority, writeAuthority } from '../tls/authority-files.ts'
import type { CliCommand } from './command.ts'
import { UsageError } from './usage-error.ts'

export const ca: CliCommand = {
  configure(command) {
    command
      .argument('<what>', 'create')
      .requiredOption('--dir <folder>', 'where ca.pem (to be trusted) and ca-key.pem (for you alone) are kept')
      .option('--name <name...>', 'further DNS names that it may sign for, each with all names below it')
      .option('--days <number>', 'how long it is valid', '90')
      .option('--publish <folder>', 'put a copy of ca.pem there, for clients that must not see the key')
      .option('--if-none', 'leave an authority that is there and still valid as it is')
  },
  async run({ dir, name, days, ifNone, publish: trustFolder }, [what]) {
    if (what !== 'create') throw new UsageError(`unknown word "${what}": use ca create`)
    const folder = String(dir)
    const isThere = hasAuthority(folder, Date.now())
    if (isThere && ifNone) {
      if (trustFolder !== undefined) publish(String(trustFolder), readAuthority(folder))
      return 0
    }
    if (hasAnyOf(folder) && !ifNone)
      throw new UsageError(`${folder} has an authority already: choose another --dir, or delete that one`)
    if (!/^[1-9]\d{0,3}$/.test(String(days)))
      throw new UsageError(`--days must be a number from 1 to 9999, not "${days}"`)
    // The X.509 library is loaded only where certificates are made.
    const { createAuthority } = await import('../tls/authority.ts')
    const requested = ((name as string[] | undefined) ?? [])
      .flatMap((text) => text.split(','))
      .filter((text) => text !== '')
    const names = [...new Set(['localhost', ...realHostnames, ...requested.map((text) => text.trim().toLowerCase())])]
    const authority = await withUsageError(() => createAuthority({ names, days: Number(days), now: Date.now() }))
    const path = write(folder, authority)
    if (trustFolder !== undefined) publish(String(trustFolder), authority)
    console.log(
      [
        `${path}: let your clients trust this, for ${days} days`,
        `It can sign for ${names.join(', ')} and loopback addresses, and for nothing else.`,
        `Serve with it: helseid-mock serve --tls --tls-ca ${folder}`,
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

function write(folder: string, authority: Parameters<typeof writeAuthority>[1]): string {
  try {
    return writeAuthority(folder, authority)
  } catch (error) {
    throw new UsageError(`cannot write to ${folder}: ${(error as Error).message}`, { cause: error })
  }
}
